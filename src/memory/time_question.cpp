// SPDX-License-Identifier: Apache-2.0
#include "memory/time_question.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "base/format.h"
#include "memory/found_dates.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

using Kind = TimeQuestion::Kind;
using Unit = TimeQuestion::Unit;
using Words = std::vector<std::string>;
using std::chrono::sys_days;

constexpr int kAgeMax = 130;
constexpr int kDaysInAWeek = 7;
constexpr std::string_view kTodayIs = "(today is ";

Unit unit_of(const Words& words) {
  if (holds_any(
          words,
          words_of("day days sleeps night nights tage dias jours naechte noches noites nuits"))) {
    return Unit::Days;
  }
  if (holds_any(words, words_of("week weeks wochen semanas semaines"))) return Unit::Weeks;
  if (holds_any(words, words_of("month months monate meses mois"))) return Unit::Months;
  if (holds_any(words, words_of("year years jahre anos ans"))) return Unit::Years;
  return Unit::Any;
}

bool asks_for_age(const Words& words) {
  return holds_any_run(words,
                       {"how old", "what age", "s age", "wie alt", "cuantos anos tiene", "quel age",
                        "quantos anos tem", "quantos anos faz", "cuantos anos cumple"});
}

bool asks_for_weekday(const Words& words) {
  if (holds_any_run(words, {"weekday", "day of the week", "wochentag", "dia de la semana",
                            "dia da semana", "jour de la semaine"})) {
    return true;
  }
  return holds_any_run(words, {"what day", "which day"}) &&
         holds_any(words, words_of("fall falls land lands"));
}

bool asks_until(const Words& words) {
  if (holds_any_run(words, {"how long until", "how long till", "how long til", "how long before",
                            "how long is it until", "how long is it till", "how long is it to",
                            "how long to", "how long do i have until", "how far off", "how soon",
                            "how far away", "wie lange noch", "wie lange bis"})) {
    return true;
  }
  const bool asks_for_count =
      holds_any_run(words, {"how many", "wie viele", "cuantos", "quantos", "combien", "kitne"}) ||
      holds_any(words, words_of("sleeps countdown"));
  return asks_for_count && unit_of(words) != Unit::Any &&
         holds_any(
             words,
             words_of("until till til to bis hasta ate faltan faltam avant left remain before "
                      "noch away"));
}

bool asks_since(const Words& words) {
  return holds_any_run(words, {"how long have",        "how long has",
                               "how long ago",         "how long is it since",
                               "how long since",       "how many years have",
                               "how many years has",   "how many years ago",
                               "how many years since", "how many years is it",
                               "how many days ago",    "how many days since",
                               "how many weeks ago",   "how many weeks since",
                               "how many months ago",  "how many months since",
                               "how many months have", "how many months has",
                               "how many days have",   "how many weeks have",
                               "wie lange ist",        "wie lange bin",
                               "wie lange sind",       "seit wie",
                               "hace cuanto",          "cuanto hace",
                               "depuis combien",       "ha quanto",
                               "how long did it"});
}

bool asks_between(const Words& words) {
  const bool asks_how_long = holds_any_run(words, {"how long are", "how long is", "how long will"});
  return holds_any_run(words, {"how many nights", "how many days", "wie viele naechte",
                               "cuantas noches", "quantas noites", "combien de nuits"}) ||
         (asks_how_long &&
          holds_any(words, words_of("stay staying away gone trip holiday vacation")));
}

bool asks_when_due(const Words& words) {
  return holds(words, "next") && holds_any(words, words_of("due when")) &&
         holds_any(words, words_of("due again need needs have has dose"));
}

struct Period {
  int months = 0;
  int days = 0;
};

int count_named(const std::string& word) {
  static const Words names =
      words_of("one two three four five six seven eight nine ten eleven twelve");
  if (word.size() <= 3 && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; })) {
    return std::stoi(word);
  }
  if (word == "other" || word == "second") return 2;
  const auto found = std::ranges::find(names, word);
  return found == names.end() ? 0 : static_cast<int>(found - names.begin()) + 1;
}

std::optional<Period> period_of(int count, const std::string& unit) {
  if (count <= 0) return std::nullopt;
  if (unit.starts_with("day")) return Period{0, count};
  if (unit.starts_with("week")) return Period{0, count * kDaysInAWeek};
  if (unit.starts_with("month")) return Period{count, 0};
  if (unit.starts_with("year")) return Period{count * 12, 0};
  return std::nullopt;
}

// "every 3 months", "every other week", "yearly".
std::optional<Period> period_in(const Words& words) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (words[at] == "yearly" || words[at] == "annually" || words[at] == "annual")
      return Period{12, 0};
    if (words[at] == "monthly") return Period{1, 0};
    if (words[at] == "weekly") return Period{0, kDaysInAWeek};
    if (words[at] == "quarterly") return Period{3, 0};
    if (words[at] != "every" || at + 1 == words.size()) continue;
    if (auto one = period_of(1, words[at + 1])) return one;
    if (at + 2 < words.size()) return period_of(count_named(words[at + 1]), words[at + 2]);
  }
  return std::nullopt;
}

