// SPDX-License-Identifier: Apache-2.0
#include "memory/read_answer.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "memory/key_names.h"
#include "memory/noted_lines.h"
#include "memory/question.h"
#include "memory/question_words.h"
#include "memory/reckoned_date.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

constexpr std::size_t kReplyBytesMax = 400;
constexpr std::size_t kLinesMax = 8;

// The line, and the others of its note with the same key.
struct Choice {
  std::vector<std::size_t> lines;
  double probability = 0;
};

bool is_like(const NotedLine& one, const NotedLine& other) {
  return one.path == other.path && !one.line.key.empty() && one.line.key == other.line.key;
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
      names_in_questions(lines[*line.link].line.key),
      [&](const std::vector<std::string>& name) { return holds_each(message, name); });
}

class Teller {
 public:
  explicit Teller(const UnknownQuestion& question)
      : question_(question), message_(words_of(question.text)), asked_(message_, Owner::User, {}) {}

  std::optional<std::string> reply(const std::vector<NotedLine>& lines,
                                   const Choice& choice) const {
    const NotedLine& first = lines[choice.lines.front()];
    if (asks_for_the_holder(message_, first)) {
      const NoteNames* names = question_.names.find(first.path);
      return names == nullptr ? std::nullopt : std::optional(names->title);
    }
    if (const auto reckoning = reckoning_asked_for(asked_)) {
      if (choice.lines.size() != 1) return std::nullopt;
      return reckoned(*reckoning, first.line, first.value, question_.today);
    }
    std::string reply;
    if (asked_.asks_for_a_verdict() && holds_each(message_, words_of(first.value))) reply = "Yes";
    for (const std::size_t at : choice.lines) {
      if (!reply.empty()) reply += ", ";
      reply += lines[at].value;
    }
    return reply;
  }

 private:
  const UnknownQuestion& question_;
  std::vector<std::string> message_;
  Question asked_;
};

Result<std::optional<HostAnswer>> answer_by_reader(const UnknownQuestion& question,
                                                   const OpenReader& open_reader) {
  const std::vector<NotedLine> lines = TILES_TRY(noted_lines(question));
  const std::vector<std::string> message = words_of(question.text);
  const bool is_of_somebody = !question.candidates.empty() && !speaks_of_the_user(message);
  std::vector<std::size_t> read;
  std::vector<std::string> texts;
  for (std::size_t at = 0; at < lines.size(); ++at) {
    // "Tom's car" is not the user's.
    const bool is_of_another = is_of_somebody && lines[at].path == "user.md";
    if (is_of_another || !is_spoken_of(message, lines, lines[at])) continue;
    read.push_back(at);
    texts.push_back(lines[at].words);
  }
  if (texts.empty()) return std::optional<HostAnswer>();
  std::vector<double> probabilities(lines.size(), 0.0);
  Reader& reader = *TILES_TRY(open_reader());
  const std::vector<double> found = TILES_TRY(reader.read(question.text, texts));
  for (std::size_t i = 0; i < read.size(); ++i) probabilities[read[i]] = found[i];
  const Choice choice = choose(lines, probabilities);
  if (choice.probability < kReaderConfidenceMin || choice.lines.size() > kLinesMax) {
    return std::optional<HostAnswer>();
  }
  auto reply = Teller(question).reply(lines, choice);
  if (!reply || reply->size() > kReplyBytesMax) return std::optional<HostAnswer>();
  HostAnswer answer{{{}, *std::move(reply)}, choice.probability};
  for (auto link = lines[choice.lines.front()].link; link; link = lines[*link].link) {
    answer.asked.lines.insert(answer.asked.lines.begin(),
                              {lines[*link].path, lines[*link].line.text});
  }
  for (const std::size_t at : choice.lines) {
    answer.asked.lines.push_back({lines[at].path, lines[at].line.text});
  }
  return std::optional(std::move(answer));
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
