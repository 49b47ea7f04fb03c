// SPDX-License-Identifier: Apache-2.0
#include "memory/compared_lines.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "memory/key_names.h"
#include "memory/subject_names.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

constexpr double kProbabilityMin = 0.3;
constexpr std::size_t kAlternativesMax = 6;
constexpr std::size_t kShownBytesMax = 80;  // Of a value.
constexpr std::size_t kSideBytesMax = 60;
constexpr std::string_view kUserPath = "user.md";

struct Alternative {
  std::string label;
  std::vector<std::size_t> lines;
  std::size_t position = 0;  // Of its words in the message.
  bool is_by_words = false;  // Its lines are those that have its words.
  // What was chosen for it.
  std::size_t line = 0;
  Quantity quantity = {};
  double probability = 0;
};

bool is_user_word(const std::string& word) {
  static const Words words = words_of("i me mine ich mich yo eu je moi mim main");
  return holds(words, word);
}

std::size_t position_of(const Words& message, const Words& any) {
  const auto found = std::ranges::find_if(
      message, [&](const std::string& word) { return is_telling(word) && holds(any, word); });
  return static_cast<std::size_t>(found - message.begin());
}

class Alternatives {
 public:
  Alternatives(const UnknownQuestion& question, const std::vector<NotedLine>& lines)
      : question_(question), lines_(lines), message_(words_of(question.text)) {}

  std::vector<Alternative> find() const {
    auto found = named();
    if (found.size() < 2) found = of_sides();
    if (found.size() < 2) found = of_links();
    if (found.size() < 2 || found.size() > kAlternativesMax) return {};
    std::ranges::stable_sort(found, {}, &Alternative::position);
    return found;
  }

 private:
  std::string title_of(const std::string& path) const {
    const NoteNames* names = question_.names.find(path);
    return names == nullptr ? std::string() : names->title;
  }

  std::vector<std::size_t> lines_of(std::string_view path) const {
    std::vector<std::size_t> found;
    for (std::size_t at = 0; at < lines_.size(); ++at) {
      if (lines_[at].path == path) found.push_back(at);
    }
    return found;
  }

  std::vector<Alternative> named() const {
    std::vector<Alternative> found;
    std::set<std::string> seen;
    for (const NamedPath& named : question_.candidates) {
      if (named.path == kUserPath || !seen.insert(named.path).second) continue;
      found.push_back(
          {title_of(named.path), lines_of(named.path),
           position_of(message_, naming_words(named.path, question_.names, question_.relations))});
    }
    const auto user = std::ranges::find_if(message_, is_user_word);
    if (found.size() == 1 && user != message_.end()) {
      found.push_back(
          {"you", lines_of(kUserPath), static_cast<std::size_t>(user - message_.begin())});
    }
    return found;
  }

  std::vector<Alternative> of_sides() const {
    std::vector<Alternative> found;
    const auto sides = sides_of(question_.text);
    if (sides.size() != 2) return found;
    const Words left = telling_words(sides[0]);
    const Words right = telling_words(sides[1]);
    if (left.empty() || right.empty()) return found;
    found.push_back({std::string(sides[0]), lines_with(left, right), 0, true});
    found.push_back({std::string(sides[1]), lines_with(right, left), 1, true});
    return found;
  }

  static Words telling_words(std::string_view side) {
    if (side.empty() || side.size() > kSideBytesMax) return {};
    Words words = words_of(side);
    std::erase_if(words, [](const std::string& word) { return !is_telling(word); });
    return words;
  }

  // That have a word of the one side, and none that only the other one has.
  std::vector<std::size_t> lines_with(const Words& own, const Words& other) const {
    std::vector<std::size_t> found;
    for (std::size_t at = 0; at < lines_.size(); ++at) {
      const Words words = words_of(lines_[at].words);
      const auto holds_one = [&](const Words& wanted, const Words& but) {
        return std::ranges::any_of(wanted, [&](const std::string& word) {
          return holds(words, word) && !holds(but, word);
        });
      };
      if (holds_one(own, other) && !holds_one(other, own)) found.push_back(at);
    }
    return found;
  }

  // "which of my kids is older": the notes that lines call so.
  std::vector<Alternative> of_links() const {
    std::vector<Alternative> found;
    std::set<std::string> seen;
    for (const NotedLine& line : lines_) {
      if (!line.link || seen.contains(line.path)) continue;
      const auto names = names_in_questions(lines_[*line.link].said.link);
      const bool is_named =
          std::ranges::any_of(names, [&](const Words& name) { return holds_each(message_, name); });
      if (!is_named) continue;
      seen.insert(line.path);
      found.push_back({title_of(line.path), lines_of(line.path), found.size()});
    }
    return found;
  }

