// SPDX-License-Identifier: Apache-2.0
#include "memory/read_answer.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/format.h"
#include "base/text.h"
#include "memory/candidate_question.h"
#include "memory/compared_lines.h"
#include "memory/comparison.h"
#include "memory/found_dates.h"
#include "memory/key_names.h"
#include "memory/noted_lines.h"
#include "memory/question.h"
#include "memory/question_words.h"
#include "memory/time_question.h"
#include "memory/value_items.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

constexpr std::size_t kReplyBytesMax = 400;
constexpr std::size_t kLinesMax = 8;
constexpr double kDoubtMin = 0.15;  // From which one of several notes may be meant,
constexpr double kMeantMin = 0.5;   // and from which all of them, that one is.

// The line, and the others of its note with the same key.
struct Choice {
  std::vector<std::size_t> lines;
  double probability = 0;
};

bool is_like(const NotedLine& one, const NotedLine& other) {
  const NoteStatement& said = one.said;
  const bool has_key = !said.line.key.empty() && !said.is_part && !other.said.is_part;
  return has_key && one.path == other.path && said.place == other.said.place &&
         said.line.key == other.said.line.key;
}

Choice choose(const std::vector<NotedLine>& lines, const std::vector<double>& probabilities) {
  Choice best;
  for (std::size_t at = 0; at < lines.size(); ++at) {
    Choice choice;
    for (std::size_t other = 0; other < lines.size(); ++other) {
      if (other != at && !is_like(lines[at], lines[other])) continue;
      choice.lines.push_back(other);
      choice.probability += probabilities[other];
    }
    if (choice.probability > best.probability) best = std::move(choice);
  }
  return best;
}

// "who plays the cello": the value stands in the question, its holder does not.
bool asks_for_the_holder(const std::vector<std::string>& message, const NotedLine& line) {
  constexpr std::string_view kWho = "who whose which wer wessen welche quien qui quem kaun";
  const bool asks_who = std::ranges::any_of(
      words_of(kWho), [&](const std::string& word) { return holds(message, word); });
  const std::vector<std::string> value = words_of(line.value);
  return asks_who && line.path != "user.md" && any_telling(value) && holds_each(message, value);
}

bool speaks_of_the_user(const std::vector<std::string>& message) {
  static const std::vector<std::string> user =
      words_of("i me we us ich mich mir wir uns je moi nous yo nosotros eu");
  return std::ranges::any_of(message, [](const std::string& word) {
    return is_question_word(QuestionWord::Possessive, word) || holds(user, word);
  });
}

// What is told of somebody whom a link alone leads to answers a message that speaks of the link:
// "my sister's job", not "my job".
bool is_spoken_of(const std::vector<std::string>& message, const std::vector<NotedLine>& lines,
                  const NotedLine& line) {
  if (!line.link) return true;
  return std::ranges::any_of(
      names_in_questions(lines[*line.link].said.link),
      [&](const std::vector<std::string>& name) { return holds_each(message, name); });
}

bool asks_how_many(const std::vector<std::string>& message) {
  static const std::vector<std::vector<std::string>> runs = {
      {"how", "many"}, {"wie", "viele"}, {"cuantos"}, {"cuantas"}, {"quantos"},
      {"quantas"},     {"combien"},      {"kitne"},   {"kitni"}};
  return std::ranges::any_of(
      runs, [&](const std::vector<std::string>& run) { return holds_run(message, run); });
}

// "Ana, Bo and Ida": how many; 1 for what is no list.
std::size_t items_in(std::string_view value) {
  return has_digit(value) ? 1 : value_items(value).size();
}

// What is left of a question about all that stands under "Todo": nothing.
bool asks_for_a_place(const std::vector<std::string>& message, const NotedLine& line) {
  static const std::vector<std::string> kLight = words_of(
      "list lists thing things item items everything all still open left current currently have "
      "whats what which going");
  if (line.said.place.empty() || !line.said.line.key.empty() || line.said.is_part) return false;
  bool is_named = false;
  for (const std::string& word : message) {
    const bool is_of_place = std::ranges::any_of(line.said.place, [&](const std::string& part) {
      return word == part || word == part + "s" || part == word + "s";
    });
    if (is_of_place) {
      is_named = true;
    } else if (is_telling(word) && !holds(kLight, word)) {
      return false;
    }
  }
  return is_named;
}

bool is_done(std::string_view text) {
  text = trim(text);
  return text.starts_with("- [x] ") || text.starts_with("- [X] ") || text.starts_with("* [x] ");
}

class Teller {
 public:
  explicit Teller(const UnknownQuestion& question)
      : question_(question),
        message_(words_of(question.text)),
        asked_(message_, Owner::User, {}),
        time_(time_question(question.text, question.today)) {}

