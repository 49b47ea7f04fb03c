// SPDX-License-Identifier: Apache-2.0
#include "memory/unknown_question.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "memory/asked_hop.h"
#include "memory/asked_line.h"
#include "memory/asked_verdict.h"
#include "memory/keyed_lines.h"
#include "memory/question.h"
#include "memory/question_clause.h"
#include "memory/question_words.h"
#include "memory/reckoned_date.h"
#include "memory/value_kind.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

using Words = Question::Words;

constexpr std::size_t kTitleBytesMax = 400;

// One reading of the message: all of it, or the sentence that asks.
struct Reading {
  std::string_view text;
  std::vector<NamedPath> candidates;
  std::vector<NamedPath> unknown_names;
};

// A note on the way to the answer.
struct Place {
  AskedNote note;
  Question question;
  std::vector<ReadLine> links;       // That were followed.
  std::optional<ReadLine> title_at;  // Where the note's title is told to one who asks for it.
};

bool says_something(const std::string& word) {
  return is_telling(word) && !is_question_word(QuestionWord::Light, word) &&
         !is_question_word(QuestionWord::Name, word);
}

// `at`: of the word "name", if there is one. "the network name", "the name of the town".
bool is_name_of_something_else(const Words& words, std::ptrdiff_t at) {
  const auto word = [&](std::ptrdiff_t i) {
    const bool is_there = i >= 0 && i < std::ssize(words);
    return is_there ? words[static_cast<std::size_t>(i)] : std::string();
  };
  const std::string kind = word(at - 2);
  const bool has_kind = kind == "the" || kind == "what" || kind == "which" || kind == "s";
  if (has_kind && says_something(word(at - 1)) && word(at - 1) != "full" &&
      word(at - 1) != "proper") {
    return true;
  }
  if (word(at + 1) != "of" && word(at + 1) != "for") return false;
  return word(at + 2) != kTheNote;
}

// "who is Tom's boss", "what name ... Tom's boss": of nothing that is the boss's.
bool asks_for_the_name(const Question& question) {
  if (!question.has(QuestionWord::Name) || question.has(QuestionWord::Otherwise) ||
      question.has(QuestionWord::Other) || question.asks_for_a_verdict() ||
      !question.owns(KeyedLine())) {
    return false;
  }
  const Words& words = question.words();
  if (std::ranges::none_of(words, says_something)) return true;
  const std::string note(kTheNote);
  for (const std::string_view who : {"who is", "who was", "who s", "whos", "wer ist", "wer war"}) {
    Words run = words_of(who);
    run.push_back(note);
    if (question.has_run(run)) return true;
  }
  const auto name = std::ranges::find(words, "name");
  if (is_name_of_something_else(words, name - words.begin())) return false;
  return name != words.end() || std::ranges::any_of(words, [](const std::string& word) {
           return word == "called" || word == "llama" || word == "appelle" || word == "kaun";
         });
}

class Answerer {
 public:
  Answerer(const UnknownQuestion& asked, const Reading& reading)
      : asked_(asked), reading_(reading), words_(words_of(reading.text)) {}

  Result<std::optional<AskedLines>> answer() {
    auto note = TILES_TRY(note_asked_about());
    if (!note) return std::optional<AskedLines>();
    const Question question = question_about(*note, {reading_.text, reading_.unknown_names});
    Place place{*std::move(note), question, {}, std::nullopt};
    place.title_at = TILES_TRY(where_title_is_told(place.note));
    for (int hops = 0; hops < kHopsMax; ++hops) {
      const auto hop = next_hop(place.question, lines_of(place.note));
      if (!hop) break;
      auto next = TILES_TRY(follow(place, *hop));
      if (!next) return std::optional<AskedLines>();
      place = *std::move(next);
    }
    return answer_at(place);
  }

 private:
  std::vector<KeyedLine> lines_of(const AskedNote& note) const {
    return lines_to_ask(note, asked_.title_of_link);
  }

  Result<std::optional<std::string>> read(std::string_view path) {
    auto text = asked_.transaction.read_file(path);
    if (!text && text.error().code() == ErrorCode::NotFound) return std::optional<std::string>();
    return std::optional(TILES_TRY(std::move(text)));
  }

  // The only note that the message names; without one, the user's own.
  Result<std::optional<AskedNote>> note_asked_about() {
    if (reading_.candidates.size() > 1) return std::optional<AskedNote>();
    AskedNote note{"user.md", "", {}, {}};
    if (!reading_.candidates.empty()) {
      note.path = reading_.candidates.front().path;
      note.name = name_words(note.path);
      for (const NamedPath& relation : asked_.relations) {
        if (relation.path == note.path) note.relations.push_back(words_of(relation.name));
      }
    }
    auto text = TILES_TRY(read(note.path));
    if (!text) return std::optional<AskedNote>();
    note.text = *std::move(text);
    return std::optional(std::move(note));
  }

