// SPDX-License-Identifier: Apache-2.0
#include "memory/read_edit.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "memory/candidate_question.h"
#include "memory/edited_note.h"
#include "memory/message_parts.h"
#include "memory/message_words.h"
#include "memory/noted_lines.h"
#include "memory/subject_names.h"
#include "memory/told_words.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

using Action = FoundEdit::Action;

constexpr std::size_t kPartsMax = 4;
constexpr std::size_t kLinkedNotesMax = 3;  // That a spoken link leads to.
constexpr std::size_t kFoundLinesMax = 8;   // Of notes that the message does not name,
constexpr std::size_t kSharedWordsMin = 2;  // which have so many of its words without a key.
constexpr double kBeyondMin = 0.5;          // From which it is the model's to say what is meant.
constexpr double kOtherValueMin = 0.5;      // That the message has a value of its own.
constexpr double kDoubtToldMin = 0.6;       // That something is changed: to ask of whom.
constexpr std::string_view kUserPath = "user.md";

// Of several notes that are named none is meant for sure.
bool is_in_doubt(const Telling& telling, const ToldNote& note) {
  return note.path != kUserPath && telling.candidates.size() > 1;
}

// "my colleague says that gold is the future": of nobody that a note is about.
bool is_hearsay(const Telling& telling) {
  static const std::vector<std::string> says =
      words_of("says said saying thinks claims believes reckons sagt meint dice diz dit");
  static const std::vector<std::string> user = words_of("i im my me mine we our us ich mein meine");
  if (!telling.candidates.empty()) return false;
  const std::vector<std::string> words = words_of(telling.message);
  const auto said =
      std::ranges::find_if(words, [](const std::string& word) { return holds(says, word); });
  return said != words.begin() && said != words.end() &&
         std::none_of(said, words.end(), [](const std::string& word) { return holds(user, word); });
}

// "my city isn't Porto" says nothing of "city: Oslo".
bool speaks_of_another_value(const Telling& telling, const FoundEdit& found,
                             const NotedLine& line) {
  const std::vector<std::string> own = words_of(line.words);
  for (const MessageWord& word : message_words(telling.message)) {
    const char first = telling.message[word.begin];
    const bool has_form =
        (first >= 'A' && first <= 'Z' && word.begin > 0) || has_digit(word.folded);
    const bool is_of_a_name = std::ranges::any_of(telling.candidates, [&](const NamedPath& named) {
      return holds(words_of(named.name), word.folded);
    });
    if (has_form && is_telling(word.folded) && !is_of_a_name && !holds(own, word.folded)) {
      return true;
    }
  }
  if (found.value_probability < kOtherValueMin) return false;
  return std::ranges::none_of(words_of(found.value),
                              [&](const std::string& word) { return holds(own, word); });
}

// Of a note that nobody named: whether the message has the line's key, or of a line without one
// two telling words without a digit.
bool is_named_by_its_words(const std::vector<std::string>& message, const NotedLine& line) {
  const auto is_telling_word = [](const std::string& word) {
    return is_telling(word) && !has_digit(word);
  };
  const std::vector<std::string>& key = line.said.line.key;
  if (!key.empty()) return std::ranges::any_of(key, is_telling_word) && holds_each(message, key);
  std::set<std::string> shared;
  for (const std::string& word : line.said.line.value) {
    if (is_telling_word(word) && holds(message, word)) shared.insert(word);
  }
  return shared.size() >= kSharedWordsMin;
}

struct Choice {
  FoundEdit found;
  std::size_t note = 0;
  const NotedLine* line = nullptr;  // Of a new line none.
};

double confidence_of(const FoundEdit& found) {
  return found.probability * (found.action == Action::Drop ? 1 : found.value_probability);
}

double sure_from(Action action) {
  if (action == Action::Add) return kEditConfidenceMin;
  return action == Action::Drop ? kLossConfidenceMin : kChangeConfidenceMin;
}

// Who is meant where several notes are called alike.
ReadEdit doubt(const Telling& telling, const FoundEdit& found) {
  const auto alike = named_alike(telling.message, telling.candidates, telling.relations);
  const bool is_told = found.told - found.beyond >= kDoubtToldMin;
  if (alike.size() < 2 || !is_told) return {};
  ReadEdit doubt;
  doubt.kind = ReadEdit::Kind::Doubt;
  doubt.question = which_one(alike);
  return doubt;
}

