// SPDX-License-Identifier: Apache-2.0
#include "memory/renaming.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/unicode.h"
#include "memory/message_words.h"
#include "memory/subject_names.h"
#include "memory/told_words.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

constexpr std::size_t kNameWordsMax = 4;
constexpr std::size_t kBytesAlikeMax = 3;  // That another spelling differs in, less than half.

// Which words of the old name the new one replaces.
enum class Part { All, AllButOne, First, Last, Spelling };

struct Phrase {
  std::string_view words;  // Folded; the new name follows.
  Part part;
  bool needs_change;  // Says it only where the message speaks of a change.
};

// The longest first, where one begins as another does.
constexpr auto kPhrases = std::to_array<Phrase>({
    {"last name is now", Part::Last, false},
    {"last name is", Part::Last, true},
    {"last name to", Part::Last, true},
    {"surname is now", Part::Last, false},
    {"surname is", Part::Last, true},
    {"surname to", Part::Last, true},
    {"first name is now", Part::First, false},
    {"first name is", Part::First, true},
    {"first name to", Part::First, true},
    {"nachname ist jetzt", Part::Last, false},
    {"apellido ahora es", Part::Last, false},
    {"sobrenome agora e", Part::Last, false},
    {"is now called", Part::All, false},
    {"are now called", Part::All, false},
    {"now called", Part::All, false},
    {"is called", Part::All, true},
    {"are called", Part::All, true},
    {"called", Part::All, true},
    {"is now named", Part::All, false},
    {"now named", Part::All, false},
    {"now known as", Part::All, false},
    {"now goes by", Part::AllButOne, false},
    {"goes by", Part::AllButOne, true},
    {"name is now", Part::All, false},
    {"name s now", Part::All, false},
    {"new name is", Part::All, false},
    {"name is", Part::All, true},
    {"name to", Part::All, true},
    {"renamed to", Part::All, false},
    {"renamed as", Part::All, false},
    {"rebranded to", Part::All, false},
    {"rebranded as", Part::All, false},
    {"is now", Part::AllButOne, false},
    {"s now", Part::AllButOne, false},
    {"she is", Part::AllButOne, true},
    {"she s", Part::AllButOne, true},
    {"he is", Part::AllButOne, true},
    {"he s", Part::AllButOne, true},
    {"it is", Part::AllButOne, true},
    {"it s", Part::AllButOne, true},
    {"shes", Part::AllButOne, true},
    {"hes", Part::AllButOne, true},
    {"its", Part::AllButOne, true},
    {"theyre", Part::AllButOne, true},
    {"officially", Part::AllButOne, true},
    {"legally", Part::AllButOne, true},
    {"heisst jetzt", Part::All, false},
    {"heisst", Part::All, true},
    {"umbenannt in", Part::All, false},
    {"se llama ahora", Part::All, false},
    {"ahora se llama", Part::All, false},
    {"agora se chama", Part::All, false},
    {"agora chama se", Part::All, false},
    {"chama se agora", Part::All, false},
    {"s appelle maintenant", Part::All, false},
    {"s appelle desormais", Part::All, false},
    {"spelled", Part::Spelling, false},
    {"spelt", Part::Spelling, false},
    {"schreibt sich", Part::Spelling, false},
    {"schreibt man", Part::Spelling, false},
});

// Their words, made once.
const std::vector<Words>& phrase_runs() {
  static const auto runs = [] {
    std::vector<Words> all;
    all.reserve(kPhrases.size());
    for (const Phrase& phrase : kPhrases) all.push_back(words_of(phrase.words));
    return all;
  }();
  return runs;
}

// "rename Falcon to Osprey": what is renamed stands between.
constexpr auto kRenaming = std::to_array<std::string_view>(
    {"rename", "renamed", "renaming", "renames", "rebranded", "benenne"});

bool speaks_of_a_new_name(const Words& message) {
  static const Words words = words_of(
      "now rename renamed renames renaming rebranded changed changes change married divorced "
      "wedding anymore jetzt ahora agora maintenant desormais officially legally typo misspelled "
      "misspelt wrong actually instead umbenannt heirat verheiratet casou caso");
  return holds_any(message, words);
}

// "they rebranded, it's Dry Dock now".
bool is_rebranding(const Words& message) {
  static const Words words =
      words_of("rename renamed rebranded rebrand renames rebrands umbenannt");
  return holds_any(message, words);
}

bool is_capital(std::string_view message, const MessageWord& word) {
  return first_character(message.substr(word.begin)).kind == CharacterKind::CapitalLetter;
}

// Between two words of one name; a full stop behind an initial alone.
bool joins_a_name(std::string_view gap, const MessageWord& before) {
  return gap == "-" || gap == "'" || gap == "’" || gap == " " ||
         (gap == ". " && before.end - before.begin == 1);
}

struct Run {
  std::string text;
  std::size_t words = 0;
};

