// SPDX-License-Identifier: Apache-2.0
#include "memory/trust.h"

#include <algorithm>
#include <set>

#include "base/format.h"
#include "base/text.h"
#include "memory/words.h"
#include "vault/markdown_scanner.h"

namespace tiles::memory {
namespace {

using WordSet = std::set<std::string>;

WordSet word_set(std::string_view text) {
  WordSet words;
  for (std::string& word : words_of(text)) {
    if (!is_stop_word(word)) {
      words.insert(std::move(word));
    }
  }
  return words;
}

std::multiset<std::string> lines_of(const std::optional<std::string>& text) {
  std::multiset<std::string> lines;
  if (text) {
    for (const std::string_view line : split(*text, '\n')) {
      if (!trim(line).empty()) {
        lines.emplace(trim(line));
      }
    }
  }
  return lines;
}

std::vector<std::string> lines_only_in(const std::optional<std::string>& text,
                                       const std::optional<std::string>& other) {
  const auto lines = lines_of(text);
  const auto others = lines_of(other);
  std::vector<std::string> only;
  std::set_difference(lines.begin(), lines.end(), others.begin(), others.end(),
                      std::back_inserter(only));
  return only;
}

// What the line asserts: the value of a fact, else all of it.
std::string_view assertion_of(std::string_view line, const vault::Scan& scan) {
  return scan.facts.empty() ? line : vault::slice(line, scan.facts.front().value);
}

bool any_in(const WordSet& words, const WordSet& others) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return others.contains(word); });
}

}  // namespace

Result<SourceText> divide_message(std::string_view message,
                                  const std::vector<TextSpan>& untrusted) {
  SourceText source{std::string(message), {}};
  for (const TextSpan& span : untrusted) {
    if (span.begin > span.end || span.end > message.size()) {
      return fail(ErrorCode::Invalid,
                  format("an untrusted span ends at byte {} of {}", span.end, message.size()));
    }
    source.untrusted.append(message.substr(span.begin, span.end - span.begin)).append("\n");
    std::fill(source.trusted.begin() + static_cast<std::ptrdiff_t>(span.begin),
              source.trusted.begin() + static_cast<std::ptrdiff_t>(span.end), '\n');
  }
  return source;
}

bool rests_on_untrusted(const std::vector<vault::Change>& changes, const SourceText& source) {
  if (trim(source.untrusted).empty()) {
    return false;
  }
  const WordSet trusted = word_set(source.trusted);
  const WordSet untrusted = word_set(source.untrusted);
  const auto foreign = [&](const std::string& word) {
    return untrusted.contains(word) && !trusted.contains(word);
  };
  for (const vault::Change& change : changes) {
    for (const std::string& line : lines_only_in(change.after, change.before)) {
      const WordSet words = word_set(assertion_of(line, vault::scan_markdown(line)));
      if (std::any_of(words.begin(), words.end(), foreign)) {
        return true;
      }
    }
    // What goes must have been spoken of by the user.
    for (const std::string& line : lines_only_in(change.before, change.after)) {
      if (!any_in(word_set(line), trusted)) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace tiles::memory
