// SPDX-License-Identifier: Apache-2.0
#include "memory/read_edit.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "memory/edited_note.h"
#include "memory/message_words.h"
#include "memory/noted_lines.h"
#include "memory/subject_names.h"
#include "memory/told_words.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

using Action = FoundEdit::Action;

constexpr std::size_t kMessageBytesMax = 400;
constexpr double kBeyondMin = 0.5;      // From which it is the model's to say what is meant.
constexpr double kOtherValueMin = 0.5;  // That the message has a value of its own.
constexpr std::string_view kUserPath = "user.md";

// Of several notes that are named none is meant for sure.
bool is_in_doubt(const Telling& telling, const ToldNote& note) {
  return note.path != kUserPath && telling.candidates.size() > 1;
}

// "if I lived in Oslo", "I never said that": nobody says that it is so.
bool is_unreal(std::string_view message) {
  const std::vector<MessageWord> words = message_words(message);
  std::size_t at = 0;
  while (at < words.size()) {
    std::size_t polite = 0;  // "would you".
    for (const ToldPhrase kind : {ToldPhrase::Opening, ToldPhrase::Request, ToldPhrase::Command}) {
      polite = std::max(polite, phrase_size(kind, words, at, words.size()));
    }
    if (polite == 0 && phrase_size(ToldPhrase::Unreal, words, at, words.size()) > 0) return true;
    at += std::max<std::size_t>(polite, 1);
  }
  return false;
}

// "my city isn't Porto" says nothing of "city: Oslo".
bool speaks_of_another_value(const FoundEdit& found, const NotedLine& line) {
  if (found.value_probability < kOtherValueMin) return false;
  const std::vector<std::string> own = words_of(line.words);
  return std::ranges::none_of(words_of(found.value),
                              [&](const std::string& word) { return holds(own, word); });
}

// None where one of them cannot be read as a text.
Result<std::vector<OwnNote>> own_notes(vault::Transaction& transaction, const Telling& telling) {
  std::vector<OwnNote> notes;
  const auto add = [&](ToldNote note, const std::string& owner) {
    auto lines = noted_lines_of({note.path, note.text, {}, {}}, owner, telling.title_of_link);
    notes.push_back({std::move(note), std::move(lines)});
  };
  add({std::string(kUserPath), std::string(telling.user_text), {}}, "my");
  for (const NamedPath& named : telling.candidates) {
    auto text = transaction.read_file(named.path);
    if (!text && text.error().code() == ErrorCode::Io) return fail(std::move(text).error());
    if (!text) return std::vector<OwnNote>();
    add({named.path, *std::move(text), subject_names(named, telling.relations)}, named.name + "'s");
  }
  return notes;
}

struct Choice {
  FoundEdit found;
  std::size_t note = 0;
  const NotedLine* line = nullptr;  // Of a new line none.
};

Result<Choice> choose(Reader& reader, const Telling& telling, const std::vector<OwnNote>& notes) {
  std::vector<std::string> owners;
  std::vector<std::string> words;
  std::vector<std::pair<std::size_t, const NotedLine*>> lines;
  // The notes that are named come first, as in a question.
  for (std::size_t i = 1; i <= notes.size(); ++i) {
    const std::size_t at = i % notes.size();
    for (const NotedLine& line : notes[at].lines) {
      lines.emplace_back(at, &line);
      words.push_back(line.words);
    }
  }
  for (std::size_t at = 0; at < notes.size(); ++at) {
    owners.push_back(at == 0 ? "my note" : telling.candidates[at - 1].name + "'s note");
  }
  Choice choice;
  choice.found = TILES_TRY(reader.find_edit(telling.message, owners, words));
  const std::size_t part = choice.found.part;
  if (part < owners.size()) {
    choice.note = part;
  } else {
    choice.note = lines[part - owners.size()].first;
    choice.line = lines[part - owners.size()].second;
  }
  return choice;
}

double confidence_of(const FoundEdit& found) {
  return found.probability * (found.action == Action::Drop ? 1 : found.value_probability);
}

}  // namespace

Result<ReadEdit> carry_out_read_edit(vault::Transaction& transaction, const Telling& telling,
                                     const OpenReader& open_reader) {
  if (!open_reader || telling.message.size() > kMessageBytesMax) return ReadEdit();
  const bool has_file = TILES_TRY(transaction.file_exists(kUserPath));
  if (has_file && telling.user_text.empty()) return ReadEdit();
  const std::vector<OwnNote> notes = TILES_TRY(own_notes(transaction, telling));
  if (notes.empty()) return ReadEdit();
  Reader& reader = *TILES_TRY(open_reader());
  const Choice choice = TILES_TRY(choose(reader, telling, notes));
  const FoundEdit& found = choice.found;
  const ToldNote& note = notes[choice.note].note;
  if (found.nothing >= kNothingConfidenceMin)
    return ReadEdit{ReadEdit::Kind::Nothing, found.nothing};
  const double confidence = confidence_of(found);
  const bool is_of_another = found.action == Action::Drop && choice.line != nullptr &&
                             speaks_of_another_value(found, *choice.line);
  if (found.beyond < kBeyondMin && is_unreal(telling.message)) {
    return ReadEdit{ReadEdit::Kind::Nothing, 1 - found.beyond};
  }
  if (confidence < kEditConfidenceMin || is_in_doubt(telling, note)) return ReadEdit();
  if (is_of_another) return ReadEdit{ReadEdit::Kind::Nothing, confidence};
  const auto text = text_after_edit(telling.message, found, notes[choice.note], choice.line);
  if (!text) return ReadEdit();
  if (note.path != kUserPath) telling.on_read(note.path, note.text);
  TILES_CHECK(write_text(transaction, note.path, note.text, *text));
  return ReadEdit{ReadEdit::Kind::Made, confidence};
}

}  // namespace tiles::memory