  // Of title, aliases and file name: any of them may stand in the message.
  Words name_words(const std::string& path) const {
    Words words = words_of(stem_of(path));
    const auto add = [&](std::string_view name) {
      const Words more = words_of(name);
      words.insert(words.end(), more.begin(), more.end());
    };
    if (const NoteNames* names = asked_.names.find(path)) {
      add(names->title);
      for (const std::string& alias : names->aliases) add(alias);
    }
    return words;
  }

  // Of a note that the message names by nothing of its title: the line of user.md for "my wife",
  // the heading for an alias.
  Result<std::optional<ReadLine>> where_title_is_told(const AskedNote& note) {
    const NoteNames* names = asked_.names.find(note.path);
    if (names == nullptr || note.name.empty()) return std::optional<ReadLine>();
    const Words title = words_of(names->title);
    const auto stands_there = [&](const std::string& word) { return holds(words_, word); };
    if (std::ranges::any_of(title, stands_there)) return std::optional<ReadLine>();
    for (const NamedPath& relation : asked_.relations) {
      if (relation.path != note.path || !holds_each(words_, words_of(relation.name))) continue;
      const AskedNote user{"user.md", TILES_TRY(read("user.md")).value_or(""), {}, {}};
      for (const KeyedLine& line : lines_of(user)) {
        const bool is_it = kind_of(line) == ValueKind::Link && holds(line.targets, note.path) &&
                           holds_each(words_, line.key);
        if (is_it) return std::optional(ReadLine{user.path, line.text});
      }
    }
    for (const KeyedLine& line : lines_of(note)) {
      if (line.is_heading && line.value == title) {
        return std::optional(ReadLine{note.path, line.text});
      }
    }
    return std::optional<ReadLine>();
  }

  // Nothing where the note is gone or hidden.
  Result<std::optional<Place>> follow(const Place& from, const Hop& hop) {
    auto opened = asked_.transaction.go_to_link("[[" + hop.target + "]]");
    if (!opened) {
      if (opened.error().code() == ErrorCode::Io) return fail(std::move(opened).error());
      return std::optional<Place>();
    }
    const ReadLine link{from.note.path, hop.line};
    Place place{{std::move(opened->path), std::move(opened->text), {std::string(kTheNote)}, {}},
                Question(hop.words, Owner::Named, reading_.unknown_names),
                from.links,
                std::nullopt};
    const NoteNames* names = asked_.names.find(place.note.path);
    const bool is_told_already = names == nullptr || holds_each(words_, words_of(names->title));
    if (!is_told_already) place.title_at = link;
    place.links.push_back(link);
    return std::optional(std::move(place));
  }

  std::optional<AskedLines> answer_at(const Place& place) const {
    auto found = reckoned_date(place.question, place.note, asked_.title_of_link, asked_.today);
    if (!found) {
      found = verdict_asked_for(reading_.text, place.question, place.note, asked_.title_of_link);
    }
    if (!found) found = lines_asked_for(place.question, place.note, asked_.title_of_link);
    if (!found) return title_of(place);
    found->lines.insert(found->lines.begin(), place.links.begin(), place.links.end());
    return found;
  }

  std::optional<AskedLines> title_of(const Place& place) const {
    const NoteNames* names = asked_.names.find(place.note.path);
    if (!place.title_at || names == nullptr || names->title.size() > kTitleBytesMax ||
        !asks_for_the_name(place.question)) {
      return std::nullopt;
    }
    AskedLines asked{place.links, names->title};
    if (asked.lines.empty()) asked.lines.push_back(*place.title_at);
    return asked;
  }

  const UnknownQuestion& asked_;
  const Reading& reading_;
  const Words words_;
};

bool holds_any(const Words& words, QuestionWord kind) {
  return std::ranges::any_of(
      words, [kind](const std::string& word) { return is_question_word(kind, word); });
}

// What the sentence is about is named in it, or else by "her" or by nothing around it.
std::optional<Reading> reading_of_sentence(const UnknownQuestion& asked, const Reading& whole) {
  const auto sentence = asking_sentence(asked.text);
  if (!sentence) return std::nullopt;
  Reading reading{*sentence, asked.names.candidates(*sentence, asked.relations),
                  asked.names.new_names(*sentence)};
  const Words words = words_of(*sentence);
  const bool is_users = holds_any(words, QuestionWord::Possessive);
  if (reading.candidates.empty() && !is_users) {
    reading.candidates = whole.candidates;
    reading.unknown_names = whole.unknown_names;
  }
  return reading;
}

}  // namespace

Result<std::optional<AskedLines>> answer_by_rules(const UnknownQuestion& question) {
  const Reading whole{question.text, question.candidates, question.names.new_names(question.text)};
  auto found = TILES_TRY(Answerer(question, whole).answer());
  if (found) return found;
  const auto sentence = reading_of_sentence(question, whole);
  if (!sentence) return std::optional<AskedLines>();
  return Answerer(question, *sentence).answer();
}

}  // namespace tiles::memory