  const std::optional<TimeQuestion>& time() const { return time_; }

  // Whether a line with this value can answer at all.
  bool may_answer(const NotedLine& line) const {
    if (!time_) return true;
    if (time_->kind == TimeQuestion::Kind::Age) return has_digit(line.value);
    return !dates_in(line.value).empty();
  }

  std::optional<std::string> reply(const std::vector<NotedLine>& lines,
                                   const Choice& choice) const {
    const NotedLine& first = lines[choice.lines.front()];
    if (asks_for_the_holder(message_, first)) {
      const NoteNames* names = question_.names.find(first.path);
      return names == nullptr ? std::nullopt : std::optional(names->title);
    }
    if (time_) {
      if (choice.lines.size() != 1) return std::nullopt;
      if (auto told = told_in_time(*time_, first.value)) return told;
      const bool has_date = !dates_in(first.value).empty();
      return has_date ? std::nullopt : std::optional(first.value);
    }
    return count(lines, choice) + values(lines, choice);
  }

 private:
  // "2: ", "Yes, " or nothing.
  std::string count(const std::vector<NotedLine>& lines, const Choice& choice) const {
    const NotedLine& first = lines[choice.lines.front()];
    if (asked_.asks_for_a_verdict() && holds_each(message_, words_of(first.value))) return "Yes, ";
    if (!asks_how_many(message_)) return {};
    std::size_t count = choice.lines.size();
    if (count == 1) count = std::max(first.said.line.targets.size(), items_in(first.value));
    return count > 1 ? format("{}: ", count) : std::string();
  }

  static std::string values(const std::vector<NotedLine>& lines, const Choice& choice) {
    std::string values;
    for (const std::size_t at : choice.lines) {
      if (!values.empty()) values += ", ";
      values += lines[at].value;
    }
    return values;
  }

  const UnknownQuestion& question_;
  std::vector<std::string> message_;
  Question asked_;
  std::optional<TimeQuestion> time_;
};

class ReaderAnswer {
 public:
  ReaderAnswer(const UnknownQuestion& question, std::vector<NotedLine> lines, Reader& reader)
      : question_(question),
        message_(words_of(question.text)),
        lines_(std::move(lines)),
        reader_(reader) {}

  Result<std::optional<HostAnswer>> find() {
    if (const auto comparison = comparison_asked_for(question_.text)) {
      if (auto compared = TILES_TRY(compare_lines(question_, *comparison, lines_, reader_))) {
        return answer(compared->lines, std::move(compared->reply), compared->confidence);
      }
    }
    tell_apart();
    const Teller teller(question_);
    auto choice = TILES_TRY(choose_line(teller));
    if (auto doubt = which_one_is_meant()) return doubt;
    if (choice.probability < kReaderConfidenceMin || choice.lines.size() > kLinesMax) {
      return std::optional<HostAnswer>();
    }
    take_all_of_place(choice);
    auto reply = teller.reply(lines_, choice);
    if (!reply) return std::optional<HostAnswer>();
    return answer(choice.lines, *std::move(reply), choice.probability);
  }

 private:
  Result<Choice> choose_line(const Teller& teller) {
    const bool is_of_somebody = !question_.candidates.empty() && !speaks_of_the_user(message_);
    std::vector<std::size_t> read;
    std::vector<std::string> texts;
    for (std::size_t at = 0; at < lines_.size(); ++at) {
      // "Tom's car" is not the user's.
      const bool is_of_another = is_of_somebody && lines_[at].path == "user.md";
      if (is_of_another || !is_spoken_of(message_, lines_, lines_[at])) continue;
      if (is_not_meant(lines_[at].path)) continue;
      if (!teller.may_answer(lines_[at])) continue;
      read.push_back(at);
      texts.push_back(lines_[at].words);
    }
    std::vector<double> probabilities(lines_.size(), 0.0);
    if (texts.empty()) return Choice();
    const std::vector<double> found = TILES_TRY(reader_.read(question_.text, texts));
    for (std::size_t i = 0; i < read.size(); ++i) probabilities[read[i]] = found[i];
    Choice choice = choose(lines_, probabilities);
    probabilities_ = std::move(probabilities);
    return choice;
  }

  // Leaves one of the notes that the message calls alike, if its words tell which.
  void tell_apart() {
    alike_ = named_alike(question_.text, question_.candidates, question_.relations);
    std::vector<std::vector<std::string>> words;
    for (const NamedPath& named : alike_) words.push_back(words_about(named.path));
    const auto meant = told_apart(question_.text, alike_, words);
    if (!meant) return;
    others_ = std::move(alike_);
    others_.erase(others_.begin() + static_cast<std::ptrdiff_t>(*meant));
    alike_.clear();
  }

