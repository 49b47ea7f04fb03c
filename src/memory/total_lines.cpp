// SPDX-License-Identifier: Apache-2.0
#include "memory/total_lines.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "memory/key_names.h"
#include "memory/subject_names.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

constexpr std::size_t kLinesMax = 40;
constexpr std::size_t kReplyBytesMax = 240;
constexpr std::size_t kStemLettersMin = 4;
constexpr double kMinutesInAnHour = 60;
constexpr double kMinutesInADay = 1440;
constexpr double kMetresInAKilometre = 1000;
constexpr double kMetresInAMile = 1609.344;
constexpr std::size_t kFactsMax = 16;  // Of the lines that are given as such.

// "lesson" and "lessons", "todo" and "todos", "invoice" and "invoices".
bool is_same_word(const std::string& one, const std::string& other) {
  if (one == other) return true;
  const std::string& longer = one.size() > other.size() ? one : other;
  const std::string& shorter = one.size() > other.size() ? other : one;
  if (shorter.size() < kStemLettersMin - 1) return false;
  return longer == shorter + "s" || longer == shorter + "es" ||
         (shorter.ends_with('y') && longer == shorter.substr(0, shorter.size() - 1) + "ies");
}

bool has_word(const Words& words, const std::string& wanted) {
  return std::ranges::any_of(words,
                             [&](const std::string& word) { return is_same_word(word, wanted); });
}

std::size_t shared_words(const Words& words, const Words& wanted) {
  return static_cast<std::size_t>(std::ranges::count_if(
      wanted, [&](const std::string& word) { return has_word(words, word); }));
}

// Lines that belong together, and the words that say what they are.
struct Group {
  std::vector<std::size_t> lines;
  Words label = {};        // What they stand under, their key, what their notes are called.
  Words names = {};        // Of their note, where it is one.
  bool is_narrow = false;  // Under one key or place.
};

bool is_row(const NotedLine& line) { return trim(line.said.line.text).starts_with('|'); }

bool is_task(const NotedLine& line) {
  const std::string_view text = trim(line.said.line.text);
  return is_done(line) || text.starts_with("- [ ] ") || text.starts_with("* [ ] ");
}

class Groups {
 public:
  Groups(const UnknownQuestion& question, const std::vector<NotedLine>& lines)
      : question_(question), lines_(lines), message_(words_of(question.text)) {}

  std::vector<Group> find(const std::vector<std::size_t>& readable) {
    for (const std::size_t at : readable) {
      const NotedLine& line = lines_[at];
      const Words& key = line.said.line.key;
      const Words& place = line.said.place;
      add("n" + line.path, at, {}, Width::Note);
      add_related(at);
      if (!place.empty()) add("p" + line.path + "\n" + joined(place), at, place, Width::Narrow);
      if (!key.empty() && !line.said.is_part) {
        add("k" + line.path + "\n" + joined(place) + "\n" + joined(key), at, key, Width::Narrow);
      }
      if (line.link) add_linked(at);
      if (is_task(line)) add("t" + line.path, at, words_of("task todo tasks todos"), Width::Narrow);
    }
    std::vector<Group> groups;
    for (auto& [name, group] : groups_) groups.push_back(std::move(group));
    return groups;
  }

 private:
  enum class Width { Narrow, Note, Notes };

  void add(const std::string& name, std::size_t at, const Words& label, Width width) {
    const auto [found, is_new] = groups_.try_emplace(name);
    Group& group = found->second;
    const bool has_it = !group.lines.empty() && group.lines.back() == at;
    if (!has_it) group.lines.push_back(at);
    if (!is_new) return;
    group.label = label;
    group.is_narrow = width == Width::Narrow;
    if (width == Width::Notes) return;
    group.names = naming_words(lines_[at].path, question_.names, question_.relations);
  }

  // "my kids", each of whom is a candidate.
  void add_related(std::size_t at) {
    for (const NamedPath& relation : question_.relations) {
      const Words name = words_of(relation.name);
      if (relation.path != lines_[at].path || !holds_run(message_, name)) continue;
      add("l" + joined(name), at, name, Width::Notes);
    }
  }

  // "my kids": the lines of all notes that are called so.
  void add_linked(std::size_t at) {
    const NotedLine& link = lines_[*lines_[at].link];
    for (const Words& name : names_in_questions(link.said.link)) {
      add("l" + joined(name), at, name, Width::Notes);
    }
  }

  const UnknownQuestion& question_;
  const std::vector<NotedLine>& lines_;
  Words message_;
  std::map<std::string, Group> groups_;
};