  const UnknownQuestion& question_;
  const std::vector<NotedLine>& lines_;
  Words message_;
};

std::string shown(const NotedLine& line) {
  std::string_view value = line.value;
  if (value.ends_with('.')) value.remove_suffix(1);
  return value.size() > kShownBytesMax ? std::string() : " (" + std::string(value) + ")";
}

using Usable = std::vector<std::pair<std::size_t, Quantity>>;

// Of an age: the only line that says of itself that it is a birth.
std::optional<std::size_t> only_birth(const Comparison& comparison, const Usable& usable,
                                      const std::vector<NotedLine>& lines) {
  if (comparison.by != Comparison::By::Age) return std::nullopt;
  std::optional<std::size_t> only;
  for (std::size_t at = 0; at < usable.size(); ++at) {
    if (!tells_birth(lines[usable[at].first])) continue;
    if (only) return std::nullopt;
    only = at;
  }
  return only;
}

// What the alternatives are compared by.
struct Ground {
  const Comparison& comparison;
  std::string_view message;
  const std::vector<NotedLine>& lines;
  Reader& reader;
};

// The line that says it of the alternative.
Result<bool> choose_line(Alternative& alternative, const Ground& ground) {
  const auto& [comparison, message, lines, reader] = ground;
  std::vector<std::string> texts;
  Usable usable;
  for (const std::size_t at : alternative.lines) {
    if (auto quantity = quantity_of(comparison, lines[at].value)) {
      usable.emplace_back(at, *std::move(quantity));
      texts.push_back(lines[at].words);
    }
  }
  const auto choose = [&](std::size_t best, double probability) {
    alternative.probability = probability;
    alternative.line = usable[best].first;
    alternative.quantity = usable[best].second;
    return probability >= kProbabilityMin;
  };
  if (texts.empty()) return false;
  // What the line itself says needs no reader.
  if (const auto birth = only_birth(comparison, usable, lines)) return choose(*birth, 1);
  // Nor does the only line that has its words.
  if (alternative.is_by_words && usable.size() == 1) return choose(0, kProbabilityMin);
  std::string asked;
  for (const char c : comparison.asked) {
    if (c == '*') {
      asked += alternative.label;
    } else {
      asked += c;
    }
  }
  const auto found = TILES_TRY(reader.read(asked.empty() ? message : asked, texts));
  const auto best = static_cast<std::size_t>(std::ranges::max_element(found) - found.begin());
  return choose(best, found[best]);
}

}  // namespace

Result<std::optional<ComparedLines>> compare_lines(const UnknownQuestion& question,
                                                   const Comparison& comparison,
                                                   const std::vector<NotedLine>& lines,
                                                   Reader& reader) {
  std::vector<Alternative> alternatives = Alternatives(question, lines).find();
  if (alternatives.empty()) return std::optional<ComparedLines>();
  const Ground ground{comparison, question.text, lines, reader};
  for (Alternative& alternative : alternatives) {
    const bool is_found = TILES_TRY(choose_line(alternative, ground));
    if (!is_found || !are_comparable(alternative.quantity, alternatives.front().quantity)) {
      return std::optional(ComparedLines());
    }
  }
  std::vector<const Alternative*> order;
  order.reserve(alternatives.size());
  for (const Alternative& alternative : alternatives) order.push_back(&alternative);
  std::ranges::stable_sort(order, [&](const Alternative* one, const Alternative* other) {
    const double more = more_by(comparison, one->quantity, other->quantity);
    return comparison.wants_more ? more > 0 : more < 0;
  });
  const bool is_equal = more_by(comparison, order[0]->quantity, order[1]->quantity) == 0;
  ComparedLines compared;
  compared.confidence = 1;
  if (is_equal) {
    compared.reply = comparison.asks_for_a_verdict ? "No, the same: " : "The same: ";
  } else if (comparison.asks_for_a_verdict) {
    compared.reply = order.front() == &alternatives.front() ? "Yes: " : "No: ";
  }
  for (const Alternative* one : order) {
    if (one != order.front()) compared.reply += ", ";
    compared.reply += one->label + shown(lines[one->line]);
    compared.lines.push_back(one->line);
    compared.confidence = std::min(compared.confidence, one->probability);
  }
  return std::optional(std::move(compared));
}

}  // namespace tiles::memory
