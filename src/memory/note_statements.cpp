// SPDX-License-Identifier: Apache-2.0
#include "memory/note_statements.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "memory/sentences.h"
#include "memory/words.h"
#include "vault/markdown_scanner.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

constexpr std::size_t kPlaceWordsMax = 4;
constexpr std::size_t kLinkWordsMax = 3;
// "two kids [[…]] and [[…]]".
constexpr std::array<std::string_view, 6> kCounts = {"two", "three", "four", "five", "six", "both"};

// "---" of a front matter, "|---|---|" of a table.
bool is_rule(std::string_view text) {
  return text.find_first_not_of("-|: ") == std::string_view::npos;
}

bool is_row(std::string_view text) { return text.starts_with('|'); }

std::size_t indent_of(std::string_view line) {
  return std::min(line.find_first_not_of(" \t"), line.size());
}

std::size_t heading_level(const KeyedLine& line) {
  return line.is_heading ? trim(line.text).find_first_not_of('#') : 0;
}

Words first_words(std::string_view text) {
  Words words = words_of(text);
  if (words.size() > kPlaceWordsMax) words.resize(kPlaceWordsMax);
  return words;
}

std::string without_links(std::string_view text) {
  std::string kept;
  std::size_t at = 0;
  for (const vault::Link& link : vault::scan_markdown(text).links) {
    if (link.whole.begin < at) continue;
    kept.append(text.substr(at, link.whole.begin - at)).append(" ");
    at = link.whole.end;
  }
  return kept.append(text.substr(at));
}

// What follows the last mark that parts a line: ", ", " - ", "(".
std::string_view after_last_break(std::string_view text) {
  constexpr std::array<std::string_view, 6> kMarks = {",", ";", ":", "(", "–", "—"};
  std::size_t begin = 0;
  for (const std::string_view mark : kMarks) {
    const std::size_t at = text.rfind(mark);
    if (at != std::string_view::npos) begin = std::max(begin, at + mark.size());
  }
  const std::size_t dash = text.rfind(" - ");
  if (dash != std::string_view::npos) begin = std::max(begin, dash + 3);
  return text.substr(begin);
}

bool is_count(const std::string& word) { return std::ranges::find(kCounts, word) != kCounts.end(); }

// Of a line with links.
Words link_words(const Words& key, std::string_view said) {
  const auto says_nothing = [](const std::string& word) {
    return is_stop_word(word) || is_count(word);
  };
  if (!key.empty()) {
    Words words = key;
    std::erase_if(words, says_nothing);
    return words.empty() ? key : words;
  }
  std::string_view before = said.substr(0, said.find("[["));
  before = before.substr(0, before.find_last_not_of(' ') + 1);
  Words words = words_of(after_last_break(before));
  std::erase_if(words, says_nothing);
  return words.size() <= kLinkWordsMax ? words : Words();
}

std::vector<std::string_view> cells_of(std::string_view row) {
  row.remove_prefix(1);
  if (row.ends_with('|')) row.remove_suffix(1);
  std::vector<std::string_view> cells = split(row, '|');
  for (std::string_view& cell : cells) cell = trim(cell);
  return cells;
}

// "Rent, When 1st, How much 1350 EUR".
std::string row_text(std::string_view row, const std::vector<std::string_view>& head) {
  const std::vector<std::string_view> cells = cells_of(row);
  std::string text;
  for (std::size_t at = 0; at < cells.size(); ++at) {
    if (cells[at].empty()) continue;
    if (!text.empty()) text += ", ";
    const bool has_label = at > 0 && head.size() == cells.size() && !head[at].empty();
    if (has_label) text.append(head[at]).append(" ");
    text.append(cells[at]);
  }
  return text;
}

// Under which heading and which shallower line a line stands.
class Places {
 public:
  void enter(Words heading) {
    heading_ = std::move(heading);
    above_.clear();
  }

  const Words& at(std::size_t indent) {
    while (!above_.empty() && above_.back().first >= indent) above_.pop_back();
    return above_.empty() ? heading_ : above_.back().second;
  }

  void add(std::size_t indent, Words about) { above_.emplace_back(indent, std::move(about)); }

 private:
  Words heading_;
  std::vector<std::pair<std::size_t, Words>> above_;
};

class StatementReader {
 public:
  StatementReader(const AskedNote& note, const TitleOfLink& title_of_link)
      : note_(note),
        title_of_link_(title_of_link),
        texts_(texts_to_ask(note.text)),
        lines_(lines_to_ask(note, title_of_link)) {}

  std::vector<NoteStatement> read() {
    for (std::size_t at = 0; at < lines_.size() && at < texts_.size(); ++at) {
      if (lines_[at].is_heading) {
        places_.enter(heading_level(lines_[at]) > 1 ? first_words(lines_[at].text) : Words());
        head_.clear();
      } else {
        read_line(at);
      }
    }
    return std::move(statements_);
  }

 private:
  std::string_view text_at(std::size_t at) const { return trim(texts_[at].text); }

  bool is_head_of_table(std::size_t at) const {
    return at + 1 < texts_.size() && is_row(text_at(at + 1)) && is_rule(text_at(at + 1));
  }

  void read_line(std::size_t at) {
    const std::string_view text = text_at(at);
    if (!is_row(text)) {
      head_.clear();
    } else if (is_head_of_table(at)) {
      head_ = cells_of(text);
      return;
    }
    if (is_rule(text)) return;
    KeyedLine line = lines_[at];
    const bool is_joined = texts_[at].is_joined;
    // The heading is the key of the only line below it, else the place of all.
    const bool has_heading_as_key =
        line.is_key_above && !is_joined && !text.starts_with(": ") && !is_row(text);
    const std::size_t indent = indent_of(texts_[at].raw);
    const Words place = places_.at(is_joined ? indent_of(texts_[at - 1].raw) : indent);
    std::string value(line.value_text);
    if (is_row(text) && (line.key.empty() || line.is_key_above)) {
      line.key.clear();
      value = row_text(text, head_);
    } else if (line.key.empty() || has_heading_as_key) {
      value = trim(without_marks(text));
    }
    if (!is_joined) {
      places_.add(indent, line.key.empty() ? first_words(without_links(value))
                                           : first_words(joined(line.key)));
    }
    add(line, has_heading_as_key ? Words() : place, value, is_row(text));
  }

  void add(const KeyedLine& line, const Words& place, std::string_view value, bool is_row) {
    std::vector<std::string_view> parts = sentences_of(value);
    if (is_row) parts = {value};
    for (const std::string_view part : parts) {
      if (trim(part).empty()) continue;
      NoteStatement statement{line, parts.size() > 1, place, {}};
      set_value(statement.line, part, note_.path, title_of_link_);
      if (!statement.line.targets.empty()) statement.link = link_words(line.key, part);
      statements_.push_back(std::move(statement));
    }
  }

  const AskedNote& note_;
  const TitleOfLink& title_of_link_;
  std::vector<TextToAsk> texts_;
  std::vector<KeyedLine> lines_;
  Places places_;
  std::vector<std::string_view> head_;  // Of the table, views into texts_.
  std::vector<NoteStatement> statements_;
};

}  // namespace

std::vector<NoteStatement> note_statements(const AskedNote& note,
                                           const TitleOfLink& title_of_link) {
  return StatementReader(note, title_of_link).read();
}

}  // namespace tiles::memory