// The base units of money have three letters; so has that of time.
bool is_currency(std::string_view unit) { return unit.size() == 3 && unit != "min"; }

// Parted by ", ", and not in "1,200".
std::vector<std::string_view> cells_of(std::string_view row) {
  std::vector<std::string_view> cells;
  for (std::size_t at = row.find(", "); at != std::string_view::npos; at = row.find(", ")) {
    cells.push_back(row.substr(0, at));
    row.remove_prefix(at + 2);
  }
  cells.push_back(row);
  return cells;
}

// Of a row the cell that the question speaks of, else the first that has what it asks for.
std::optional<Quantity> number_in_row(const NotedLine& line, const TotalQuestion& total) {
  std::optional<Quantity> first;
  for (const std::string_view cell : cells_of(line.value)) {
    auto amount = amount_in(cell, total.wanted);
    if (!amount) continue;
    const std::string currency = currency_in(cell);
    if (amount->unit.empty()) amount->unit = currency;
    const bool is_of_another = total.wanted == WantedAmount::Money && currency.empty();
    if (!is_of_another && shared_words(words_of(cell), total.about) > 0) return amount;
    const bool has_unit = total.unit.empty() ? !amount->unit.empty() : amount->unit == total.unit;
    if (!first && has_unit && !is_of_another) first = amount;
  }
  return first;
}

// One number of a line, in the base unit.
std::optional<Quantity> number_in(const NotedLine& line, const TotalQuestion& total) {
  if (is_row(line)) return number_in_row(line, total);
  const auto amount = amount_in(line.value, total.wanted);
  if (!amount || amount->unit.empty()) return std::nullopt;
  if (total.wanted == WantedAmount::Money && !is_currency(amount->unit)) return std::nullopt;
  return total.unit.empty() || amount->unit == total.unit ? amount : std::nullopt;
}

