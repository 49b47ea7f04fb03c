// SPDX-License-Identifier: Apache-2.0
#include "memory/read_answer.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "memory/answer_teller.h"
#include "memory/candidate_question.h"
#include "memory/compared_lines.h"
#include "memory/comparison.h"
#include "memory/found_dates.h"
#include "memory/key_names.h"
#include "memory/noted_lines.h"
#include "memory/question_words.h"
#include "memory/subject_names.h"
#include "memory/time_question.h"
#include "memory/total_lines.h"
#include "memory/total_question.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

constexpr std::size_t kReplyBytesMax = 400;
constexpr std::size_t kLinesMax = 8;
constexpr double kDoubtMin = 0.15;  // From which one of several notes may be meant,
constexpr double kMeantMin = 0.35;  // and from which all of them, that one is.

bool is_like(const NotedLine& one, const NotedLine& other) {
  const NoteStatement& said = one.said;
  const bool has_key = !said.line.key.empty() && !said.is_part && !other.said.is_part;
  return has_key && one.path == other.path && said.place == other.said.place &&
         said.line.key == other.said.line.key;
}

LineChoice choose(const std::vector<NotedLine>& lines, const std::vector<double>& probabilities) {
  LineChoice best;
  for (std::size_t at = 0; at < lines.size(); ++at) {
    LineChoice choice;
    for (std::size_t other = 0; other < lines.size(); ++other) {
      if (other != at && !is_like(lines[at], lines[other])) continue;
      choice.lines.push_back(other);
      choice.probability += probabilities[other];
    }
    if (choice.probability > best.probability) best = std::move(choice);
  }
  return best;
}