// The words with a capital letter from `at` on.
std::optional<Run> name_at(std::string_view message, const std::vector<MessageWord>& words,
                           std::size_t at) {
  if (at >= words.size()) return std::nullopt;
  std::size_t end = at;
  while (end < words.size() && end - at < kNameWordsMax && is_capital(message, words[end])) {
    if (end > at) {
      const std::size_t begin = words[end - 1].end;
      const std::string_view gap = message.substr(begin, words[end].begin - begin);
      if (!joins_a_name(gap, words[end - 1])) break;
    }
    ++end;
  }
  // Nothing is cut from a longer name.
  const bool goes_on =
      end - at == kNameWordsMax && end < words.size() && is_capital(message, words[end]) &&
      message.substr(words[end - 1].end, words[end].begin - words[end - 1].end) == " ";
  if (end == at || goes_on) return std::nullopt;
  const std::size_t begin = words[at].begin;
  return Run{std::string(message.substr(begin, words[end - 1].end - begin)), end - at};
}

std::size_t letters_between(std::string_view one, std::string_view other) {
  std::vector<std::size_t> row(other.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= one.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j < row.size(); ++j) {
      const std::size_t change = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
    }
  }
  return row.back();
}

std::vector<std::string> parts_of(std::string_view title) {
  std::vector<std::string> parts;
  for (const std::string_view part : split(title, ' ')) {
    if (!part.empty()) parts.emplace_back(part);
  }
  return parts;
}

std::string joined_parts(const std::vector<std::string>& parts) { return joined(parts, " "); }

bool is_spelling_of(std::string_view one, std::string_view other) {
  const std::size_t bytes = letters_between(fold(one), fold(other));
  return bytes <= kBytesAlikeMax && 2 * bytes < std::min(one.size(), other.size());
}

// The title with the words that the new spelling is of.
std::optional<std::string> with_spelling(std::vector<std::string> parts, const std::string& name) {
  const std::vector<std::string> spelled = parts_of(name);
  if (spelled.size() == parts.size() && spelled.size() > 1) {
    for (std::size_t at = 0; at < parts.size(); ++at) {
      if (!is_spelling_of(parts[at], spelled[at])) return std::nullopt;
    }
    return name;
  }
  if (spelled.size() != 1) return std::nullopt;
  std::optional<std::size_t> only;
  for (std::size_t at = 0; at < parts.size(); ++at) {
    if (!is_spelling_of(parts[at], name)) continue;
    if (only) return std::nullopt;
    only = at;
  }
  if (!only) return std::nullopt;
  parts[*only] = name;
  return joined_parts(parts);
}

// The full name that the note has with `name`; nothing when that cannot be told.
std::optional<std::string> full_name(const std::string& title, const Run& name, Part part) {
  std::vector<std::string> parts = parts_of(title);
  if (parts.empty()) return std::nullopt;
  switch (part) {
    case Part::Last:
      if (parts.size() < 2 || name.words > 2) return std::nullopt;
      return parts.front() + " " + name.text;
    case Part::First:
      if (parts.size() < 2 || name.words > 1) return std::nullopt;
      parts.front() = name.text;
      return joined_parts(parts);
    case Part::Spelling:
      return with_spelling(std::move(parts), name.text);
    case Part::All:
    case Part::AllButOne:
      break;
  }
  const Words old_words = words_of(title);
  const Words new_words = words_of(name.text);
  if (holds_each(old_words, new_words)) return std::nullopt;
  // "Ana Diaz" for "Ana Ruiz", not "Head Nurse".
  const bool shares_a_word = std::ranges::any_of(
      new_words, [&](const std::string& word) { return holds(old_words, word); });
  if (part == Part::AllButOne && !shares_a_word) return std::nullopt;
  return name.text;
}

class RenamingReader {
 public:
  RenamingReader(std::string_view message, const NamedPath& note,
                 const std::vector<NamedPath>& relations)
      : message_(message),
        note_(note),
        names_(subject_names(note, relations)),
        words_(message_words(message)),
        folded_(words_of(message)) {}

  std::optional<std::string> read() const {
    for (std::size_t at = 0; at < words_.size(); ++at) {
      if (auto name = read_order(at)) return name;
    }
    const bool is_of_change = speaks_of_a_new_name(folded_);
    for (std::size_t at = 0; at < words_.size(); ++at) {
      for (std::size_t number = 0; number < kPhrases.size(); ++number) {
        const Words& run = phrase_runs()[number];
        if ((kPhrases.at(number).needs_change && !is_of_change) || !stands_at(run, at)) continue;
        const auto part = part_of(kPhrases.at(number).part, run, at);
        if (!part) continue;
        if (auto name = name_behind(at + run.size(), *part)) return name;
      }
    }
    return std::nullopt;
  }

 private:
  bool stands_at(const Words& run, std::size_t at) const {
    if (at + run.size() > words_.size()) return false;
    for (std::size_t i = 0; i < run.size(); ++i) {
      if (words_[at + i].folded != run[i]) return false;
    }
    return true;
  }

