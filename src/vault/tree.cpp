// SPDX-License-Identifier: Apache-2.0
#include "vault/tree.h"

#include <algorithm>

#include "base/text.h"
#include "base/unicode.h"

namespace tiles::vault {
namespace {

std::string joined(std::string_view folder, std::string_view name) {
  return folder.empty() ? std::string(name) : std::string(folder) + "/" + std::string(name);
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// `name` with each ASCII letter in the other case.
std::string with_other_case(std::string name) {
  for (char& c : name) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) c = static_cast<char>(c ^ 0x20);
  }
  return name;
}

std::string_view reason_to_skip(FileKind kind) {
  return kind == FileKind::SymbolicLink ? "a symbolic link" : "not a regular file";
}

// A folder that is still to be listed: as the disk spells it, and as NotePath does.
struct Folder {
  std::string on_disk;
  std::string path;
};

}  // namespace

bool Tree::ignores_case() const {
  if (ignores_case_) return *ignores_case_;
  const auto entries = files_->list("");
  if (!entries) return false;
  for (const FileInfo& entry : *entries) {
    const std::string other = with_other_case(entry.name);
    if (other == entry.name) continue;
    const auto found = files_->info(other);
    ignores_case_ = found && found->inode == entry.inode;
    return *ignores_case_;
  }
  return false;
}

Result<std::string> Tree::locate_by_listing(std::string_view path) const {
  std::string on_disk;
  for (const std::string_view part : split(path, '/')) {
    const std::vector<FileInfo> entries = TILES_TRY(files_->list(on_disk));
    auto found = std::ranges::find(entries, part, &FileInfo::name);
    if (found == entries.end()) {
      found = std::ranges::find_if(
          entries, [&](const FileInfo& entry) { return to_nfc(entry.name) == part; });
    }
    if (found == entries.end()) {
      return fail(ErrorCode::NotFound, std::string(path) + " not found");
    }
    on_disk = joined(on_disk, found->name);
  }
  return on_disk;
}

Result<std::string> Tree::locate(std::string_view path) const {
  if (path.empty()) return std::string();
  if (ignores_case()) return locate_by_listing(path);
  const auto found = files_->info(path);
  if (found) return std::string(path);
  if (found.error().code() != ErrorCode::NotFound) return fail(found.error());
  if (is_ascii(path)) return fail(ErrorCode::NotFound, std::string(path) + " not found");
  return locate_by_listing(path);
}

Result<FileInfo> Tree::info(const NotePath& path) const {
  const std::string on_disk = TILES_TRY(locate(path.text()));
  FileInfo info = TILES_TRY(files_->info(on_disk));
  info.name = path.text();
  return info;
}

Result<std::string> Tree::read(std::string_view path, std::uint64_t size_bytes_max) const {
  return files_->read(TILES_TRY(locate(path)), size_bytes_max);
}

Result<std::vector<FileInfo>> Tree::list(std::string_view folder,
                                         std::vector<std::string>* skipped) const {
  const auto skip = [&](const std::string& path, std::string_view why) {
    if (skipped != nullptr) skipped->push_back(to_valid_utf8(path) + ": " + std::string(why));
  };
  std::vector<FileInfo> files;
  const std::string root = TILES_TRY(locate(folder));
  std::vector<Folder> open{{root, std::string(folder)}};
  while (!open.empty()) {
    const Folder current = std::move(open.back());
    open.pop_back();
    auto entries = files_->list(current.on_disk);
    if (!entries) {
      if (current.path == folder) return fail(std::move(entries).error());
      skip(current.path, entries.error().text());  // Gone meanwhile, or not ours to read.
      continue;
    }
    for (FileInfo& entry : *entries) {
      if (entry.name.starts_with('.')) continue;
      const std::string spelled = joined(current.path, entry.name);
      const auto path = NotePath::parse(spelled);
      if (!path) {
        skip(spelled, path.error().text());
      } else if (entry.kind == FileKind::Directory) {
        open.push_back({joined(current.on_disk, entry.name), path->text()});
      } else if (entry.kind == FileKind::File) {
        entry.name = path->text();
        files.push_back(std::move(entry));
      } else {
        skip(spelled, reason_to_skip(entry.kind));
      }
    }
    if (files.size() > kFilesMax || open.size() > kFilesMax) {
      return fail(ErrorCode::Limit,
                  "the vault has more than " + std::to_string(kFilesMax) + " files");
    }
  }
  std::ranges::stable_sort(files, {}, &FileInfo::name);
  // A composed and a decomposed spelling of one name: locate() finds one of them.
  const auto same_name = [](const FileInfo& a, const FileInfo& b) { return a.name == b.name; };
  files.erase(std::unique(files.begin(), files.end(), same_name), files.end());
  return files;
}

Result<std::optional<std::string>> Tree::namesake(const NotePath& path) const {
  std::string on_disk;
  for (const std::string_view part : split(path.text(), '/')) {
    const auto entries = files_->list(on_disk);
    if (!entries) {
      if (entries.error().code() == ErrorCode::NotFound) return std::optional<std::string>();
      return fail(entries.error());
    }
    const std::string folded = fold_case(part);
    std::string next = joined(on_disk, part);
    for (const FileInfo& entry : *entries) {
      const std::string name = to_nfc(entry.name);
      if (name == part) {
        next = joined(on_disk, entry.name);
        break;
      }
      if (fold_case(name) == folded) return std::optional(to_nfc(joined(on_disk, name)));
    }
    on_disk = next;
  }
  return std::optional<std::string>();
}

}  // namespace tiles::vault
