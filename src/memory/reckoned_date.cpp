// SPDX-License-Identifier: Apache-2.0
#include "memory/reckoned_date.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/format.h"
#include "memory/asked_line.h"
#include "memory/key_names.h"
#include "memory/keyed_lines.h"
#include "memory/noted_date.h"
#include "memory/question_words.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

using Words = Question::Words;

enum class Reckoning : std::uint8_t { Age, Days, Weekday };

constexpr int kAgeMax = 130;  // More is a date of something else.

bool has_any_run(const Question& question, const std::vector<std::string_view>& texts) {
  return std::ranges::any_of(
      texts, [&](std::string_view text) { return question.has_run(words_of(text)); });
}

bool holds_any(const Words& words, std::string_view wanted) {
  return std::ranges::any_of(words_of(wanted),
                             [&](const std::string& word) { return holds(words, word); });
}

const std::vector<std::string_view>& age_runs() {
  static const std::vector<std::string_view> runs = {"how old",      "what age",     "wie alt",
                                                     "cuantos anos", "quantos anos", "quel age"};
  return runs;
}

bool asks_for_days(const Question& question) {
  if (has_any_run(question, {"how long until", "how long till", "how long til", "how long is it to",
                             "how long is it until", "how long is it till",
                             "how long do i have until", "how far off"})) {
    return true;
  }
  return holds_any(question.words(), "days sleeps tage dias jours din") &&
         holds_any(question.words(), "until till til to bis hasta ate faltan avant left remain");
}

// A day of another time, or counted otherwise.
bool asks_for_another_day(const Question& question, Reckoning reckoning) {
  constexpr std::string_view kOther =
      "after ago age before if in last next old older past since than was were week weeks will "
      "would year years month months hour hours minutes younger";
  const Words& words = question.words();
  const bool has_number = std::ranges::any_of(words, [](const std::string& word) {
    return word.find_first_of("0123456789") != std::string::npos;
  });
  Words other = words_of(kOther);
  if (reckoning == Reckoning::Weekday) std::erase(other, "week");
  if (reckoning == Reckoning::Age) {
    std::erase_if(other, [](const std::string& word) {
      return word == "age" || word == "old" || word == "in" || word == "last";
    });
    other.insert(other.end(), {"turn", "turns", "turning", "when"});
  }
  return has_number ||
         std::ranges::any_of(other, [&](const std::string& word) { return holds(words, word); });
}

bool has_a_name(const KeyedLine& line, std::string_view part) {
  return std::ranges::any_of(names_in_questions(line.key),
                             [&](const Words& name) { return holds(name, part); });
}

bool is_birth(const KeyedLine& line) {
  return has_a_name(line, "birthday") || holds_any(line.key, "birth birthdate bday born dob");
}

bool comes_every_year(const KeyedLine& line) {
  return is_birth(line) || has_a_name(line, "anniversary");
}

// "how old is Tom", "Tom is how old", "how old am I": nobody and nothing else stands there.
bool asks_for_age_of_the_note(const Question& question) {
  const Words& words = question.words();
  const auto is_subject = [&](const std::string& word) {
    const bool is_user = word == "i" || word == "me" || word == "ich";
    return question.owner() == Owner::Named ? word == kTheNote : is_user;
  };
  for (const std::string_view text : age_runs()) {
    const Words run = words_of(text);
    const auto found = std::search(words.begin(), words.end(), run.begin(), run.end());
    if (found == words.end()) continue;
    const auto says = [&](const std::string& word) {
      return word == kTheNote || is_subject(word) ||
             (is_telling(word) && !is_question_word(QuestionWord::Verdict, word));
    };
    const auto next =
        std::find_if(found + static_cast<std::ptrdiff_t>(run.size()), words.end(), says);
    if (next != words.end()) return is_subject(*next);
    const auto before = std::find_if(std::reverse_iterator(found), words.rend(), says);
    return before != words.rend() && is_subject(*before);
  }
  return false;
}

// The lines whose date is meant, and one at most where the question names no key.
std::vector<const KeyedLine*> lines_meant(const Question& question, Reckoning reckoning,
                                          const std::vector<KeyedLine>& lines) {
  std::vector<const KeyedLine*> meant = best_lines(question, lines);
  if (reckoning != Reckoning::Age) return meant;
  std::erase_if(meant, [](const KeyedLine* line) { return !is_birth(*line); });
  if (!meant.empty() || !asks_for_age_of_the_note(question)) return meant;
  for (const KeyedLine& line : lines) {
    const bool tells_age = is_birth(line) || has_a_name(line, "age");
    if (tells_age && !line.is_heading && question.is_about(line)) meant.push_back(&line);
  }
  return meant;
}

std::string days_text(std::chrono::sys_days from, std::chrono::sys_days to) {
  const auto count = (to - from).count();
  return count == 1 ? "1 day" : format("{} days", count);
}

// Empty when the date does not tell.
std::string result_of(Reckoning reckoning, const KeyedLine& line, const NotedDate& date,
                      std::chrono::sys_days today) {
  const auto day = day_of(date);
  switch (reckoning) {
    case Reckoning::Age: {
      const auto age = years_since(date, today);
      return age && *age <= kAgeMax ? format("{}", *age) : std::string();
    }
    case Reckoning::Days:
      if (!day || comes_every_year(line)) return days_text(today, next_time(date, today));
      return *day < today ? std::string() : days_text(today, *day);
    case Reckoning::Weekday:
      return !day || comes_every_year(line) ? std::string() : std::string(weekday_name(*day));
  }
  return {};
}

// What is to be counted; nothing for a question that asks for something else, or for more.
std::optional<Reckoning> reckoning_asked_for(const Question& question) {
  std::optional<Reckoning> reckoning;
  if (has_any_run(question, age_runs())) {
    reckoning = Reckoning::Age;
  } else if (has_any_run(question, {"weekday", "day of the week", "wochentag", "dia de la semana",
                                    "dia da semana", "jour de la semaine"})) {
    reckoning = Reckoning::Weekday;
  } else if (asks_for_days(question)) {
    reckoning = Reckoning::Days;
  }
  if (!reckoning || question.is_of_somebody_else()) return std::nullopt;
  return asks_for_another_day(question, *reckoning) ? std::nullopt : reckoning;
}

// Nothing when the value does not tell.
std::optional<std::string> reckoned(Reckoning reckoning, const KeyedLine& line,
                                    const std::string& value, std::chrono::sys_days today) {
  if (reckoning == Reckoning::Age && !is_birth(line)) return value;
  const auto date = read_noted_date(value);
  const std::string result = date ? result_of(reckoning, line, *date, today) : std::string();
  return result.empty() ? std::nullopt : std::optional(format("{} ({})", result, value));
}

}  // namespace

std::optional<AskedLines> reckoned_date(const Question& question, const AskedNote& note,
                                        const TitleOfLink& title_of_link,
                                        std::chrono::sys_days today) {
  const auto reckoning = reckoning_asked_for(question);
  if (!reckoning) return std::nullopt;
  const std::vector<KeyedLine> lines = lines_to_ask(note, title_of_link);
  const auto meant = lines_meant(question, *reckoning, lines);
  if (meant.size() != 1) return std::nullopt;
  const KeyedLine& line = *meant.front();
  const auto reply =
      reckoned(*reckoning, line, readable_value(line, note.path, title_of_link), today);
  if (!reply) return std::nullopt;
  return AskedLines{{{note.path, line.text}}, *reply};
}

}  // namespace tiles::memory