  std::vector<std::string> words_about(const std::string& path) const {
    std::vector<std::string> words;
    const auto add = [&](std::string_view text) {
      for (std::string& word : words_of(text)) words.push_back(std::move(word));
    };
    for (const NotedLine& line : lines_) {
      if (line.path == path) add(line.words);
    }
    for (const NamedPath& relation : question_.relations) {
      if (relation.path == path) add(relation.name);
    }
    return words;
  }

  bool is_not_meant(const std::string& path) const {
    return std::ranges::any_of(others_, [&](const NamedPath& one) { return one.path == path; });
  }

  // Of several notes that the message calls alike more than one has what it asks for.
  std::optional<HostAnswer> which_one_is_meant() const {
    std::vector<NamedPath> likely;
    double all = 0;
    for (const NamedPath& named : alike_) {
      double sum = 0;
      for (std::size_t at = 0; at < probabilities_.size(); ++at) {
        if (lines_[at].path == named.path) sum += probabilities_[at];
      }
      all += sum;
      if (sum >= kDoubtMin || has_likeliest_key(named.path)) likely.push_back(named);
    }
    if (likely.size() < 2 || all < kMeantMin) return std::nullopt;
    return HostAnswer{{{}, which_one(likely)}, true, all};
  }

  // Whether the note has a line of the same key as the likeliest one.
  bool has_likeliest_key(const std::string& path) const {
    const auto best = std::ranges::max_element(probabilities_) - probabilities_.begin();
    const auto& key = lines_[static_cast<std::size_t>(best)].said.line.key;
    return !key.empty() && std::ranges::any_of(lines_, [&](const NotedLine& line) {
      return line.path == path && line.said.line.key == key;
    });
  }

  void take_all_of_place(Choice& choice) const {
    const NotedLine& first = lines_[choice.lines.front()];
    if (choice.lines.size() != 1 || !asks_for_a_place(message_, first)) return;
    std::vector<std::size_t> all;
    for (std::size_t at = 0; at < lines_.size(); ++at) {
      const NotedLine& line = lines_[at];
      const bool is_beside = line.path == first.path && line.said.place == first.said.place;
      if (is_beside && !is_done(line.said.line.text)) all.push_back(at);
    }
    if (!all.empty() && all.size() <= kLinesMax) choice.lines = std::move(all);
  }

  std::optional<HostAnswer> answer(const std::vector<std::size_t>& chosen, std::string reply,
                                   double confidence) const {
    if (reply.size() > kReplyBytesMax) return std::nullopt;
    HostAnswer answer{{{}, std::move(reply)}, false, confidence};
    std::set<std::size_t> told;
    for (const std::size_t at : chosen) {
      for (const std::size_t each : links_to(at)) {
        if (told.insert(each).second) {
          answer.asked.lines.push_back({lines_[each].path, lines_[each].said.line.text});
        }
      }
    }
    return answer;
  }

  // The links that led to the line, the first one first, and the line.
  std::vector<std::size_t> links_to(std::size_t at) const {
    std::vector<std::size_t> links = {at};
    for (auto link = lines_[at].link; link; link = lines_[*link].link) {
      links.insert(links.begin(), *link);
    }
    return links;
  }

  const UnknownQuestion& question_;
  std::vector<std::string> message_;
  std::vector<NotedLine> lines_;
  std::vector<double> probabilities_;  // Of each line; empty before it was asked.
  std::vector<NamedPath> alike_;       // Any of which the message may mean,
  std::vector<NamedPath> others_;      // and those that it calls so and does not.
  Reader& reader_;
};

Result<std::optional<HostAnswer>> answer_by_reader(const UnknownQuestion& question,
                                                   const OpenReader& open_reader) {
  const Dated dated = without_today(question.text, question.today);
  const UnknownQuestion asked{dated.message,  question.candidates,    question.relations,
                              question.names, question.title_of_link, question.transaction,
                              dated.today};
  std::vector<NotedLine> lines = TILES_TRY(noted_lines(asked));
  if (lines.empty()) return std::optional<HostAnswer>();
  Reader& reader = *TILES_TRY(open_reader());
  return ReaderAnswer(asked, std::move(lines), reader).find();
}

}  // namespace

Result<std::optional<HostAnswer>> find_answer(const UnknownQuestion& question,
                                              const OpenReader& reader) {
  if (auto asked = TILES_TRY(answer_by_rules(question))) {
    return std::optional(HostAnswer{*std::move(asked)});
  }
  if (!reader) return std::optional<HostAnswer>();
  return answer_by_reader(question, reader);
}

}  // namespace tiles::memory
