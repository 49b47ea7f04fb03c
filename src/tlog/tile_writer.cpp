// SPDX-License-Identifier: Apache-2.0
#include "tlog/tile_writer.h"

#include <algorithm>

#include "base/random.h"

namespace tiles::tlog {
namespace {

std::string partial_folder(const TileName& name) { return name.full_path() + ".p"; }

}  // namespace

TileWriter::TileWriter(FileSystem& files, GrowingTree tree, std::string bundle)
    : files_(&files),
      tree_(std::move(tree)),
      bundle_(std::move(bundle)),
      bundle_width_written_(partial_width(0, tree_.size())) {
  for (unsigned level = 0; level < tree_.edge().size(); ++level) {
    widths_written_.push_back(partial_width(level, tree_.size()));
  }
}

Result<void> TileWriter::add(std::string_view entry) {
  const std::uint64_t index = tree_.size();
  append_to_bundle(bundle_, entry);
  TILES_CHECK(tree_.add(
      tree_.hasher().leaf(entry),
      [this](const TileName& name, std::string_view hashes) { return write_full(name, hashes); }));
  if (tree_.size() % kTileWidth != 0) return {};
  TILES_CHECK(write_full({.kind = TileKind::Entries, .index = index / kTileWidth}, bundle_));
  bundle_.clear();
  return {};
}

Result<void> TileWriter::write_partial() {
  const std::uint64_t size = tree_.size();
  widths_written_.resize(std::max(widths_written_.size(), tree_.edge().size()));
  for (unsigned level = 0; level < tree_.edge().size(); ++level) {
    const std::string& hashes = tree_.edge()[level];
    if (hashes.empty()) continue;
    const std::uint64_t index = hashes_at(level + 1, size);
    TILES_CHECK(write_grown(widths_written_[level],
                            tile_in_tree(TileKind::Hashes, level, index, size), hashes));
  }
  if (bundle_.empty()) return {};
  return write_grown(bundle_width_written_,
                     tile_in_tree(TileKind::Entries, 0, size / kTileWidth, size), bundle_);
}

Result<void> TileWriter::write_grown(unsigned& width_written, const TileName& name,
                                     std::string_view bytes) {
  if (width_written == name.width) return {};
  TILES_CHECK(write(name, bytes));
  width_written = name.width;
  return {};
}

Result<void> TileWriter::write_full(const TileName& name, std::string_view bytes) {
  if (name.kind == TileKind::Entries) {
    bundle_width_written_ = 0;
  } else if (name.level < widths_written_.size()) {
    widths_written_[name.level] = 0;
  }
  full_.push_back(name);
  // The partial ones before it need no sync any more.
  const std::string folder = partial_folder(name);
  std::erase_if(unsynced_, [&](const std::string& one) { return parent_path(one) == folder; });
  return write(name, bytes);
}

Result<void> TileWriter::write(const TileName& name, std::string_view bytes) {
  const std::string path = name.path();
  TILES_CHECK(make_folder(parent_path(path)));
  TILES_CHECK(replace(path, bytes));
  unsynced_.insert(path);
  return {};
}

Result<void> TileWriter::replace(const std::string& path, std::string_view bytes) {
  const std::string_view folder = parent_path(path);
  std::string temporary(folder);
  if (!temporary.empty()) temporary += '/';
  temporary += ".tiles-" + random_hex(8) + ".tmp";
  auto replaced = TILES_TRY(files_->create(temporary))->write(bytes).and_then([&] {
    return files_->rename(temporary, path);
  });
  if (!replaced) {
    (void)files_->remove(temporary);
    return replaced;
  }
  unsynced_folders_.emplace(folder);
  return {};
}

Result<void> TileWriter::make_folder(std::string_view folder) {
  if (folder.empty() || folders_.contains(std::string(folder))) return {};
  TILES_CHECK(make_folder(parent_path(folder)));
  if (auto made = files_->make_directory(folder);
      !made && made.error().code() != ErrorCode::AlreadyExists) {
    return made;
  }
  // Also when it was there: an earlier process may have died before it synced.
  unsynced_folders_.emplace(parent_path(folder));
  folders_.emplace(folder);
  return {};
}

Result<void> TileWriter::sync() {
  for (const std::string& path : unsynced_) {
    TILES_CHECK(TILES_TRY(files_->update(path))->sync());
  }
  for (const std::string& folder : unsynced_folders_) TILES_CHECK(files_->sync_directory(folder));
  unsynced_.clear();
  unsynced_folders_.clear();
  replaced_.insert(replaced_.end(), full_.begin(), full_.end());
  full_.clear();
  return {};
}

Result<void> TileWriter::remove_replaced() {
  for (const TileName& name : replaced_) {
    const std::string folder = partial_folder(name);
    const auto partial = files_->list(folder);
    if (!partial && partial.error().code() == ErrorCode::NotFound) continue;
    if (!partial) return fail(partial.error());
    for (const FileInfo& file : *partial) {
      TILES_CHECK(files_->remove(folder + "/" + file.name));
    }
    TILES_CHECK(files_->remove(folder));
    folders_.erase(folder);
  }
  replaced_.clear();
  return {};
}

}  // namespace tiles::tlog