  std::optional<std::string> name_behind(std::size_t at, Part part) const {
    static const Words between = words_of("now as to the with a with like jetzt ahora just");
    while (at < words_.size() && !is_capital(message_, words_[at]) &&
           holds(between, words_[at].folded)) {
      ++at;
    }
    const auto name = name_at(message_, words_, at);
    if (!name) return std::nullopt;
    auto full = full_name(note_.name, *name, part);
    return full && *full != note_.name ? full : std::nullopt;
  }

  // Which words of the name the phrase at `at` changes; nothing where it is of somebody else.
  std::optional<Part> part_of(Part part, const Words& phrase, std::size_t at) const {
    const bool is_of_all = part == Part::All;
    if (part == Part::AllButOne && is_rebranding(folded_)) part = Part::All;
    if (is_named_before(at)) return part;
    if (!is_pronoun_before(at) && !begins_with_pronoun(phrase)) return std::nullopt;
    // "her name", "she's": the note's, when it is named before and nothing of it is.
    if (!is_said_before(at) || has_possession(at)) return std::nullopt;
    return is_of_all ? Part::AllButOne : part;
  }

  static bool begins_with_pronoun(const Words& phrase) {
    static const Words pronouns = words_of("she he it shes hes its theyre officially legally");
    return holds(pronouns, phrase.front());
  }

  // Past words that say nothing of whose name it is.
  std::size_t subject_end(std::size_t at) const {
    static const Words light = words_of(
        "is are s has have been was got officially legally now also be will just to have changed "
        "the new company team project");
    while (at > 0 && holds(light, words_[at - 1].folded)) --at;
    return at;
  }

  bool is_named_before(std::size_t at) const {
    const std::size_t end = subject_end(at);
    return std::ranges::any_of(names_, [&](const Words& name) {
      return name.size() <= end && stands_at(name, end - name.size());
    });
  }

  bool is_pronoun_before(std::size_t at) const {
    static const Words pronouns = words_of("she he it they her his its their sie er ella ele ela");
    const std::size_t end = subject_end(at);
    return end > 0 && holds(pronouns, words_[end - 1].folded);
  }

  // "Ana's husband": something of the note's is spoken of before.
  bool has_possession(std::size_t end) const {
    static const Words names = words_of("name last first surname");
    for (const Words& name : names_) {
      for (std::size_t at = 0; at + name.size() + 1 < end; ++at) {
        const std::size_t behind = at + name.size();
        const bool is_possessive = stands_at(name, at) && words_[behind].folded == "s";
        if (is_possessive && !holds(names, words_[behind + 1].folded)) return true;
      }
    }
    return false;
  }

  // "rename Falcon to Osprey".
  std::optional<std::string> read_order(std::size_t at) const {
    const bool is_order = std::ranges::any_of(
        kRenaming, [&](std::string_view word) { return words_[at].folded == word; });
    if (!is_order) return std::nullopt;
    static const Words into = words_of("to as into in nach");
    for (std::size_t next = at + 1; next + 1 < words_.size(); ++next) {
      if (!holds(into, words_[next].folded)) continue;
      const bool is_meant = next == at + 1 ? is_named_before(at) : names_the_note(at + 1, next);
      if (!is_meant) return std::nullopt;
      const auto name = name_at(message_, words_, next + 1);
      if (!name || words_of(name->text) == words_of(note_.name)) return std::nullopt;
      return name->text;
    }
    return std::nullopt;
  }

  bool names_the_note(std::size_t begin, std::size_t end) const {
    Words between;
    for (std::size_t at = begin; at < end; ++at) between.push_back(words_[at].folded);
    return std::ranges::any_of(names_, [&](const Words& name) { return holds_run(between, name); });
  }

  // "Falcon has been renamed to Osprey".
  bool is_said_before(std::size_t at) const { return names_the_note(0, at); }

  std::string_view message_;
  const NamedPath& note_;
  std::vector<Words> names_;  // What the message may call it.
  std::vector<MessageWord> words_;
  Words folded_;
};

}  // namespace

bool may_tell_of_names(std::string_view message) {
  // What is not so, or was so once.
  static const Words denials = words_of(
      "not never no didn isn aren hasn haven wasn weren doesn don won former formerly previously "
      "used nicht kein keine nao nunca jamas pas jamais");
  constexpr std::size_t kMessageBytesMax = 300;
  return message.size() <= kMessageBytesMax && message.find('?') == std::string_view::npos &&
         !is_unreal(message_words(message)) && !holds_any(words_of(message), denials);
}

std::optional<std::string> new_name_told(std::string_view message, const NamedPath& note,
                                         const std::vector<NamedPath>& relations) {
  if (!may_tell_of_names(message)) return std::nullopt;
  return RenamingReader(message, note, relations).read();
}

}  // namespace tiles::memory
