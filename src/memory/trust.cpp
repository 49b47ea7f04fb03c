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

// What the line asserts: the value of a fact, else all of it; so too where the value, as "yes",
// says nothing by itself.
WordSet assertion_of(std::string_view line) {
  const vault::Scan scan = vault::scan_markdown(line);
  WordSet value;
  if (!scan.facts.empty()) value = word_set(vault::slice(line, scan.facts.front().value));
  return value.empty() ? word_set(line) : value;
}

// The folded words of a fact's key; empty for another line.
std::vector<std::string> key_of(std::string_view line) {
  const vault::Scan scan = vault::scan_markdown(line);
  return scan.facts.empty() ? std::vector<std::string>()
                            : words_of(vault::slice(line, scan.facts.front().key));
}

bool is_replaced(std::string_view line, const std::vector<std::string>& added) {
  const auto key = key_of(line);
  return !key.empty() &&
         std::ranges::any_of(added, [&](const std::string& other) { return key_of(other) == key; });
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
    const std::vector<std::string> added = lines_only_in(change.after, change.before);
    for (const std::string& line : added) {
      const WordSet words = assertion_of(line);
      if (std::any_of(words.begin(), words.end(), foreign)) {
        return true;
      }
    }
    // What goes must have been spoken of by the user, and by nobody else.
    for (const std::string& line : lines_only_in(change.before, change.after)) {
      const WordSet words = word_set(line);
      if (!any_in(words, trusted) || (any_in(words, untrusted) && !is_replaced(line, added))) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace tiles::memory
