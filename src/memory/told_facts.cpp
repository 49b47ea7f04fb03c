// SPDX-License-Identifier: Apache-2.0
#include "memory/told_facts.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "base/text.h"
#include "memory/added_line.h"
#include "memory/introduction.h"
#include "memory/keyed_lines.h"
#include "memory/known_nouns.h"
#include "memory/note_lines.h"
#include "memory/spoken_value.h"
#include "memory/told_words.h"
#include "memory/words.h"
#include "vault/several_values.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

constexpr std::size_t kWordsMore = 5;  // That a new value may have beyond the old.

bool is_taste(const Words& key) {
  return is_phrase(ToldPhrase::Taste, {key.front()}) || is_phrase(ToldPhrase::Taste, key);
}

// "locker code".
bool is_code(const Words& key) {
  return key.size() > 1 && is_phrase(ToldPhrase::Code, {key.back()}) &&
         std::ranges::all_of(key, [](const std::string& word) { return is_telling(word); });
}

class NoteEditor {
 public:
  NoteEditor(std::string text, const ToldNote& note, const TitleOfLink& title_of_link)
      : text_(std::move(text)),
        lines_(read_keyed_lines(text_, note.path, title_of_link)),
        is_user_(note.names.empty()) {}

  // The text afterwards; nothing when the statement is not exact in this note.
  std::optional<std::string> carry_out(const Statement& statement) const {
    const auto found = lines_with_key(lines_, statement.key);
    if (found.size() > 1) return std::nullopt;
    if (statement.kind == Statement::Kind::Drop) {
      return found.empty() ? std::nullopt : without_line(text_, *found.front());
    }
    return found.empty() ? with_new(statement) : with_said_value(*found.front(), statement);
  }

 private:
  // A value takes the place of one of its kind.
  std::optional<std::string> with_said_value(const KeyedLine& line,
                                             const Statement& statement) const {
    if (line.value_text.empty() || !line.targets.empty()) return std::nullopt;
    const Words value = words_of(statement.value);
    if (value == line.value) return text_;
    const bool names_old = !statement.old_value.empty();
    if (names_old ? words_of(statement.old_value) != line.value : holds_each(value, line.value)) {
      return std::nullopt;  // Another old value, or one value against another.
    }
    if (is_state(statement.value) || !is_like(line, statement)) return std::nullopt;
    return with_value(text_, line, statement.value);
  }

  static bool is_like(const KeyedLine& line, const Statement& statement) {
    const std::string& value = statement.value;
    if (words_of(value).size() > line.value.size() + kWordsMore) return false;
    if (has_digit(line.value_text) != has_digit(value)) return false;
    if (has_form(line.value_text) != has_form(value)) return false;
    return has_form(value) || statement.is_asked_for || is_taste(statement.key);
  }

  std::optional<std::string> with_new(const Statement& statement) const {
    const Words& key = statement.key;
    if (!statement.old_value.empty() || is_state(statement.value)) return std::nullopt;
    if (std::ranges::any_of(lines_, [&](const KeyedLine& line) { return is_near(line, key); })) {
      return std::nullopt;
    }
    if (!has_form(statement.value) && !statement.is_asked_for && !is_taste(key)) {
      return std::nullopt;
    }
    if (text_.empty() && !is_user_) return std::nullopt;
    return with_added_line(text_,
                           "- " + spelled_like(lines_, key_for_noun(key)) + ": " + statement.value);
  }

  // "work phone" may be meant by "phone", and a line without a key may say it in its own way.
  static bool is_near(const KeyedLine& line, const Words& key) {
    if (!line.key.empty()) return holds_each(line.key, key);
    const auto names = names_of_key(key);
    return std::ranges::any_of(names, [&](const Words& name) {
      return any_telling(name) && holds_each(line.value, name);
    });
  }

  std::string text_;
  std::vector<KeyedLine> lines_;
  bool is_user_;
};

