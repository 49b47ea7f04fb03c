// SPDX-License-Identifier: Apache-2.0
#include "memory/total_question.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "memory/words.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

bool asks_for_a_sum(const Words& words) {
  return holds_any_run(
      words, {"total",    "totals",   "altogether", "all together", "in all",       "all in",
              "added up", "adds up",  "add up",     "adding up",    "sum",          "combined",
              "come to",  "comes to", "came to",    "overall",      "put together", "both together",
              "together", "in sum",   "summe",      "zusammen",     "insgesamt",    "en total",
              "au total", "en tout",  "ensemble",   "no total",     "ao todo",      "em conjunto",
              "juntos",   "juntas",   "in totale"});
}

bool asks_how_much(const Words& words) {
  return holds_any_run(
      words, {"how much",   "how many",   "what do",  "what does", "what did", "whats",
              "what s",     "what is",    "what are", "wie viel",  "wieviel",  "wie viele",
              "was kostet", "was kosten", "cuanto",   "cuantos",   "cuanta",   "cuantas",
              "quanto",     "quantos",    "quanta",   "quantas",   "combien",  "the total"});
}

bool asks_how_many_things(const Words& words) {
  return holds_any_run(words, {"how many", "wie viele", "cuantos", "cuantas", "quantos", "quantas",
                               "combien de", "number of"});
}

// "the most", "biggest": of all, not of two.
std::optional<TotalQuestion::Kind> asked_extreme(const Words& words) {
  static const Words most = words_of(
      "most biggest largest highest longest dearest priciest heaviest "
      "tallest furthest farthest "
      "hoechste groesste teuerste");
  static const Words least =
      words_of("least smallest lowest shortest cheapest lightest guenstigste");
  static const Words other = words_of("recent recently often likely");  // "the most recent".
  if (holds_any(words, other)) return std::nullopt;
  if (holds_any(words, most)) return TotalQuestion::Kind::Most;
  if (holds_any(words, least)) return TotalQuestion::Kind::Least;
  return std::nullopt;
}

struct AskedUnit {
  std::string_view words;
  std::string_view base;
  std::string_view shown;
};

constexpr auto kUnits = std::to_array<AskedUnit>({
    {"hours hrs stunden heures horas", "min", "hours"},
    {"minutes mins minuten", "min", "hours"},
    {"kilometres kilometers km kilometros", "m", "km"},
    {"miles", "m", "miles"},
    {"metres meters metros", "m", "m"},
    {"kilos kg kilograms", "kg", "kg"},
    {"litres liters litros", "l", "l"},
    {"days tage jours dias", "min", "days"},
});

bool is_money_asked_for(const Words& words) {
  static const Words money = words_of(
      "dearest priciest cheapest bill money cash cost costs pay paying paid spend spent spending "
      "price prices owe owes owed rent "
      "bill bills euros dollars pounds quid bucks kostet kosten zahle zahlen cuesta cuestan pago "
      "custa custam pago coute coutent paie worth lent billed");
  return std::ranges::any_of(words, [](const std::string& word) { return holds(money, word); });
}

// Words that ask and say nothing of what.
bool only_asks(const std::string& word) {
  static const Words words = words_of(
      "total totals altogether together added adds add adding sum combined come comes came overall "
      "most biggest largest highest longest dearest heaviest tallest least smallest lowest "
      "shortest "
      "cheapest lightest which ever am im ive was were would people person things thing stuff "
      "anyone "
      "somebody much many number whats going get got make made have has had "
      "there per month year week day "
      "monthly yearly weekly every each both all cost costs pay paying paid spend spent spending "
      "money cash set back far now currently tell know wondering remind again please pls list "
      "do does did been being insgesamt zusammen summe tout ensemble kostet kosten cuesta cuestan "
      "custa custam coute coutent still left right hours hrs minutes metres meters kilometres km "
      "kilos litres days");
  return holds(words, word);
}

// Behind "without", "except", "leave out".
Words left_out_in(const Words& words) {
  static const Words marks = words_of("without except excluding minus ohne sans sin sem besides");
  Words left_out;
  const auto take = [&](std::size_t at) {
    for (std::size_t end = std::min(words.size(), at + 3); at < end; ++at) {
      if (is_telling(words[at])) left_out.push_back(words[at]);
    }
  };
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (holds(marks, words[at])) take(at + 1);
    const bool leaves = words[at] == "leave" || words[at] == "leaving";
    if (!leaves) continue;
    const auto out = std::find(words.begin() + static_cast<std::ptrdiff_t>(at), words.end(), "out");
    if (out != words.end()) take(at + 1);
  }
  return left_out;
}

}  // namespace

std::optional<TotalQuestion> total_question(std::string_view message) {
  const Words words = words_of(message);
  TotalQuestion question;
  if (const auto extreme = asked_extreme(words)) {
    question.kind = *extreme;
  } else if (asks_for_a_sum(words) && asks_how_much(words)) {
    question.kind = TotalQuestion::Kind::Sum;
  } else if (asks_how_many_things(words)) {
    question.kind = TotalQuestion::Kind::Count;
  } else {
    return std::nullopt;
  }
  if (is_money_asked_for(words)) question.wanted = WantedAmount::Money;
  for (const AskedUnit& unit : kUnits) {
    const bool is_asked = holds_any(words, words_of(unit.words));
    if (!is_asked || !question.unit.empty()) continue;
    question.unit = unit.base;
    question.shown = unit.shown;
  }
  // "how many hours": a sum of hours.
  const bool is_of_units = question.kind == TotalQuestion::Kind::Count && !question.unit.empty();
  if (is_of_units) question.kind = TotalQuestion::Kind::Sum;
  question.left_out = left_out_in(words);
  for (const std::string& word : words) {
    if (is_telling(word)) question.words.push_back(word);
    const bool leaves_out = !question.left_out.empty() && (word == "leave" || word == "leaving");
    const bool is_about =
        is_telling(word) && !only_asks(word) && !leaves_out && !holds(question.left_out, word);
    if (is_about && !holds(question.about, word)) question.about.push_back(word);
  }
  return question;
}

}  // namespace tiles::memory
