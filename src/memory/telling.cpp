// SPDX-License-Identifier: Apache-2.0
#include "memory/telling.h"

#include <string>
#include <utility>

#include "base/text.h"
#include "memory/added_line.h"
#include "memory/subject_names.h"
#include "memory/told_facts.h"

namespace tiles::memory {
namespace {

constexpr std::string_view kUserPath = "user.md";

}  // namespace

Result<bool> carry_out_telling(vault::Transaction& transaction, const Telling& telling) {
  if (telling.candidates.size() > 1) return false;
  const bool has_file = TILES_TRY(transaction.file_exists(kUserPath));
  if (has_file && telling.user_text.empty()) return false;  // Nothing in it that could be replaced.
  const ToldNote user{std::string(kUserPath), std::string(telling.user_text), {}};
  ToldNote named;
  if (!telling.candidates.empty()) {
    const NamedPath& note = telling.candidates.front();
    named.path = note.path;
    named.names = subject_names(note, telling.relations);
    named.text = TILES_TRY(transaction.read_file(note.path));
  }
  if (!is_exact(user.text) || !is_exact(named.text)) return false;
  if (named.path.empty()) {
    const auto note = note_after_introduction(telling.message, user, telling.title_of_link);
    if (note && !TILES_TRY(transaction.file_exists(note->path))) {
      TILES_CHECK(transaction.create_file(note->path, note->text));
      TILES_CHECK(write_text(transaction, user.path, user.text, note->user));
      return true;
    }
  }
  const auto texts = texts_after_telling(
      telling.message, user, named.path.empty() ? nullptr : &named, telling.title_of_link);
  if (!texts) return false;
  if (!named.path.empty()) telling.on_read(named.path, named.text);
  TILES_CHECK(write_text(transaction, user.path, user.text, texts->user));
  if (!named.path.empty()) {
    TILES_CHECK(write_text(transaction, named.path, named.text, texts->named));
  }
  return true;
}

Result<void> write_text(vault::Transaction& transaction, std::string_view path,
                        std::string_view before, const std::string& after) {
  if (before == after) return {};
  if (before.empty()) return transaction.create_file(path, after);
  return transaction.update_file(path, before, after);
}

Result<bool> add_line(vault::Transaction& transaction, const std::string& path,
                      const std::string& line) {
  auto text = transaction.read_file(path);
  if (!text && text.error().code() == ErrorCode::NotFound) {
    TILES_CHECK(transaction.create_file(path, with_added_line("", line)));
    return true;
  }
  const std::string before = TILES_TRY(std::move(text));
  if (before.empty() || !is_exact(before)) return false;
  if (("\n" + before + "\n").find("\n" + line + "\n") != std::string::npos) return true;
  TILES_CHECK(transaction.update_file(path, before, with_added_line(before, line)));
  return true;
}

}  // namespace tiles::memory
