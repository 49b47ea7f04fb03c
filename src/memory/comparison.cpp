// SPDX-License-Identifier: Apache-2.0
#include "memory/comparison.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/text.h"
#include "memory/question_words.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

using By = Comparison::By;
using Words = std::vector<std::string>;

struct Comparative {
  By by;
  bool wants_more;
  std::string_view words;  // Folded; several are one each.
  std::string_view asked;
};

constexpr auto kComparatives = std::to_array<Comparative>({
    {By::Age, true,
     "older oldest elder eldest aelter alter aelteste altere mayor mas_viejo plus_age "
     "plus_agee plus_vieux mais_velho mais_velha",
     "When was * born? How old is *?"},
    {By::Age, false,
     "younger youngest junger juenger jungste menor mas_joven plus_jeune mais_novo "
     "mais_nova",
     "When was * born? How old is *?"},
    {By::Amount, true,
     "taller tallest groesser grosser mas_alto mas_alta plus_grand plus_grande "
     "mais_alto mais_alta",
     "How tall is *?"},
    {By::Amount, false,
     "shorter shortest kleiner mas_bajo mas_baja plus_petit plus_petite "
     "mais_baixo mais_baixa",
     "How tall is *?"},
    {By::Amount, true, "heavier heaviest weighs_more schwerer pesa_mas pesa_mais",
     "How much does * weigh?"},
    {By::Amount, false, "lighter lightest weighs_less leichter pesa_menos",
     "How much does * weigh?"},
    {By::Money, true,
     "pricier dearer expensive costs_more cost_more pay_more pays_more paying_more "
     "earns_more earn_more teurer mas_caro mas_cara plus_cher plus_chere mais_caro "
     "mais_cara cuesta_mas custa_mais",
     ""},
    {By::Money, false,
     "cheaper cheapest costs_less cost_less pay_less earns_less earn_less billiger "
     "guenstiger gunstiger mas_barato mas_barata moins_cher moins_chere mais_barato "
     "mais_barata",
     ""},
    {By::Moment, false,
     "earlier earliest sooner soonest first frueher fruher antes avant plus_tot "
     "mas_temprano mais_cedo",
     ""},
    {By::Moment, true,
     "later latest last spaeter spater despues depois plus_tard mas_tarde mais_tarde", ""},
    {By::Amount, true, "bigger biggest larger largest greater", ""},
    {By::Amount, false, "smaller smallest", ""},
    {By::Amount, true, "longer longest higher highest farther further faster langer laenger hoeher",
     ""},
    {By::Amount, false, "lower lowest nearer closer slower", ""},
    {By::Amount, true, "more most mehr mas plus mais", ""},
    {By::Amount, false, "less least fewer fewest weniger menos moins", ""},
});

// The words of each of kComparatives; "plus_cher" is a run of two.
const std::vector<std::vector<Words>>& comparative_runs() {
  static const auto all = [] {
    std::vector<std::vector<Words>> runs;
    for (const Comparative& comparative : kComparatives) {
      std::vector<Words>& own = runs.emplace_back();
      for (const std::string_view word : split(comparative.words, ' ')) {
        std::string run(word);
        std::ranges::replace(run, '_', ' ');
        if (!run.empty()) own.push_back(words_of(run));
      }
    }
    return runs;
  }();
  return all;
}

// Where the runs stand in a lower-case text, those of all comparatives.
template <typename Function>
void for_each_comparative_in(std::string_view lower, const Function& function) {
  for (const std::vector<Words>& runs : comparative_runs()) {
    for (const Words& run : runs) {
      const std::string text = joined(run);
      const std::size_t at = lower.find(" " + text);
      if (at != std::string_view::npos) function(at + 1, text.size());
    }
  }
}

