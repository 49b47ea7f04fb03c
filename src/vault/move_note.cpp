// SPDX-License-Identifier: Apache-2.0
#include "vault/move_note.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "vault/markdown_scanner.h"
#include "vault/note_path.h"
#include "vault/vault.h"

namespace tiles::vault {
namespace {

constexpr std::string_view kSuffix = ".md";

std::string_view without_suffix(std::string_view path) {
  return path.ends_with(kSuffix) ? path.substr(0, path.size() - kSuffix.size()) : path;
}

std::string_view file_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// What a link can be written with.
struct NewTarget {
  std::string_view path;
  bool is_name_taken = false;  // Another note has the file name.
};

// The new path in the manner in which the old one was written.
std::string written_like(std::string_view target, const NewTarget& to) {
  constexpr std::string_view kHere = "./";
  std::string_view path = to.path;
  const bool is_here = target.starts_with(kHere);
  const bool is_name = target.find('/') == std::string_view::npos;
  if (is_here || (is_name && !to.is_name_taken)) path = file_name(path);
  if (!target.ends_with(kSuffix)) path = without_suffix(path);
  return std::string(is_here ? kHere : "").append(path);
}

// The text with its links to any of `targets` led to the new path.
std::string redirected(const std::string& text, const std::set<std::string>& targets,
                       const NoteMove& move, const NewTarget& to) {
  const Scan scan = scan_markdown(text);
  std::string result;
  std::size_t copied = 0;
  const auto replace = [&](ByteRange range, std::string_view with) {
    result.append(text, copied, range.begin - copied).append(with);
    copied = range.end;
  };
  for (const Link& link : scan.links) {
    const std::string target(slice(text, link.target));
    if (!targets.contains(target)) continue;
    const bool shows_name =
        !move.old_name.empty() && trim(slice(text, link.shown)) == move.old_name;
    // "[shown](target)" has them the other way round.
    const bool is_shown_first = link.shown.begin < link.target.begin;
    if (shows_name && is_shown_first) replace(link.shown, move.new_name);
    replace(link.target, written_like(target, to));
    if (shows_name && !is_shown_first) replace(link.shown, move.new_name);
  }
  return result.append(text, copied);
}

Result<NewTarget> new_target(Vault& vault, const NoteMove& move) {
  const std::string name(without_suffix(file_name(move.to)));
  const std::string found = TILES_TRY(vault.index().resolve(name, ""));
  return NewTarget{move.to, !found.empty() && found != move.to};
}

// By an index that is fresh.
Result<bool> redirect_fresh(Vault& vault, Transaction& transaction, const NoteMove& move) {
  const NewTarget to = TILES_TRY(new_target(vault, move));
  std::map<std::string, std::set<std::string>> targets;  // As written, by the note they are in.
  for (IndexedLink& link : TILES_TRY(vault.index().backlinks(move.from))) {
    targets[std::move(link.from)].insert(std::move(link.target));
  }
  std::map<std::string, std::string> texts;
  for (const auto& [path, written] : targets) {
    std::string text = TILES_TRY(transaction.read_file(path));
    if (!is_exact(text)) return false;
    texts.emplace(path, std::move(text));
  }
  for (const auto& [path, text] : texts) {
    const std::string after = redirected(text, targets.at(path), move, to);
    if (after != text) TILES_CHECK(transaction.update_file(path, text, after));
  }
  return true;
}

}  // namespace

Result<bool> redirect_links(Vault& vault, Transaction& transaction, const NoteMove& move) {
  TILES_CHECK(vault.index().refresh());
  return redirect_fresh(vault, transaction, move);
}

Result<std::string> with_own_links_redirected(Vault& vault, const std::string& text,
                                              const NoteMove& move) {
  std::set<std::string> targets;
  for (IndexedLink& link : TILES_TRY(vault.index().links(move.from))) {
    if (link.resolved == move.from && !link.target.empty()) targets.insert(std::move(link.target));
  }
  return redirected(text, targets, move, TILES_TRY(new_target(vault, move)));
}

Result<bool> move_note(Vault& vault, Transaction& transaction, const NoteMove& move) {
  const std::string text = TILES_TRY(transaction.read_file(move.from));
  if (!is_exact(text)) return false;
  TILES_CHECK(vault.index().refresh());
  const std::string own = TILES_TRY(with_own_links_redirected(vault, text, move));
  const auto created = transaction.create_file(move.to, own);
  if (!created && created.error().code() == ErrorCode::AlreadyExists) return false;
  TILES_CHECK(created);
  if (!TILES_TRY(redirect_fresh(vault, transaction, move))) {
    TILES_CHECK(transaction.delete_file(move.to));
    return false;
  }
  TILES_CHECK(transaction.delete_file(move.from));
  return true;
}

}  // namespace tiles::vault