// Somebody who was spoken of before.
bool has_pronoun(std::string_view part) {
  static const std::vector<std::string> pronouns =
      words_of("he she his her hers him they their them it its");
  return std::ranges::any_of(words_of(part),
                             [&](const std::string& word) { return holds(pronouns, word); });
}

// The edits of one message, written when all of them are known.
class Editor {
 public:
  Editor(vault::Transaction& transaction, const Telling& telling, Reader& reader)
      : transaction_(transaction), telling_(telling), reader_(reader) {
    texts_[std::string(kUserPath)] = {std::string(telling.user_text),
                                      std::string(telling.user_text)};
  }

  Result<ReadEdit> carry_out() {
    std::vector<NamedPath> meant = TILES_TRY(meant_notes());
    Telling whole_message = telling_of(telling_.message, meant);
    ReadEdit whole = TILES_TRY(read(whole_message));
    const std::optional<double> told = told_;
    const double beyond = beyond_;
    if (whole.kind == ReadEdit::Kind::Open) whole = TILES_TRY(read_parts());
    if (whole.kind == ReadEdit::Kind::Open) {
      whole.told = told;
      whole.beyond = beyond;
    }
    if (whole.kind == ReadEdit::Kind::Made) TILES_CHECK(write());
    return whole;
  }

 private:
  struct Text {
    std::string before;
    std::string after;
  };

  Telling telling_of(std::string_view message, const std::vector<NamedPath>& candidates) const {
    return {message,        telling_.user_text,     candidates,      telling_.relations,
            telling_.names, telling_.title_of_link, telling_.on_read};
  }

  // None where one of them cannot be read as a text.
  Result<std::vector<OwnNote>> own_notes(const Telling& telling) {
    std::vector<OwnNote> notes;
    const auto add = [&](ToldNote note, const std::string& whose) {
      auto lines = noted_lines_of({note.path, note.text, {}, {}}, whose, telling.title_of_link);
      notes.push_back({std::move(note), std::move(lines), whose + " note"});
    };
    add({std::string(kUserPath), texts_.at(std::string(kUserPath)).after, {}}, "my");
    for (const NamedPath& named : telling.candidates) {
      auto note = TILES_TRY(told_note(telling, named));
      if (!note) return std::vector<OwnNote>();
      add(*std::move(note), named.name + "'s");
    }
    TILES_CHECK(add_further_notes(telling, notes));
    return notes;
  }

  // As it is with the edits made so far; nothing where it cannot be read as a text.
  Result<std::optional<ToldNote>> told_note(const Telling& telling, const NamedPath& named) {
    if (!texts_.contains(named.path)) {
      auto text = transaction_.read_file(named.path);
      if (!text && text.error().code() == ErrorCode::Io) return fail(std::move(text).error());
      if (!text || !is_exact(*text)) return std::optional<ToldNote>();
      texts_[named.path] = {*text, *text};
    }
    return std::optional(
        ToldNote{named.path, texts_.at(named.path).after, subject_names(named, telling.relations)});
  }

  // That the whole message may be about, read once for all its parts.
  Result<const std::vector<NotedLine>*> all_lines() {
    if (!all_lines_) {
      all_lines_ = TILES_TRY(
          noted_lines({telling_.message, telling_.candidates, telling_.relations, telling_.names,
                       telling_.title_of_link, transaction_, std::chrono::sys_days()}));
    }
    return &*all_lines_;
  }

  // Those that a link leads to of which the message speaks, "my sister's husband", and, when it
  // names none, the lines of others that have its words.
  Result<void> add_further_notes(const Telling& telling, std::vector<OwnNote>& notes) {
    const std::vector<std::string> message = words_of(telling.message);
    const auto& lines = *TILES_TRY(all_lines());
    std::size_t linked = 0;
    std::size_t found = 0;
    for (const NotedLine& line : lines) {
      const auto own =
          std::ranges::find(notes, line.path, [](const OwnNote& note) { return note.note.path; });
      if (own != notes.end() && !own->is_further) continue;
      if (own != notes.end() && !own->owner.empty()) {
        own->lines.push_back(line);
        continue;
      }
      const bool is_found = !line.link && line.path != kUserPath;
      if (is_found && !is_named_by_its_words(message, line)) continue;
      if (is_found ? !telling.candidates.empty() || found >= kFoundLinesMax
                   : linked >= kLinkedNotesMax || !is_spoken_of(message, lines, line)) {
        continue;
      }
      if (is_found) ++found;
      if (own != notes.end()) {
        own->lines.push_back(line);
        continue;
      }
      const NoteNames* names = telling.names.find(line.path);
      if (names == nullptr) continue;
      auto note = TILES_TRY(told_note(telling, {line.path, names->title}));
      if (!note) continue;
      if (!is_found) ++linked;
      notes.push_back({*std::move(note), {line}, is_found ? "" : line.owner + " note", true});
    }
    return {};
  }

