// SPDX-License-Identifier: Apache-2.0
#include "vault/transaction.h"

#include <algorithm>

#include "base/text.h"
#include "base/unicode.h"
#include "vault/vault.h"

namespace tiles::vault {
namespace {

bool is_below(std::string_view path, std::string_view folder) {
  return folder.empty() ||
         (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/');
}

std::size_t occurrences(std::string_view text, std::string_view part) {
  if (part.empty()) return 0;
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

tl::unexpected<Error> not_found(const std::string& path) {
  return fail(ErrorCode::NotFound, path + " not found");
}

tl::unexpected<Error> too_large(const std::string& path, std::size_t size_bytes) {
  return fail(ErrorCode::Limit, path + " would have " + std::to_string(size_bytes) +
                                    " bytes, the limit is " +
                                    std::to_string(Transaction::kFileBytesMax));
}

}  // namespace

Result<NotePath> Transaction::writable(std::string_view path) const {
  if (access_ == Access::ReadOnly) {
    return fail(ErrorCode::Denied, "nothing can be written while recalling");
  }
  return NotePath::parse(path);
}

// What a filter hides is not there.
Result<NotePath> Transaction::visible(std::string_view path) const {
  NotePath parsed = TILES_TRY(NotePath::parse(path));
  if (hidden_.hides_file(parsed.text())) return not_found(parsed.text());
  return parsed;
}

Result<std::optional<std::string>> Transaction::text_of(const NotePath& path) {
  if (const auto staged = staged_.find(path.text()); staged != staged_.end()) {
    return staged->second.after;
  }
  auto text = vault_->tree_.read(path.text(), kFileBytesMax);
  if (!text && text.error().code() == ErrorCode::NotFound) {
    seen_.erase(path.text());
    return std::optional<std::string>();
  }
  if (!text) return fail(std::move(text).error());
  seen_[path.text()] = crypto::sha256(*text);
  return std::optional(*std::move(text));
}

Result<std::string> Transaction::existing_text(const NotePath& path) {
  const auto seen = seen_.find(path.text());
  const std::optional<crypto::Digest> before =
      seen == seen_.end() ? std::nullopt : std::optional(seen->second);
  std::optional<std::string> text = TILES_TRY(text_of(path));
  const bool is_staged = staged_.contains(path.text());
  if (!is_staged && before && (!text || crypto::sha256(*text) != *before)) {
    // The next try rests on what a new read shows.
    seen_.erase(path.text());
    return fail(ErrorCode::Conflict, path.text() + " changed on disk since it was read");
  }
  if (!text) return not_found(path.text());
  return *std::move(text);
}

Result<void> Transaction::stage(const NotePath& path, std::optional<std::string> text) {
  const auto staged = staged_.find(path.text());
  if (staged != staged_.end()) {
    staged->second.after = std::move(text);
    return {};
  }
  if (staged_.size() >= kFilesMax) {
    return fail(ErrorCode::Limit,
                "one task changes at most " + std::to_string(kFilesMax) + " files");
  }
  std::optional<std::string> before = TILES_TRY(text_of(path));
  staged_.emplace(path.text(), Staged{std::move(before), std::move(text)});
  return {};
}

// Nothing stands at `path`, under a name of its own or of its likes, and no parent of it is a file.
Result<void> Transaction::check_free(const NotePath& path) {
  const bool there = TILES_TRY(text_of(path)).has_value() || TILES_TRY(dir_exists(path.text()));
  if (there) {
    return fail(ErrorCode::AlreadyExists, path.text() + " already exists");
  }
  auto like = TILES_TRY(vault_->tree_.namesake(path));
  const std::string folded = fold_case(path.text());
  for (const auto& [other, staged] : staged_) {
    if (staged.after && other != path.text() && fold_case(other) == folded) like = other;
  }
  const bool gone = like && staged_.contains(*like) && !staged_.at(*like).after;
  if (like && !gone) {
    return fail(ErrorCode::AlreadyExists, *like + " already exists and differs from " +
                                              path.text() + " in letter case alone");
  }
  for (auto parent = parent_path(path.text()); !parent.empty(); parent = parent_path(parent)) {
    const auto info = vault_->tree_.info(TILES_TRY(NotePath::parse(parent)));
    const bool in_the_way = info && info->kind != FileKind::Directory;
    if (in_the_way || TILES_TRY(file_exists(parent))) {
      return fail(ErrorCode::Invalid, std::string(parent) + " is not a folder");
    }
  }
  return {};
}

Result<void> Transaction::create_file(std::string_view path, std::string_view content) {
  const NotePath parsed = TILES_TRY(writable(path));
  if (content.size() > kFileBytesMax) return too_large(parsed.text(), content.size());
  if (!is_utf8(content)) return fail(ErrorCode::Invalid, "content is not UTF-8");
  TILES_CHECK(check_free(parsed));
  return stage(parsed, std::string(content));
}

Result<void> Transaction::update_file(std::string_view path, std::string_view old_text,
                                      std::string_view new_text) {
  const NotePath parsed = TILES_TRY(writable(path));
  std::string text = TILES_TRY(existing_text(parsed));
  const std::size_t count = occurrences(text, old_text);
  if (count == 0) {
    return fail(ErrorCode::Invalid, "old text not found in " + parsed.text());
  }
  if (count > 1) {
    return fail(ErrorCode::Invalid,
                "old text occurs " + std::to_string(count) + " times in " + parsed.text());
  }
  if (!is_utf8(new_text)) return fail(ErrorCode::Invalid, "new text is not UTF-8");
  const std::size_t size = text.size() - old_text.size() + new_text.size();
  if (size > kFileBytesMax) return too_large(parsed.text(), size);
  text.replace(text.find(old_text), old_text.size(), new_text);
  return stage(parsed, std::move(text));
}

Result<void> Transaction::delete_file(std::string_view path) {
  const NotePath parsed = TILES_TRY(writable(path));
  TILES_CHECK(existing_text(parsed));
  return stage(parsed, std::nullopt);
}

Result<void> Transaction::create_dir(std::string_view path) {
  const NotePath parsed = TILES_TRY(writable(path));
  if (TILES_TRY(dir_exists(parsed.text()))) return {};
  if (directories_.size() >= kFilesMax) {
    return fail(ErrorCode::Limit,
                "one task makes at most " + std::to_string(kFilesMax) + " folders");
  }
  TILES_CHECK(check_free(parsed));
  directories_.insert(parsed.text());
  return {};
}

Result<std::string> Transaction::read_file(std::string_view path) {
  const NotePath parsed = TILES_TRY(visible(path));
  const std::optional<std::string> text = TILES_TRY(text_of(parsed));
  if (!text) return not_found(parsed.text());
  return to_valid_utf8(hidden_.redact(*text));
}

Result<std::vector<std::string>> Transaction::list_files(std::string_view folder) {
  const NotePath parsed = TILES_TRY(NotePath::parse_folder(folder));
  const auto on_disk = vault_->tree_.list(parsed.text());
  if (!on_disk && on_disk.error().code() != ErrorCode::NotFound) return fail(on_disk.error());
  std::set<std::string> paths;
  if (on_disk) {
    for (const FileInfo& file : *on_disk) paths.insert(file.name);
  }
  for (const auto& [path, staged] : staged_) {
    if (!staged.after) {
      paths.erase(path);
    } else if (is_below(path, parsed.text())) {
      paths.insert(path);
    }
  }
  std::erase_if(paths, [&](const std::string& path) { return hidden_.hides_file(path); });
  return std::vector<std::string>(paths.begin(), paths.end());
}

Result<bool> Transaction::file_exists(std::string_view path) {
  const NotePath parsed = TILES_TRY(NotePath::parse(path));
  if (hidden_.hides_file(parsed.text())) return false;
  if (const auto staged = staged_.find(parsed.text()); staged != staged_.end()) {
    return staged->second.after.has_value();
  }
  const auto info = vault_->tree_.info(parsed);
  return info && info->kind == FileKind::File;
}

Result<bool> Transaction::dir_exists(std::string_view path) {
  const NotePath parsed = TILES_TRY(NotePath::parse_folder(path));
  if (parsed.text().empty()) return true;
  for (const std::string& made : directories_) {
    if (made == parsed.text() || is_below(made, parsed.text())) return true;
  }
  for (const auto& [file, staged] : staged_) {
    if (staged.after && is_below(file, parsed.text())) return true;
  }
  const auto info = vault_->tree_.info(parsed);
  return info && info->kind == FileKind::Directory;
}

Result<std::uint64_t> Transaction::get_size(std::string_view path) {
  const NotePath parsed = TILES_TRY(NotePath::parse_folder(path));
  if (!parsed.text().empty() && TILES_TRY(file_exists(parsed.text()))) {
    const auto staged = staged_.find(parsed.text());
    return staged == staged_.end() ? TILES_TRY(vault_->tree_.info(parsed)).size_bytes
                                   : staged->second.after->size();
  }
  if (!TILES_TRY(dir_exists(parsed.text()))) return not_found(parsed.text());
  std::uint64_t sum = 0;
  const auto on_disk = vault_->tree_.list(parsed.text());
  if (!on_disk && on_disk.error().code() != ErrorCode::NotFound) return fail(on_disk.error());
  for (const FileInfo& file : on_disk.value_or(std::vector<FileInfo>())) {
    const bool counts = !staged_.contains(file.name) && !hidden_.hides_file(file.name);
    sum += counts ? file.size_bytes : 0;
  }
  for (const auto& [file, staged] : staged_) {
    const bool counts = staged.after && is_below(file, parsed.text());
    sum += counts ? staged.after->size() : 0;
  }
  return sum;
}

std::vector<Change> Transaction::changes() const {
  std::vector<Change> changes;
  for (const auto& [path, staged] : staged_) {
    if (staged.before != staged.after) changes.push_back({path, staged.before, staged.after});
  }
  return changes;
}

Result<void> Transaction::make_staged_directories() {
  for (const std::string& directory : directories_) {
    TILES_CHECK(make_directories(*vault_->files_, directory));
  }
  directories_.clear();
  return {};
}

Result<Record> Transaction::commit(const Provenance& provenance) {
  std::vector<Change> now = changes();
  if (now.empty() && directories_.empty()) return Record{};
  TILES_CHECK(make_staged_directories());
  if (now.empty()) return Record{};
  Record record = TILES_TRY(vault_->commit(std::move(now), provenance, ""));
  staged_.clear();
  seen_.clear();
  index_is_fresh_ = false;
  return record;
}

}  // namespace tiles::vault