std::string_view without_blanks_and_marks(std::string_view text) {
  constexpr std::string_view kMarks = " \t\n?!.,;:\"'";
  while (!text.empty() && kMarks.find(text.front()) != std::string_view::npos)
    text.remove_prefix(1);
  while (!text.empty() && kMarks.find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  return text;
}

// Where the word stands by itself, in any letter case.
std::size_t find_word(std::string_view text, std::string_view word) {
  const std::string lower = to_lower_ascii(text);
  return lower.find(" " + std::string(word) + " ");
}

// Behind the last comma, or else the comparative's word.
std::string_view left_side(std::string_view text) {
  const std::size_t mark = text.find_last_of(",:?.");
  if (mark != std::string_view::npos) return text.substr(mark + 1);
  std::size_t begin = 0;
  for_each_comparative_in(to_lower_ascii(text), [&](std::size_t at, std::size_t size) {
    begin = std::max(begin, at + size);
  });
  return text.substr(begin);
}

// "is the gym cheaper than the pool": between the verb and the comparative.
std::string_view subject_of(std::string_view text) {
  std::size_t end = text.size();
  for_each_comparative_in(to_lower_ascii(text),
                          [&](std::size_t at, std::size_t) { end = std::min(end, at); });
  text = text.substr(0, end);
  const std::size_t verb = text.find(' ');
  return verb == std::string_view::npos ? text : text.substr(verb + 1);
}

// What stands before the word, by `left` of it, and behind it.
std::vector<std::string_view> sides_around(std::string_view message, std::string_view word,
                                           std::string_view (*left)(std::string_view)) {
  const std::size_t at = find_word(message, word);
  if (at == std::string_view::npos) return {};
  std::string_view right = message.substr(at + word.size() + 2);
  right = right.substr(0, right.find_first_of(",?!.;\n"));
  // "walnut or elm the dearer board".
  for_each_comparative_in(to_lower_ascii(right), [&](std::size_t begin, std::size_t) {
    right = right.substr(0, std::min(begin, right.size()));
  });
  return {without_blanks_and_marks(left(message.substr(0, at))), without_blanks_and_marks(right)};
}

}  // namespace

std::optional<Comparison> comparison_asked_for(std::string_view message) {
  const Words words = words_of(message);
  if (words.empty()) return std::nullopt;
  for (std::size_t at = 0; at < kComparatives.size(); ++at) {
    const bool is_held = std::ranges::any_of(
        comparative_runs()[at], [&](const Words& run) { return holds_run(words, run); });
    if (!is_held) continue;
    const Comparative& comparative = kComparatives[at];
    Comparison comparison;
    comparison.by = comparative.by;
    comparison.wants_more = comparative.wants_more;
    comparison.is_plain = comparative.by != By::Moment && !comparative.words.starts_with("more ") &&
                          !comparative.words.starts_with("less ");
    comparison.asked = comparative.asked;
    const bool has_than = std::ranges::any_of(
        std::array<std::string_view, 4>{"than", "als", "que", "do que"},
        [&](std::string_view than) { return find_word(message, than) != std::string::npos; });
    comparison.asks_for_a_verdict =
        is_question_word(QuestionWord::Verdict, words.front()) && has_than;
    const bool is_of_time = comparison.by == By::Amount && comparison.asked.empty() &&
                            (holds(words, "when") || holds(words, "wann"));
    if (is_of_time) comparison.by = By::Moment;
    return comparison;
  }
  return std::nullopt;
}

std::vector<std::string_view> sides_of(std::string_view message) {
  for (const std::string_view word : {"or", "oder", "ou", "o", "ya"}) {
    auto sides = sides_around(message, word, left_side);
    if (!sides.empty()) return sides;
  }
  for (const std::string_view word : {"than", "als"}) {
    auto sides = sides_around(message, word, subject_of);
    if (!sides.empty()) return sides;
  }
  return {};
}

std::optional<Quantity> quantity_of(const Comparison& comparison, std::string_view value) {
  switch (comparison.by) {
    case By::Age:
      if (auto born = date_in(value)) return born;
      return amount_in(value, WantedAmount::Any);
    case By::Moment:
      if (auto date = date_in(value)) return date;
      return time_of_day_in(value);
    case By::Amount:
    case By::Money:
      return amount_in(value, comparison.by == By::Money ? WantedAmount::Money : WantedAmount::Any);
  }
  return std::nullopt;
}

double more_by(const Comparison& comparison, const Quantity& one, const Quantity& other) {
  const bool is_birth = comparison.by == By::Age && one.kind == Quantity::Kind::Date;
  return is_birth ? other.number - one.number : one.number - other.number;
}

}  // namespace tiles::memory
