// SPDX-License-Identifier: Apache-2.0
// How a transaction finds text and follows links: over the notes as they are with its edits.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "vault/fold.h"
#include "vault/transaction.h"
#include "vault/vault.h"

namespace tiles::vault {
namespace {

// "entities/tom.md" of "[[entities/tom.md#Early life|Tom]]", "![[…]]" or "[Tom](entities/tom.md)".
std::string_view target_of(std::string_view link) {
  link = trim(link);
  if (link.starts_with('!')) link.remove_prefix(1);
  if (link.starts_with("[[") && link.ends_with("]]") && link.size() >= 4) {
    link = link.substr(2, link.size() - 4);
  } else if (const auto open = link.find("](");
             link.starts_with('[') && link.ends_with(')') && open != std::string_view::npos) {
    link = link.substr(open + 2, link.size() - open - 3);
  }
  return trim(link.substr(0, link.find_first_of("|#")));
}

}  // namespace

Result<std::string> Transaction::note_of_link(std::string_view target) {
  const NotePath path = TILES_TRY(NotePath::parse(target));
  const std::string with_suffix = path.is_note() ? path.text() : path.text() + ".md";
  if (TILES_TRY(file_exists(with_suffix))) return with_suffix;
  if (!index_is_fresh_) {
    TILES_CHECK(vault_->index().refresh());
    index_is_fresh_ = true;
  }
  std::string resolved = TILES_TRY(vault_->index().resolve(path.text(), ""));
  if (resolved.empty() || !TILES_TRY(file_exists(resolved))) {
    return fail(ErrorCode::NotFound, with_suffix + " not found");
  }
  return resolved;
}

Result<OpenedNote> Transaction::go_to_link(std::string_view link) {
  const std::string_view target = target_of(link);
  if (target.empty() || target.find_first_of("[]\n") != std::string_view::npos) {
    return fail(ErrorCode::Invalid, "not a link: '" + to_valid_utf8(utf8_prefix(link, 200)) + "'");
  }
  std::string path = TILES_TRY(note_of_link(target));
  std::string text = TILES_TRY(read_file(path));
  return OpenedNote{std::move(path), std::move(text)};
}

Result<std::vector<std::string>> Transaction::notes_to_search(const std::string& folded) {
  if (!index_is_fresh_) {
    TILES_CHECK(vault_->index().refresh());
    index_is_fresh_ = true;
  }
  const std::vector<std::string> found = TILES_TRY(vault_->index().notes_containing(folded));
  std::set<std::string> paths(found.begin(), found.end());
  for (const auto& [path, staged] : staged_) {
    if (staged.after) {
      paths.insert(path);
    } else {
      paths.erase(path);
    }
  }
  return std::vector<std::string>(paths.begin(), paths.end());
}

Result<std::vector<LineHit>> Transaction::search(std::string_view query, std::size_t limit) {
  if (query.size() > kQueryBytesMax) {
    return fail(ErrorCode::Limit, "query has " + std::to_string(query.size()) +
                                      " bytes, the limit is " + std::to_string(kQueryBytesMax));
  }
  limit = std::min(limit, kHitsMax);
  const std::string folded = fold(query);
  std::vector<LineHit> hits;
  for (const std::string& path : TILES_TRY(notes_to_search(folded))) {
    if (hits.size() >= limit) break;
    const auto text = read_file(path);
    if (!text && text.error().code() == ErrorCode::Io) return fail(text.error());
    if (!text) continue;  // Hidden, gone meanwhile, or too long to be shown.
    std::uint32_t line = 0;
    for (const std::string_view raw : split(*text, '\n')) {
      ++line;
      if (fold(raw).find(folded) == std::string::npos) continue;
      const bool carriage_return = raw.ends_with('\r');
      hits.push_back(
          {path, line, std::string(raw.substr(0, raw.size() - (carriage_return ? 1 : 0)))});
      if (hits.size() >= limit) break;
    }
  }
  return hits;
}

}  // namespace tiles::vault