  Result<Choice> choose(const Telling& telling, const std::vector<OwnNote>& notes) {
    std::vector<std::string> owners;
    std::vector<std::size_t> owner_notes;
    std::vector<std::string> words;
    std::vector<std::pair<std::size_t, const NotedLine*>> lines;
    const auto add = [&](std::size_t at) {
      for (const NotedLine& line : notes[at].lines) {
        lines.emplace_back(at, &line);
        words.push_back(line.words);
      }
    };
    // The notes that are named come first, as in a question.
    const std::size_t named = telling.candidates.size();
    for (std::size_t at = 1; at <= named; ++at) add(at);
    add(0);
    for (std::size_t at = named + 1; at < notes.size(); ++at) add(at);
    for (std::size_t at = 0; at < notes.size(); ++at) {
      if (notes[at].owner.empty()) continue;
      owners.push_back(notes[at].owner);
      owner_notes.push_back(at);
    }
    Choice choice;
    choice.found = TILES_TRY(reader_.find_edit(telling.message, owners, words));
    const std::size_t part = choice.found.part;
    if (part < owners.size()) {
      choice.note = owner_notes[part];
    } else {
      choice.note = lines[part - owners.size()].first;
      choice.line = lines[part - owners.size()].second;
    }
    return choice;
  }

  // The notes that the message names, of those it calls alike the one that its words tell apart:
  // by what they say, not by what is asked of them.
  Result<std::vector<NamedPath>> meant_notes() {
    const auto alike = named_alike(telling_.message, telling_.candidates, telling_.relations);
    std::vector<std::vector<std::string>> words;
    for (const NamedPath& named : alike) {
      auto text = transaction_.read_file(named.path);
      if (!text && text.error().code() == ErrorCode::Io) return fail(std::move(text).error());
      words.push_back(text ? said_words({named.path, *text, {}, {}}) : std::vector<std::string>());
    }
    const auto meant = told_apart(telling_.message, alike, words);
    if (!meant) return telling_.candidates;
    std::vector<NamedPath> notes;
    for (const NamedPath& candidate : telling_.candidates) {
      const bool is_alike = std::ranges::find(alike, candidate) != alike.end();
      if (!is_alike || candidate == alike[*meant]) notes.push_back(candidate);
    }
    return notes;
  }

  // Of the values, and what user.md calls the note.
  std::vector<std::string> said_words(const AskedNote& note) const {
    std::vector<std::string> words;
    for (const NoteStatement& said : note_statements(note, telling_.title_of_link)) {
      words.insert(words.end(), said.line.value.begin(), said.line.value.end());
    }
    for (const NamedPath& relation : telling_.relations) {
      if (relation.path != note.path) continue;
      for (std::string& word : words_of(relation.name)) words.push_back(std::move(word));
    }
    return words;
  }

  // One edit, made in the texts.
  Result<ReadEdit> read(const Telling& telling) {
    const std::vector<OwnNote> notes = TILES_TRY(own_notes(telling));
    if (notes.empty()) return ReadEdit();
    const Choice choice = TILES_TRY(choose(telling, notes));
    const FoundEdit& found = choice.found;
    told_ = found.told;
    beyond_ = found.beyond;
    const OwnNote& own = notes[choice.note];
    if (found.nothing >= kNothingConfidenceMin) {
      return ReadEdit{ReadEdit::Kind::Nothing, found.nothing};
    }
    if (found.beyond < kBeyondMin &&
        (is_unreal(message_words(telling.message)) || is_hearsay(telling))) {
      return ReadEdit{ReadEdit::Kind::Nothing, 1 - found.beyond};
    }
    if (is_in_doubt(telling, own.note)) return doubt(telling, found);
    const double confidence = confidence_of(found);
    const double least = found.action == Action::Add ? kEditConfidenceMin : kProposalConfidenceMin;
    if (confidence < least) return keep_sentence(telling, own, found);
    const bool is_of_another = found.action == Action::Drop && choice.line != nullptr &&
                               speaks_of_another_value(telling, found, *choice.line);
    if (is_of_another) return ReadEdit{ReadEdit::Kind::Nothing, confidence};
    auto text = text_after_edit(telling.message, found, own, choice.line);
    if (!text) return ReadEdit();
    ReadEdit made = make(own.note.path, *std::move(text), confidence);
    made.needs_consent = confidence < sure_from(found.action);
    return made;
  }

