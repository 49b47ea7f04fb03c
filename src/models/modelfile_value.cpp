// SPDX-License-Identifier: Apache-2.0
#include "models/modelfile_value.h"

#include <optional>

#include "base/text.h"
#include "models/modelfile.h"

namespace tiles::models {
namespace {

constexpr std::string_view kTriple = R"(""")";
constexpr std::string_view kLineEnds = "\r\n";

// What stands between the quotes; nothing while they are open. Only the first and the last
// characters matter, and nothing is escaped.
std::optional<std::string_view> unquoted(std::string_view value) {
  const std::string_view quote = value.starts_with(kTriple) ? kTriple : "\"";
  if (!value.starts_with(quote)) {
    return value;
  }
  if (value.size() < 2 * quote.size() || !value.ends_with(quote)) {
    return std::nullopt;
  }
  return value.substr(quote.size(), value.size() - 2 * quote.size());
}

// Whether an instruction written in capitals stands at `line`, as people write them: the sign that
// a quote was not meant to stay open until here.
bool begins_instruction(std::string_view line) {
  const std::string_view word = line.substr(0, line.find_first_of(" \t"));
  const auto keyword = keyword_named(word);
  return keyword && word.size() < line.size() && word == name_of(*keyword);
}

std::size_t next_line(std::string_view text, std::size_t end) {
  return text.substr(end).starts_with("\r\n") ? end + 2 : end + 1;
}

// Where to read on after a value that is never closed: the next line that begins an instruction.
std::size_t end_of_open_value(std::string_view text, std::size_t first_end) {
  std::size_t end = first_end;
  while (end < text.size()) {
    const std::size_t begin = next_line(text, end);
    const std::size_t line_stop = line_end(text, begin);
    if (begins_instruction(text.substr(begin, line_stop - begin))) {
      return end;
    }
    end = line_stop;
  }
  return end;
}

}  // namespace

std::size_t line_end(std::string_view text, std::size_t offset) {
  const std::size_t end = text.find_first_of(kLineEnds, offset);
  return end == std::string_view::npos ? text.size() : end;
}

ScannedValue scan_value(std::string_view text, std::size_t begin) {
  const std::size_t first_end = line_end(text, begin);
  const std::string_view first = trim(text.substr(begin, first_end - begin));
  const std::size_t start =
      first.empty() ? begin : static_cast<std::size_t>(first.data() - text.data());
  if (const auto value = unquoted(first)) {
    return {*value, start, first_end, ValueEnd::Closed};
  }
  const std::string_view quote = first.starts_with(kTriple) ? kTriple : "\"";
  const bool is_closed_inside = first.find(quote, quote.size()) != std::string_view::npos;
  // A long text in triple quotes may well hold a line such as "FROM …": only a block that was
  // closed on its first line, with something after it, is doubted.
  const bool is_doubtful = quote != kTriple || is_closed_inside;
  bool is_kept = is_closed_inside;
  for (std::size_t end = first_end; end < text.size();) {
    const std::size_t line = next_line(text, end);
    end = line_end(text, line);
    if (is_doubtful && begins_instruction(text.substr(line, end - line))) {
      is_kept = true;
      break;
    }
    if (const auto value = unquoted(trim(text.substr(start, end - start)))) {
      return {*value, start, end, ValueEnd::Closed};
    }
  }
  if (is_kept) {
    return {first, start, first_end, ValueEnd::KeptAsText};
  }
  return {first, start, end_of_open_value(text, first_end), ValueEnd::NeverClosed};
}

}  // namespace tiles::models