// Of a message that introduces somebody and says nothing else.
std::optional<NewNote> note_after_one_sentence(std::string_view message, const ToldNote& user,
                                               const TitleOfLink& title_of_link) {
  const auto introduction = read_introduction(message);
  if (!introduction) return std::nullopt;
  const Words relation = words_of(introduction->relation);
  const auto lines = read_keyed_lines(user.text, user.path, title_of_link);
  const bool is_taken =
      std::ranges::any_of(lines, [&](const KeyedLine& line) { return line.key == relation; });
  if (is_taken && !vault::has_several_values(introduction->relation)) return std::nullopt;
  NewNote note;
  note.path = path_of_name(introduction->name);
  note.text = "# " + introduction->name + "\n";
  if (!introduction->key.empty()) {
    note.text += "- " + key_for_noun(introduction->key) + ": " + introduction->value + "\n";
  }
  note.user = with_added_line(user.text, "- " + introduction->relation + ": [[" + note.path + "]]");
  return note;
}

// The introduction, and what the other part of the message says of the user.
std::optional<NewNote> note_after_parts(std::string_view introduction, std::string_view told,
                                        const ToldNote& user, const TitleOfLink& title_of_link) {
  auto note = note_after_one_sentence(introduction, user, title_of_link);
  if (!note) return std::nullopt;
  auto texts = texts_after_telling(told, {user.path, note->user, {}}, nullptr, title_of_link);
  if (!texts) return std::nullopt;
  note->user = std::move(texts->user);
  return note;
}

}  // namespace

std::optional<NewNote> note_after_introduction(std::string_view message, const ToldNote& user,
                                               const TitleOfLink& title_of_link) {
  if (auto note = note_after_one_sentence(message, user, title_of_link)) return note;
  struct Joint {
    std::string_view text;
    std::size_t kept;  // Bytes at its end that belong to what follows.
  };
  constexpr std::array<Joint, 6> kJoints = {
      {{". ", 0}, {"! ", 0}, {", and I ", 2}, {" and I ", 2}, {", and my ", 3}, {" and my ", 3}}};
  for (const Joint& joint : kJoints) {
    const std::size_t at = message.find(joint.text);
    if (at == std::string_view::npos) continue;
    const std::string_view first = message.substr(0, at);
    const std::string_view second = message.substr(at + joint.text.size() - joint.kept);
    if (auto note = note_after_parts(first, second, user, title_of_link)) return note;
    if (auto note = note_after_parts(second, first, user, title_of_link)) return note;
  }
  return std::nullopt;
}

std::optional<ToldTexts> texts_after_telling(std::string_view message, const ToldNote& user,
                                             const ToldNote* named,
                                             const TitleOfLink& title_of_link) {
  const auto note_of = [&](About about) -> const ToldNote& {
    return about == About::User || named == nullptr ? user : *named;
  };
  const std::vector<KeyedLine> user_lines = read_keyed_lines(user.text, user.path, title_of_link);
  std::vector<KeyedLine> named_lines;
  if (named != nullptr) named_lines = read_keyed_lines(named->text, named->path, title_of_link);
  StatementContext context;
  if (named != nullptr) context.subject_names = named->names;
  context.has_key = [&](About about, const Words& key) {
    return !lines_with_key(about == About::User ? user_lines : named_lines, key).empty();
  };
  context.is_key = [&](About about, const Words& key) {
    return context.has_key(about, key) || is_known_noun(key) || is_code(key);
  };
  const auto statements = read_statements(message, context);
  if (!statements) return std::nullopt;
  ToldTexts texts{user.text, named == nullptr ? "" : named->text};
  for (const Statement& statement : *statements) {
    std::string& text = statement.about == About::User ? texts.user : texts.named;
    auto changed = NoteEditor(text, note_of(statement.about), title_of_link).carry_out(statement);
    if (!changed) return std::nullopt;
    text = *std::move(changed);
  }
  return texts;
}

}  // namespace tiles::memory