  // A new line that the reader is less sure of has no key.
  Result<ReadEdit> keep_sentence(const Telling& telling, const OwnNote& own, FoundEdit found) {
    found.key_probability = 0;
    const bool is_new = found.action == Action::Add;
    if (!is_new || found.probability < kOwnWordsConfidenceMin) return ReadEdit();
    auto text = text_after_edit(telling.message, found, own, nullptr);
    return text ? make(own.note.path, *std::move(text), found.probability) : ReadEdit();
  }

  ReadEdit make(const std::string& path, std::string text, double confidence) {
    texts_.at(path).after = std::move(text);
    if (path != kUserPath) touched_.insert(path);
    return {ReadEdit::Kind::Made, confidence};
  }

  // Each part tells one thing or nothing, or the whole is left open.
  Result<ReadEdit> read_parts() {
    const auto parts = message_parts(telling_.message);
    ReadEdit all;
    if (parts.size() < 2 || parts.size() > kPartsMax) return all;
    // "if I get the job and I move to Porto": the second part alone says that it is so.
    if (is_unreal(message_words(telling_.message)) || is_hearsay(telling_)) return all;
    std::vector<NamedPath> meant;
    for (const std::string_view part : parts) {
      std::vector<NamedPath> named = named_in(part);
      if (!named.empty() || !has_pronoun(part)) meant = std::move(named);
      const ReadEdit one = TILES_TRY(read(telling_of(part, meant)));
      if (one.kind == ReadEdit::Kind::Nothing) continue;
      if (one.kind != ReadEdit::Kind::Made) return ReadEdit();
      const bool is_first = all.kind != ReadEdit::Kind::Made;
      all.confidence = is_first ? one.confidence : std::min(all.confidence, one.confidence);
      all.needs_consent = all.needs_consent || one.needs_consent;
      all.kind = ReadEdit::Kind::Made;
    }
    return all;
  }

  // The candidates that the part names by a word of their title or by a relation.
  std::vector<NamedPath> named_in(std::string_view part) const {
    const std::vector<std::string> words = words_of(part);
    std::vector<NamedPath> named;
    for (const NamedPath& candidate : telling_.candidates) {
      const auto names = subject_names(candidate, telling_.relations);
      const bool has_name = std::ranges::any_of(
          names, [&](const std::vector<std::string>& name) { return holds_run(words, name); });
      if (has_name) named.push_back(candidate);
    }
    return named;
  }

  Result<void> write() {
    for (const std::string& path : touched_) telling_.on_read(path, texts_.at(path).before);
    for (const auto& [path, text] : texts_) {
      TILES_CHECK(write_text(transaction_, path, text.before, text.after));
    }
    return {};
  }

  vault::Transaction& transaction_;
  const Telling& telling_;
  Reader& reader_;
  std::map<std::string, Text> texts_;  // By path.
  std::set<std::string> touched_;
  std::optional<std::vector<NotedLine>> all_lines_;
  double beyond_ = 0;           // That it tells more than one thing.
  std::optional<double> told_;  // That what was read last tells something; nothing: not read.
};

}  // namespace

Result<ReadEdit> carry_out_read_edit(vault::Transaction& transaction, const Telling& telling,
                                     const OpenReader& open_reader) {
  if (!open_reader || telling.message.size() > kReadMessageBytesMax) return ReadEdit();
  const bool has_file = TILES_TRY(transaction.file_exists(kUserPath));
  if ((has_file && telling.user_text.empty()) || !is_exact(telling.user_text)) return ReadEdit();
  Reader& reader = *TILES_TRY(open_reader());
  return Editor(transaction, telling, reader).carry_out();
}

}  // namespace tiles::memory
