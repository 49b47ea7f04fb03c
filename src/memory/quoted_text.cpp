// SPDX-License-Identifier: Apache-2.0
#include "memory/quoted_text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

using Marks = std::pair<std::string_view, std::string_view>;

constexpr std::array<Marks, 8> kMarks = {{{"```", "```"},
                                          {"\"", "\""},
                                          {"“", "”"},
                                          {"„", "“"},
                                          {"«", "»"},
                                          {"»", "«"},
                                          {"「", "」"},
                                          {"『", "』"}}};
// From here to the end a forwarded message follows.
constexpr std::array<std::string_view, 3> kForwarded = {"original message", "forwarded message",
                                                        "begin forwarded message"};

// The quotation that begins at `begin`; nothing when none does, or when it has no end.
std::optional<TextSpan> quotation_at(std::string_view message, std::size_t begin) {
  for (const auto& [opening, closing] : kMarks) {
    if (!message.substr(begin).starts_with(opening)) continue;
    const std::size_t inside = begin + opening.size();
    const std::size_t end = message.find(closing, inside);
    if (end != std::string_view::npos) return TextSpan{inside, end};
  }
  return std::nullopt;
}

bool is_long(std::string_view text) {
  // Scripts without spaces have few words of many letters.
  constexpr std::size_t kBytesMin = 60;
  return words_of(text).size() >= kQuotedWordsMin || text.size() >= kBytesMin;
}

bool begins_forwarded(std::string_view line) {
  std::string words;
  for (const std::string& word : words_of(line)) words.append(words.empty() ? "" : " ") += word;
  return line.starts_with('-') && std::ranges::find(kForwarded, words) != kForwarded.end();
}

// Whole lines that a mail program marks; `begin` is the start of a line.
std::optional<TextSpan> marked_lines_at(std::string_view message, std::size_t begin) {
  const std::string_view line =
      message.substr(begin, message.find('\n', begin) - begin);  // npos - begin is past the end.
  if (begins_forwarded(trim(line))) return TextSpan{begin, message.size()};
  if (trim(line).starts_with('>')) return TextSpan{begin, begin + line.size()};
  return std::nullopt;
}

}  // namespace

std::vector<TextSpan> quoted_spans(std::string_view message) {
  std::vector<TextSpan> spans;
  bool is_line_start = true;
  for (std::size_t at = 0; at < message.size();) {
    const auto marked = is_line_start ? marked_lines_at(message, at) : std::nullopt;
    if (marked) {
      spans.push_back(*marked);
      at = marked->end;
    } else if (const auto quoted = quotation_at(message, at)) {
      if (is_long(message.substr(quoted->begin, quoted->end - quoted->begin))) {
        spans.push_back(*quoted);
      }
      at = quoted->end + 1;
    } else {
      ++at;
    }
    is_line_start = at > 0 && at < message.size() && message[at - 1] == '\n';
  }
  return spans;
}

}  // namespace tiles::memory