std::string number_text(double number) {
  const double rounded = std::round(number * 100) / 100;
  std::string text = format("{:.2f}", rounded);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string sum_text(double sum, const std::string& unit, const TotalQuestion& total) {
  if (unit.empty()) return number_text(sum);
  if (unit == "min") {
    const bool is_in_days = total.shown == "days" || (total.shown.empty() && sum >= kMinutesInADay);
    if (is_in_days) return number_text(sum / kMinutesInADay) + " days";
    return number_text(sum / kMinutesInAnHour) + " h";
  }
  if (unit == "m" && total.shown == "km") return number_text(sum / kMetresInAKilometre) + " km";
  if (unit == "m" && total.shown == "miles") return number_text(sum / kMetresInAMile) + " miles";
  std::string name = unit;
  if (is_currency(unit)) {
    for (char& c : name) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  return number_text(sum) + " " + name;
}

class Total {
 public:
  Total(const TotalQuestion& total, const std::vector<NotedLine>& lines)
      : total_(total), lines_(lines) {}

  std::optional<TotalLines> of(const std::vector<Group>& groups) const {
    std::optional<TotalLines> best;
    std::size_t most = 0;
    bool is_narrow = false;
    for (const Group& group : groups) {
      const std::size_t labelled = shared_words(group.label, total_.about);
      const std::size_t shared = labelled + shared_words(group.names, total_.about);
      const bool is_unlabelled = group.is_narrow && shared_words(group.label, total_.words) == 0;
      if (shared == 0 || is_unlabelled || shared < most) continue;
      if (best && shared == most && (is_narrow || !group.is_narrow)) continue;
      auto found = of(group);
      if (!found) continue;
      best = std::move(found);
      most = shared;
      is_narrow = group.is_narrow;
    }
    return best;
  }

 private:
  std::optional<TotalLines> of(const Group& group) const {
    if (group.lines.size() > kLinesMax || !has_its_words(group)) return std::nullopt;
    const std::vector<std::size_t> meant = meant_lines(group);
    switch (total_.kind) {
      case TotalQuestion::Kind::Sum:
        return sum_of(meant);
      case TotalQuestion::Kind::Count:
        return count_of(group, meant);
      case TotalQuestion::Kind::Most:
      case TotalQuestion::Kind::Least:
        return extreme_of(meant);
    }
    return std::nullopt;
  }

  // Whether enough of what the question says beside the names stands in the group.
  bool has_its_words(const Group& group) const {
    std::size_t said = 0;
    std::size_t met = 0;
    std::set<std::string> paths;
    for (const std::size_t at : group.lines) paths.insert(lines_[at].path);
    for (const std::string& word : total_.about) {
      const bool is_name = has_word(group.names, word);
      if (is_name) continue;
      ++said;
      const bool is_met =
          has_word(group.label, word) || std::ranges::any_of(lines_, [&](const NotedLine& line) {
            return paths.contains(line.path) && has_word(words_of(line.words), word);
          });
      if (is_met) ++met;
    }
    return said == 0 || met > 1 || (met == 1 && said <= 2);
  }

  // Of the group those that have most of the further words of the question, if some have them and
  // some do not: all of them each, or, "rent and gym", one each.
  std::vector<std::size_t> meant_lines(const Group& group) const {
    std::vector<std::size_t> lines = group.lines;
    std::erase_if(lines, [&](std::size_t at) {
      return shared_words(words_of(lines_[at].words), total_.left_out) > 0 ||
             (is_done(lines_[at]) && total_.kind == TotalQuestion::Kind::Count);
    });
    Words further = total_.about;
    std::erase_if(further, [&](const std::string& word) {
      return has_word(group.label, word) || has_word(group.names, word);
    });
    const Words held = held_by_some(further, lines);
    if (held.empty()) return lines;
    std::size_t most = 0;
    std::vector<std::size_t> meant;
    for (const std::size_t at : lines) {
      const std::size_t shared = shared_words(words_of(lines_[at].words), held);
      if (shared > most) meant.clear();
      most = std::max(most, shared);
      if (shared == most) meant.push_back(at);
    }
    return meant;
  }

  Words held_by_some(const Words& words, const std::vector<std::size_t>& lines) const {
    Words held;
    for (const std::string& word : words) {
      const auto count = static_cast<std::size_t>(std::ranges::count_if(
          lines, [&](std::size_t at) { return has_word(words_of(lines_[at].words), word); }));
      if (count > 0 && count < lines.size()) held.push_back(word);
    }
    return held;
  }

  std::optional<TotalLines> sum_of(const std::vector<std::size_t>& lines) const {
    TotalLines found;
    double sum = 0;
    std::string unit;
    std::vector<std::string> parts;
    for (const std::size_t at : lines) {
      const auto amount = number_in(lines_[at], total_);
      if (!amount || amount->kind != Quantity::Kind::Amount) continue;
      if (!found.lines.empty() && amount->unit != unit) return std::nullopt;
      unit = amount->unit;
      sum += amount->number;
      found.lines.push_back(at);
      parts.push_back(lines_[at].value);
    }
    if (found.lines.size() < 2) return std::nullopt;
    if (found.lines.size() > kFactsMax) found.lines.resize(kFactsMax);
    found.reply = sum_text(sum, unit, total_) + listed(parts);
    return found;
  }

  // The line with the most of one unit, or the least.
  std::optional<TotalLines> extreme_of(const std::vector<std::size_t>& lines) const {
    std::vector<std::pair<double, std::size_t>> found;
    std::string unit;
    for (const std::size_t at : lines) {
      const auto amount = number_in(lines_[at], total_);
      if (!amount || amount->kind != Quantity::Kind::Amount) continue;
      if (!found.empty() && amount->unit != unit) return std::nullopt;
      unit = amount->unit;
      const double sign = total_.kind == TotalQuestion::Kind::Most ? -1 : 1;
      found.emplace_back(sign * amount->number, at);
    }
    std::ranges::sort(found);
    if (found.size() < 2 || found[0].first == found[1].first) return std::nullopt;
    return TotalLines{{found[0].second}, lines_[found[0].second].value};
  }

  // Only where the question says no more than what the lines are.
  std::optional<TotalLines> count_of(const Group& group,
                                     const std::vector<std::size_t>& lines) const {
    if (!group.is_narrow || lines.size() < 2) return std::nullopt;
    TotalLines found;
    std::vector<std::string> parts;
    for (const std::size_t at : lines) {
      if (lines_[at].said.is_part) return std::nullopt;
      found.lines.push_back(at);
      parts.push_back(lines_[at].value);
    }
    if (found.lines.size() > kFactsMax) found.lines.resize(kFactsMax);
    found.reply = format("{}", lines.size()) + listed(parts);
    return found;
  }

  static std::string listed(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) {
      text += (text.empty() ? ": " : "; ") + part;
      if (text.size() > kReplyBytesMax) return {};
    }
    return text;
  }

  const TotalQuestion& total_;
  const std::vector<NotedLine>& lines_;
};

}  // namespace

std::optional<TotalLines> total_lines(const UnknownQuestion& question, const TotalQuestion& total,
                                      const std::vector<NotedLine>& lines,
                                      const std::vector<std::size_t>& readable) {
  return Total(total, lines).of(Groups(question, lines).find(readable));
}

}  // namespace tiles::memory
