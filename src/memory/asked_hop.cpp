// SPDX-License-Identifier: Apache-2.0
#include "memory/asked_hop.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "memory/key_names.h"
#include "memory/question_words.h"
#include "memory/value_kind.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

using Words = Question::Words;

// A run of words of the question that a link's note takes the place of.
struct Phrase {
  std::size_t begin = 0;
  std::size_t end = 0;
  const KeyedLine* line = nullptr;

  std::size_t size() const { return end - begin; }
};

bool stands_at(const Words& run, const Words& words, std::size_t at) {
  return at <= words.size() && run.size() <= words.size() - at &&
         std::equal(run.begin(), run.end(), words.begin() + static_cast<std::ptrdiff_t>(at));
}

// What stands between a note and what is its: "Tom 's boss", "Tom ka number".
bool is_joint(const std::string& word) {
  constexpr std::array kJoints = {"s", "ka", "ki", "ke"};
  return std::ranges::find(kJoints, word) != kJoints.end();
}

class Phrases {
 public:
  explicit Phrases(const Question& question) : question_(question), words_(question.words()) {}

  void try_line(const KeyedLine& line) {
    if (kind_of(line) != ValueKind::Link || line.is_heading || line.targets.size() != 1) return;
    for (const Words& name : names_in_questions(line.key)) {
      if (any_telling(name)) try_name(name, line);
    }
  }

  // The longest; none when it may mean two links.
  std::optional<Phrase> chosen() const {
    if (found_.empty()) return std::nullopt;
    const Phrase& best = *std::ranges::max_element(found_, {}, &Phrase::size);
    const bool is_one = std::ranges::all_of(found_, [&](const Phrase& phrase) {
      return phrase.line == best.line || phrase.size() < best.size();
    });
    return is_one ? std::optional(best) : std::nullopt;
  }

 private:
  void try_name(const Words& name, const KeyedLine& line) {
    for (std::size_t at = 0; at < words_.size(); ++at) {
      if (question_.owner() == Owner::User) {
        const bool is_mine = is_question_word(QuestionWord::Possessive, words_[at]);
        if (is_mine && stands_at(name, words_, at + 1)) add(at, at + 1 + name.size(), line);
        continue;
      }
      if (words_[at] != kTheNote) continue;
      const std::size_t joint = at + 1 < words_.size() && is_joint(words_[at + 1]) ? 1 : 0;
      const std::size_t begin = at + 1 + joint;
      if (stands_at(name, words_, begin)) add(at, begin + name.size(), line);
      const std::size_t of = before_of(words_, at);
      if (of >= name.size() && of > 0 && stands_at(name, words_, of - name.size())) {
        add(of - name.size(), at + 1, line);
      }
    }
  }

  void add(std::size_t begin, std::size_t end, const KeyedLine& line) {
    found_.push_back({begin, end, &line});
  }

  const Question& question_;
  const Words& words_;
  std::vector<Phrase> found_;
};

}  // namespace

std::optional<Hop> next_hop(const Question& question, const std::vector<KeyedLine>& lines) {
  Phrases phrases(question);
  for (const KeyedLine& line : lines) phrases.try_line(line);
  const auto phrase = phrases.chosen();
  if (!phrase) return std::nullopt;
  Words words = question.words();
  const auto begin = words.begin() + static_cast<std::ptrdiff_t>(phrase->begin);
  words.erase(begin, words.begin() + static_cast<std::ptrdiff_t>(phrase->end));
  words.emplace(words.begin() + static_cast<std::ptrdiff_t>(phrase->begin), kTheNote);
  return Hop{phrase->line->text, phrase->line->targets.front(), std::move(words)};
}

}  // namespace tiles::memory
