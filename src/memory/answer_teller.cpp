// SPDX-License-Identifier: Apache-2.0
#include "memory/answer_teller.h"

#include <algorithm>
#include <string_view>

#include "base/format.h"
#include "memory/found_dates.h"
#include "memory/value_items.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

bool asks_who(const std::vector<std::string>& message) {
  static const std::vector<std::string> who =
      words_of("who whose whos wer wem wen wessen welche quien qui quem kaun");
  return std::ranges::any_of(who, [&](const std::string& word) { return holds(message, word); });
}

// "who plays the cello": the value stands in the question, its holder does not.
bool asks_for_the_holder(const std::vector<std::string>& message, const NotedLine& line) {
  const std::vector<std::string> value = words_of(line.value);
  return asks_who(message) && line.path != "user.md" && any_telling(value) &&
         holds_each(message, value);
}

// "Ana, Bo and Ida": how many; 1 for what is no list.
std::size_t items_in(std::string_view value) {
  return has_digit(value) ? 1 : value_items(value).size();
}

std::string values(const std::vector<NotedLine>& lines, const LineChoice& choice) {
  std::string values;
  for (const std::size_t at : choice.lines) {
    if (!values.empty()) values += ", ";
    values += lines[at].value;
  }
  return values;
}

}  // namespace

bool asks_how_many(const std::vector<std::string>& message) {
  static const std::vector<std::vector<std::string>> runs = {
      {"how", "many"}, {"wie", "viele"}, {"cuantos"}, {"cuantas"}, {"quantos"},
      {"quantas"},     {"combien"},      {"kitne"},   {"kitni"}};
  return std::ranges::any_of(
      runs, [&](const std::vector<std::string>& run) { return holds_run(message, run); });
}

AnswerTeller::AnswerTeller(const UnknownQuestion& question)
    : question_(question),
      message_(words_of(question.text)),
      asked_(message_, Owner::User, {}),
      time_(time_question(question.text, question.today)) {}

bool AnswerTeller::may_answer(const NotedLine& line) const {
  if (!time_) return true;
  if (time_->kind == TimeQuestion::Kind::Due) return true;
  if (time_->kind == TimeQuestion::Kind::Age) return has_digit(line.value);
  // "how many days of leave": a number will do.
  return time_->kind == TimeQuestion::Kind::Between || !dates_in(line.value).empty();
}

std::optional<std::string> AnswerTeller::reply(const std::vector<NotedLine>& lines,
                                               const LineChoice& choice) const {
  const NotedLine& first = lines[choice.lines.front()];
  if (asks_for_the_holder(message_, first)) {
    const NoteNames* names = question_.names.find(first.path);
    return names == nullptr ? std::nullopt : std::optional(names->title);
  }
  if (time_) {
    if (choice.lines.size() != 1) return std::nullopt;
    if (auto told = told_in_time(*time_, first.value)) return told;
    const bool is_told_as_it_is =
        time_->kind == TimeQuestion::Kind::Between || time_->kind == TimeQuestion::Kind::Due;
    const bool has_date = !is_told_as_it_is && !dates_in(first.value).empty();
    return has_date ? std::nullopt : std::optional(first.value);
  }
  return holder(first) + count(lines, choice) + values(lines, choice);
}

// "Fintan Roche: ", where the question asks who and names no note.
std::string AnswerTeller::holder(const NotedLine& line) const {
  const bool is_named = line.link || line.path == "user.md" ||
                        std::ranges::find(question_.candidates, line.path, &NamedPath::path) !=
                            question_.candidates.end();
  const NoteNames* names = question_.names.find(line.path);
  if (is_named || names == nullptr || !asks_who(message_)) return {};
  return names->title + ": ";
}

// "2: ", "Yes, " or nothing.
std::string AnswerTeller::count(const std::vector<NotedLine>& lines,
                                const LineChoice& choice) const {
  const NotedLine& first = lines[choice.lines.front()];
  if (asked_.asks_for_a_verdict() && holds_each(message_, words_of(first.value))) return "Yes, ";
  if (!asks_how_many(message_)) return {};
  std::size_t count = 0;
  for (const std::size_t at : choice.lines) {
    const std::size_t links = lines[at].said.line.targets.size();
    count += links > 0 ? links : items_in(lines[at].value);
  }
  const bool is_counted = count > 1 || !first.said.line.targets.empty();
  return is_counted ? format("{}: ", count) : std::string();
}

}  // namespace tiles::memory
