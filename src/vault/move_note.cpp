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

// The new path in the manner in which the old one was written.
std::string written_like(std::string_view target, std::string_view to) {
  std::string_view path = to;
  if (target.find('/') == std::string_view::npos) path = file_name(path);
  if (!target.ends_with(kSuffix)) path = without_suffix(path);
  return std::string(path);
}

// The text with its links to any of `targets` led to the new path.
std::string redirected(const std::string& text, const std::set<std::string>& targets,
                       const NoteMove& move) {
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
    replace(link.target, written_like(target, move.to));
    if (shows_name && !is_shown_first) replace(link.shown, move.new_name);
  }
  return result.append(text, copied);
}

// What leads from the note to itself, as written.
Result<std::set<std::string>> own_targets(Transaction& transaction, const std::string& text,
                                          std::string_view path) {
  std::set<std::string> targets;
  for (const Link& link : scan_markdown(text).links) {
    const std::string target(slice(text, link.target));
    if (target.empty()) continue;
    const auto opened = transaction.go_to_link(target);
    if (opened && opened->path == path) targets.insert(target);
  }
  return targets;
}

}  // namespace

Result<void> redirect_links(Vault& vault, Transaction& transaction, const NoteMove& move) {
  TILES_CHECK(vault.index().refresh());
  std::map<std::string, std::set<std::string>> targets;  // As written, by the note they are in.
  for (IndexedLink& link : TILES_TRY(vault.index().backlinks(move.from))) {
    targets[std::move(link.from)].insert(std::move(link.target));
  }
  for (const auto& [path, written] : targets) {
    const std::string text = TILES_TRY(transaction.read_file(path));
    const std::string after = redirected(text, written, move);
    if (after != text) TILES_CHECK(transaction.update_file(path, text, after));
  }
  return {};
}

Result<void> move_note(Vault& vault, Transaction& transaction, const NoteMove& move) {
  TILES_CHECK(redirect_links(vault, transaction, move));
  std::string text = TILES_TRY(transaction.read_file(move.from));
  text = redirected(text, TILES_TRY(own_targets(transaction, text, move.from)), move);
  TILES_CHECK(transaction.delete_file(move.from));
  return transaction.create_file(move.to, text);
}

}  // namespace tiles::vault