bool speaks_of_the_user(const std::vector<std::string>& message) {
  static const std::vector<std::string> user =
      words_of("i me we us ich mich mir wir uns je moi nous yo nosotros eu");
  return std::ranges::any_of(message, [](const std::string& word) {
    return is_question_word(QuestionWord::Possessive, word) || holds(user, word);
  });
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

class ReaderAnswer {
 public:
  ReaderAnswer(const UnknownQuestion& question, std::vector<NotedLine> lines, Reader& reader)
      : question_(question),
        message_(words_of(question.text)),
        lines_(std::move(lines)),
        reader_(reader) {}

  Result<std::optional<HostAnswer>> find() {
    const auto comparison = comparison_asked_for(question_.text);
    if (comparison) {
      if (auto compared = TILES_TRY(compare_lines(question_, *comparison, lines_, reader_))) {
        if (!compared->lines.empty()) {
          return answer(compared->lines, std::move(compared->reply), compared->confidence);
        }
        // One line is no answer to what is older.
        if (comparison->is_plain && !total_question(question_.text)) {
          return std::optional<HostAnswer>();
        }
      }
    }
    tell_apart();
    const AnswerTeller teller(question_);
    if (auto total = total_of(teller)) return total;
    if (auto births = births_in_month()) return births;
    auto choice = exact_choice(teller);
    if (choice.lines.empty()) choice = TILES_TRY(choose_line(teller));
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
  // A sum or a count of lines that the question has the words for.
  std::optional<HostAnswer> total_of(const AnswerTeller& teller) const {
    const auto asked = total_question(question_.text);
    if (!asked || teller.time() || !alike_.empty()) return std::nullopt;
    std::vector<std::size_t> readable;
    for (std::size_t at = 0; at < lines_.size(); ++at) {
      const bool is_found = !lines_[at].link && !is_candidate(lines_[at].path);
      if (may_be_meant(lines_[at]) && (!is_found || lines_[at].path == "user.md")) {
        readable.push_back(at);
      }
    }
    auto total = total_lines(question_, *asked, lines_, readable);
    if (!total) return std::nullopt;
    return answer(total->lines, std::move(total->reply), 1);
  }

  bool is_candidate(const std::string& path) const {
    return std::ranges::find(question_.candidates, path, &NamedPath::path) !=
           question_.candidates.end();
  }

  // Whether the message may be about the line's note at all.
  bool may_be_meant(const NotedLine& line) const {
    // "Tom's car" is not the user's.
    const bool is_of_somebody = !question_.candidates.empty() && !speaks_of_the_user(message_);
    if (is_of_somebody && line.path == "user.md") return false;
    return is_spoken_of(message_, lines_, line) && !is_not_meant(line.path);
  }

  // "whose birthdays are in March": the notes with such a birth.
  std::optional<HostAnswer> births_in_month() const {
    const auto asked = birth_month_asked_for(question_.text);
    if (!asked) return std::nullopt;
    std::vector<std::size_t> found;
    std::set<std::string> told;
    std::string reply;
    for (std::size_t at = 0; at < lines_.size(); ++at) {
      const auto dates = dates_in(lines_[at].value);
      const NoteNames* names = question_.names.find(lines_[at].path);
      const bool is_birth = tells_birth(lines_[at]) && dates.size() == 1 && names != nullptr;
      if (!is_birth || dates.front().date.day.month() != *asked) continue;
      if (!told.insert(lines_[at].path).second) continue;
      found.push_back(at);
      reply += (reply.empty() ? "" : ", ") + names->title + " (" + lines_[at].value + ")";
    }
    return found.empty() ? std::nullopt : answer(found, std::move(reply), 1);
  }

  // What needs no reader: the birth for an age, and what a line calls as the message does for a
  // count, both of the note that the message is about.
  LineChoice exact_choice(const AnswerTeller& teller) const {
    LineChoice choice;
    const bool is_of_user = speaks_of_the_user(message_);
    for (std::size_t at = 0; at < lines_.size(); ++at) {
      const bool is_own = is_of_user && lines_[at].path == "user.md";
      if (is_own && is_called_so(lines_[at]) && says_no_more(lines_[at])) {
        choice.lines.push_back(at);
        choice.probability = 1;
      }
    }
    if (!choice.lines.empty()) return choice;
    if (question_.candidates.size() > (is_of_user ? 0U : 1U)) return choice;
    if (question_.candidates.empty() && !is_of_user) return choice;
    const std::string path =
        question_.candidates.empty() ? "user.md" : question_.candidates.front().path;
    const bool asks_for_age = asks_for_an_age(teller) && is_age_of(path);
    for (std::size_t at = 0; at < lines_.size(); ++at) {
      const NotedLine& line = lines_[at];
      if (line.path != path) continue;
      const bool is_birth = asks_for_age && tells_birth(line) && !dates_in(line.value).empty();
      if (is_birth || (asks_how_many(message_) && is_called_so(line))) choice.lines.push_back(at);
    }
    if (asks_for_age && choice.lines.size() > 1) choice.lines.clear();
    choice.probability = choice.lines.empty() ? 0 : 1;
    return choice;
  }

  // "what are my kids called": nothing but what the line calls them, and words that ask for a name.
  bool says_no_more(const NotedLine& line) const {
    return std::ranges::all_of(message_, [&](const std::string& word) {
      const bool is_of_link = std::ranges::any_of(
          names_in_questions(line.said.link), [&](const std::vector<std::string>& name) {
            return holds(name, word) ||
                   (word.ends_with('s') && holds(name, word.substr(0, word.size() - 1)));
          });
      return is_of_link || !is_telling(word) || is_question_word(QuestionWord::Name, word);
    });
  }

  static bool asks_for_an_age(const AnswerTeller& teller) {
    return teller.time() && teller.time()->kind == TimeQuestion::Kind::Age;
  }

  // Whether the question is how old this note's somebody is.
  bool is_age_of(const std::string& path) const {
    if (path == "user.md") return asks_how_old({"i"});
    return asks_how_old(naming_words(path, question_.names, question_.relations));
  }

  // "how old will Ana be", and not "how old is Ana's house".
  bool asks_how_old(const std::vector<std::string>& name) const {
    static const std::vector<std::string> between =
        words_of("is will was am be s does did that make makes my our the");
    auto at = std::ranges::find(message_, "old");
    if (at == message_.end()) {
      at = std::ranges::find(message_, "age");
      // "Ana's age".
      const bool has_owner = at != message_.end() && at - message_.begin() > 1 && *(at - 1) == "s";
      if (has_owner && holds(name, *(at - 2))) return true;
    }
    if (at == message_.end()) return false;
    ++at;
    while (at != message_.end() && holds(between, *at)) ++at;
    if (at == message_.end() || !holds(name, *at)) return false;
    while (at != message_.end() && holds(name, *at)) ++at;
    return at == message_.end() || *at != "s";
  }

  // "how many kids": of "two kids [[…]] and [[…]]".
  bool is_called_so(const NotedLine& line) const {
    if (line.said.link.empty()) return false;
    const auto names = names_in_questions(line.said.link);
    return std::ranges::any_of(names, [&](const std::vector<std::string>& name) {
      return std::ranges::all_of(name, [&](const std::string& word) {
        return holds(message_, word) || holds(message_, word + "s");
      });
    });
  }

  Result<LineChoice> choose_line(const AnswerTeller& teller) {
    std::vector<std::size_t> read;
    std::vector<std::string> texts;
    for (std::size_t at = 0; at < lines_.size(); ++at) {
      if (!may_be_meant(lines_[at]) || is_passed_through(lines_[at])) continue;
      // "the brother of Ana" is not as old as Ana.
      const bool is_own_birth = !lines_[at].link && tells_birth(lines_[at]);
      const bool is_judged =
          asks_for_an_age(teller) && (holds(message_, "old") || holds(message_, "age"));
      if (is_own_birth && is_judged && !is_age_of(lines_[at].path)) continue;
      if (!teller.may_answer(lines_[at])) continue;
      read.push_back(at);
      texts.push_back(lines_[at].words);
    }
    std::vector<double> probabilities(lines_.size(), 0.0);
    if (texts.empty()) return LineChoice();
    const std::vector<double> found = TILES_TRY(reader_.read(question_.text, texts));
    for (std::size_t i = 0; i < read.size(); ++i) probabilities[read[i]] = found[i];
    LineChoice choice = choose(lines_, probabilities);
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

  // "Owen's mum": not Owen, but for the link itself.
  bool is_passed_through(const NotedLine& line) const {
    if (line.path == "user.md" || line.link) return false;
    const auto candidate = std::ranges::find(question_.candidates, line.path, &NamedPath::path);
    if (candidate == question_.candidates.end() || !line.said.line.targets.empty()) return false;
    const auto names = subject_names(*candidate, question_.relations);
    return std::ranges::any_of(lines_, [&](const NotedLine& other) {
      return other.path == line.path && is_possessed(names, other.said.link);
    });
  }

  // Whether the message has one of the names, an `s` and what the link is called.
  bool is_possessed(const std::vector<std::vector<std::string>>& names,
                    const std::vector<std::string>& link) const {
    if (link.empty()) return false;
    for (const std::vector<std::string>& called : names_in_questions(link)) {
      for (std::vector<std::string> run : names) {
        run.emplace_back("s");
        run.insert(run.end(), called.begin(), called.end());
        if (holds_run(message_, run)) return true;
      }
    }
    return false;
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
    const NotedLine& likeliest = lines_[static_cast<std::size_t>(best)];
    const auto& key = likeliest.said.line.key;
    return std::ranges::any_of(lines_, [&](const NotedLine& line) {
      if (line.path != path) return false;
      return key.empty() ? tells_birth(line) && tells_birth(likeliest) : line.said.line.key == key;
    });
  }

  void take_all_of_place(LineChoice& choice) const {
    const NotedLine& first = lines_[choice.lines.front()];
    if (choice.lines.size() != 1 || !asks_for_a_place(message_, first)) return;
    std::vector<std::size_t> all;
    for (std::size_t at = 0; at < lines_.size(); ++at) {
      const NotedLine& line = lines_[at];
      const bool is_beside = line.path == first.path && line.said.place == first.said.place;
      if (is_beside && !is_done(line)) all.push_back(at);
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
