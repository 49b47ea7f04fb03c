// SPDX-License-Identifier: Apache-2.0
#include "memory/value_items.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/text.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

constexpr std::array<std::string_view, 8> kJoints = {", and ", " and ", ", ",   "; ",
                                                     " und ",  " y ",   " et ", " e "};

Words telling_words(std::string_view text) {
  Words words = words_of(text);
  std::erase_if(words, [](const std::string& word) { return !is_telling(word); });
  return words;
}

// "shoe" and "shoes" are one.
bool is_said(const Words& message, const std::string& word) {
  return std::ranges::any_of(message, [&](const std::string& said) {
    return said == word || said == word + "s" || said + "s" == word;
  });
}

// The only run of digits; the points and commas between them are of it.
std::optional<std::string_view> only_number(std::string_view text) {
  const auto first = std::ranges::find_if(text, is_ascii_digit);
  if (first == text.end()) return std::nullopt;
  const auto begin = static_cast<std::size_t>(first - text.begin());
  std::size_t end = begin;
  while (end < text.size() && (is_ascii_digit(text[end]) || text[end] == '.' || text[end] == ','))
    ++end;
  while (!is_ascii_digit(text[end - 1])) --end;
  const bool has_another = std::ranges::any_of(text.substr(end), is_ascii_digit);
  return has_another ? std::nullopt : std::optional(text.substr(begin, end - begin));
}

// "B12", and not "60kg".
bool is_of_a_word(std::string_view text, std::string_view number) {
  const auto at = static_cast<std::size_t>(number.data() - text.data());
  return at > 0 && ((text[at - 1] >= 'A' && text[at - 1] <= 'Z') ||
                    (text[at - 1] >= 'a' && text[at - 1] <= 'z'));
}

}  // namespace

std::size_t unsaid_words(std::string_view value, std::string_view said) {
  const Words words = telling_words(value);
  const Words message = words_of(said);
  return static_cast<std::size_t>(std::ranges::count_if(
      words, [&](const std::string& word) { return !has_digit(word) && !is_said(message, word); }));
}

bool has_unsaid_number(std::string_view value, std::string_view said) {
  const Words message = words_of(said);
  return std::ranges::any_of(words_of(value), [&](const std::string& word) {
    return has_digit(word) && !holds(message, word);
  });
}

std::vector<std::string_view> value_items(std::string_view value) {
  std::vector<std::string_view> items;
  while (!value.empty()) {
    std::size_t begin = value.size();
    std::size_t end = value.size();
    for (const std::string_view joint : kJoints) {
      const std::size_t at = value.find(joint);
      if (at >= begin) continue;  // Also where there is none.
      begin = at;
      end = at + joint.size();
    }
    const std::string_view item = trim(value.substr(0, begin));
    if (!item.empty()) items.push_back(item);
    value.remove_prefix(end);
  }
  return items;
}

std::optional<std::string> without_spoken_items(std::string_view value, std::string_view message,
                                                bool has_opening) {
  const auto items = value_items(value);
  if (items.size() < 2) return std::string();
  const Words said = words_of(message);
  std::string kept;
  std::size_t spoken = 0;
  std::size_t touched = 0;
  for (std::size_t at = 0; at < items.size(); ++at) {
    const Words words = telling_words(items[at]);
    const auto count = static_cast<std::size_t>(
        std::ranges::count_if(words, [&](const std::string& word) { return is_said(said, word); }));
    if (count > 0) ++touched;
    if (!words.empty() && count == words.size()) {
      if (at == 0 && has_opening) return std::nullopt;
      ++spoken;
      continue;
    }
    kept += (kept.empty() ? "" : ", ") + std::string(items[at]);
  }
  if (spoken == items.size() || touched == 0) return std::string();
  return spoken > 0 ? std::optional(std::move(kept)) : std::nullopt;
}

std::optional<std::string> with_spoken_item(std::string_view value, std::string_view message,
                                            std::string_view number) {
  const auto items = value_items(value);
  const Words new_words = words_of(number);
  const auto letter_words =
      std::ranges::count_if(new_words, [](const std::string& word) { return !has_digit(word); });
  if (items.size() < 2 || value_items(number).size() > 1 || letter_words > 1) return std::string();
  const Words said = words_of(message);
  std::vector<std::string_view> spoken;
  for (const std::string_view item : items) {
    if (std::ranges::any_of(telling_words(item),
                            [&](const std::string& word) { return is_said(said, word); })) {
      spoken.push_back(item);
    }
  }
  if (spoken.empty()) return std::string();
  if (spoken.size() > 1 || !has_digit(number)) return std::nullopt;
  const auto old = only_number(spoken.front());
  const auto now = only_number(number);
  if (!old || !now) return std::nullopt;
  const auto at = static_cast<std::size_t>(old->data() - value.data());
  return std::string(value.substr(0, at)).append(*now).append(value.substr(at + old->size()));
}

std::optional<NewNumber> new_number(std::string_view said, std::string_view message,
                                    std::string_view value) {
  const auto number = only_number(value);
  const Words old_words = words_of(said);
  const bool is_number = std::ranges::all_of(words_of(value), [&](const std::string& word) {
    return has_digit(word) || is_said(old_words, word);  // "910 a month" of "870 a month".
  });
  if (!number || !is_number || is_of_a_word(value, *number)) return std::nullopt;
  if (const auto only = only_number(said)) {
    return is_of_a_word(said, *only) ? std::nullopt : std::optional(NewNumber{*only, *number});
  }
  const Words spoken = words_of(message);
  std::optional<std::string_view> old;
  for (const std::string_view item : value_items(said)) {
    const bool is_spoken_of = std::ranges::any_of(
        telling_words(item),
        [&](const std::string& word) { return !has_digit(word) && is_said(spoken, word); });
    if (!is_spoken_of) continue;
    if (old) return std::nullopt;
    old = only_number(item);
    if (!old || is_of_a_word(item, *old)) return std::nullopt;
  }
  return old ? std::optional(NewNumber{*old, *number}) : std::nullopt;
}

}  // namespace tiles::memory