std::string day_text(sys_days day) {
  const std::chrono::year_month_day date(day);
  return format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

sys_days next_birthday(const NotedDate& born, sys_days today) {
  const sys_days next = next_time(born, today);
  return next == today ? next_time(born, today + std::chrono::days(1)) : next;
}

std::string counted(long long count, std::string_view unit) {
  return format("{} {}{}", count, unit, count == 1 ? "" : "s");
}

// Whole months from one day to the other.
int months_between(sys_days from, sys_days to) {
  const std::chrono::year_month_day a(from);
  const std::chrono::year_month_day b(to);
  const int months = (static_cast<int>(b.year()) - static_cast<int>(a.year())) * 12 +
                     static_cast<int>(static_cast<unsigned>(b.month())) -
                     static_cast<int>(static_cast<unsigned>(a.month()));
  return b.day() < a.day() ? months - 1 : months;
}

// The first time after today that it comes again.
sys_days due_after(sys_days last, const Period& period, sys_days today) {
  if (last > today) return last;
  if (period.days > 0) {
    const auto times = (today - last).count() / period.days + 1;
    return last + std::chrono::days(times * period.days);
  }
  const auto due_behind = [&](int months) {
    const auto day = std::chrono::year_month_day(last) + std::chrono::months(months);
    // The 31st of a shorter month.
    return sys_days(day.ok() ? day : day.year() / day.month() / std::chrono::last);
  };
  const int months = (months_between(last, today) / period.months + 1) * period.months;
  const sys_days due = due_behind(months);
  return due > today ? due : due_behind(months + period.months);  // The 31st, today on the 30th.
}

constexpr int kMonthsInAYear = 12;

// "75 days"; of a long time also years or months, in the unit that was asked for.
std::string span_text(sys_days from, sys_days to, Unit unit, FoundDate::Exact exact) {
  const long long days = (to - from).count();
  const int months = months_between(from, to);
  const std::string years = counted(months / kMonthsInAYear, "year");
  const std::string rest =
      months % kMonthsInAYear == 0 ? "" : " and " + counted(months % kMonthsInAYear, "month");
  if (exact == FoundDate::Exact::Year) return "about " + years;
  if (exact == FoundDate::Exact::Month) {
    return months < kMonthsInAYear ? "about " + counted(months, "month") : "about " + years + rest;
  }
  switch (unit) {
    case Unit::Days:
      return counted(days, "day");
    case Unit::Weeks: {
      const std::string over =
          days % kDaysInAWeek == 0 ? "" : " and " + counted(days % kDaysInAWeek, "day");
      return counted(days / kDaysInAWeek, "week") + over;
    }
    case Unit::Months:
      return format("{}, {}", counted(months, "month"), counted(days, "day"));
    case Unit::Years:
      return years + rest;
    case Unit::Any:
      break;
  }
  if (months >= kMonthsInAYear) return years + rest;
  return counted(days, "day");
}

std::string_view slice(std::string_view text, const FoundDate& date) {
  return text.substr(date.begin, date.end - date.begin);
}

std::optional<std::string> age_told(const TimeQuestion& question, std::string_view text,
                                    const FoundDate& born) {
  if (!born.date.year) return std::nullopt;
  sys_days on = question.on.value_or(question.today);
  if (question.is_next_birthday) on = next_birthday(born.date, question.today);
  const auto age = years_since(born.date, on);
  if (!age || *age > kAgeMax) return std::nullopt;
  if (born.exact != FoundDate::Exact::Day) return format("about {} ({})", *age, slice(text, born));
  return format("{} ({})", *age, slice(text, born));
}

// What comes every year has no year, or one that is past.
sys_days coming(const FoundDate& found, sys_days today) {
  const auto day = day_of(found.date);
  return day && *day >= today ? *day : next_time(found.date, today);
}

std::optional<FoundDate> only(const std::vector<FoundDate>& dates) {
  return dates.size() == 1 ? std::optional(dates.front()) : std::nullopt;
}

std::optional<FoundDate> first_to_come(const std::vector<FoundDate>& dates, sys_days today) {
  const auto found = std::ranges::find_if(dates, [&](const FoundDate& date) {
    const auto day = day_of(date.date);
    return day && *day >= today;
  });
  return found == dates.end() ? std::nullopt : std::optional(*found);
}

std::optional<FoundDate> first_past(const std::vector<FoundDate>& dates, sys_days today) {
  const auto found = std::ranges::find_if(dates, [&](const FoundDate& date) {
    const auto day = day_of(date.date);
    return day && *day < today;
  });
  return found == dates.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

Dated without_today(std::string_view message, sys_days today) {
  const std::size_t begin = message.rfind(kTodayIs);
  if (begin == std::string_view::npos) return {std::string(message), today};
  const std::string_view rest = message.substr(begin + kTodayIs.size());
  const std::size_t end = rest.find(')');
  if (end == std::string_view::npos) return {std::string(message), today};
  const auto date = read_noted_date(rest.substr(0, end));
  const auto day = date ? day_of(*date) : std::nullopt;
  if (!day) return {std::string(message), today};
  std::string_view before = message.substr(0, begin);
  while (before.ends_with('\n') || before.ends_with(' ')) before.remove_suffix(1);
  return {std::string(before).append(rest.substr(end + 1)), *day};
}

std::optional<TimeQuestion> time_question(std::string_view message, sys_days today) {
  const Words words = words_of(message);
  TimeQuestion question;
  question.today = today;
  question.unit = unit_of(words);
  if (asks_for_age(words)) {
    question.kind = Kind::Age;
    const auto years = dates_in(message);
    if (years.size() > 1) return std::nullopt;
    const bool is_later = holds_any(words, words_of("will turn turns turning become becomes wird"));
    const bool is_earlier = holds_any(words, words_of("was were"));
    if (!years.empty()) {
      const auto day = day_of(years.front().date);
      if (!day) return std::nullopt;
      // Of a year the last day: the age that is reached in it.
      question.on = *day;
      if (years.front().exact == FoundDate::Exact::Year) {
        question.on = sys_days(*years.front().date.year / std::chrono::December / 31);
      }
    } else if (is_later) {
      question.is_next_birthday = true;
    } else if (is_earlier) {
      return std::nullopt;
    }
  } else if (asks_for_weekday(words)) {
    question.kind = Kind::Weekday;
    question.is_past = holds_any(words, words_of("was were born did"));
  } else if (asks_until(words)) {
    question.kind = Kind::Until;
  } else if (asks_since(words)) {
    question.kind = Kind::Since;
  } else if (asks_between(words)) {
    question.kind = Kind::Between;
  } else if (asks_when_due(words)) {
    question.kind = Kind::Due;
  } else {
    return std::nullopt;
  }
  return question;
}

std::optional<std::chrono::month> birth_month_asked_for(std::string_view message) {
  static const Words who = words_of("who whose whos wer wessen qui quien quem");
  static const Words births =
      words_of("birthday birthdays born bday bdays geburtstag anniversaire cumpleanos aniversario");
  static const Words in = words_of("in im en em");
  constexpr std::ptrdiff_t kNear = 4;  // "who has a birthday".
  const Words words = words_of(message);
  const auto is_one_of = [](const Words& wanted) {
    return [&wanted](const std::string& word) { return holds(wanted, word); };
  };
  const auto first = std::ranges::find_if(words, is_one_of(who));
  const auto birth = std::ranges::find_if(words, is_one_of(births));
  if (first == words.end() || birth == words.end()) return std::nullopt;
  if (birth < first || birth - first > kNear || !dates_in(message).empty()) return std::nullopt;
  for (auto word = birth; word + 1 < words.end(); ++word) {
    const unsigned month = holds(in, *word) ? month_named(*(word + 1)) : 0;
    if (month > 0) return std::chrono::month(month);
  }
  return std::nullopt;
}

std::optional<std::string> told_in_time(const TimeQuestion& question, std::string_view text) {
  const std::vector<FoundDate> dates = dates_in(text);
  const sys_days today = question.today;
  switch (question.kind) {
    case Kind::Age: {
      if (dates.empty()) return std::nullopt;
      return age_told(question, text, dates.front());
    }
    case Kind::Until: {
      auto found = only(dates);
      if (!found) found = first_to_come(dates, today);
      if (!found || found->exact != FoundDate::Exact::Day) return std::nullopt;
      const sys_days day = coming(*found, today);
      return format("{} ({})", span_text(today, day, question.unit, found->exact),
                    slice(text, *found));
    }
    case Kind::Since: {
      auto found = only(dates);
      if (!found) found = first_past(dates, today);
      const auto day = found ? day_of(found->date) : std::nullopt;
      if (!day || *day > today) return std::nullopt;
      return format("{} ({})", span_text(*day, today, question.unit, found->exact),
                    slice(text, *found));
    }
    case Kind::Between: {
      if (dates.size() != 2) return std::nullopt;
      const auto from = day_of(dates[0].date);
      const auto to = day_of(dates[1].date);
      if (!from || !to || *to < *from) return std::nullopt;
      const long long nights = (*to - *from).count();
      return format("{} ({} to {})", counted(nights, "night"), slice(text, dates[0]),
                    slice(text, dates[1]));
    }
    case Kind::Weekday: {
      const auto found = only(dates);
      if (!found || found->exact != FoundDate::Exact::Day) return std::nullopt;
      const auto day = question.is_past ? day_of(found->date) : coming(*found, today);
      if (!day) return std::nullopt;
      return format("{} ({})", weekday_name(*day), slice(text, *found));
    }
    case Kind::Due: {
      const auto period = period_in(words_of(text));
      const auto last = dates.empty() ? std::nullopt : day_of(dates.back().date);
      if (!period || !last || dates.back().exact != FoundDate::Exact::Day) return std::nullopt;
      return format("{} ({})", day_text(due_after(*last, *period, today)), text);
    }
  }
  return std::nullopt;
}

}  // namespace tiles::memory
