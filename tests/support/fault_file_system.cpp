// SPDX-License-Identifier: Apache-2.0
#include "support/fault_file_system.h"

#include <algorithm>

#include "base/text.h"

namespace tiles::testing {
namespace {

std::string quoted(std::string_view path) { return "'" + std::string(path) + "'"; }

// Whether `path` stands directly in `directory`.
bool is_child(std::string_view path, std::string_view directory) {
  return !path.empty() && parent_path(path) == directory;
}

}  // namespace

std::string FaultDisk::key(std::string_view path) const {
  return letter_case_ == LetterCase::Insensitive ? to_lower_ascii(path) : std::string(path);
}

void FaultDisk::heal() {
  fail_at_ = cut_at_ = full_at_ = kNever;
  read_only_ = dead_ = false;
}

void FaultDisk::restart(Unsynced unsynced) {
  if (unsynced == Unsynced::EveryOtherDirectory) {
    bool kept = false;
    Nodes mixed;
    for (const auto& [path, node] : nodes_) {
      if (node.kind != FileKind::Directory) continue;
      const Nodes& source = kept ? nodes_ : durable_;
      for (const auto& [child, child_node] : source) {
        if (is_child(child, path)) mixed[child] = child_node;
      }
      kept = !kept;
    }
    mixed[""] = nodes_[""];
    nodes_ = std::move(mixed);
  } else if (unsynced == Unsynced::Lost) {
    nodes_ = durable_;
  }
  // What lies in a directory that was lost is lost with it. Parents come before children.
  for (auto entry = nodes_.begin(); entry != nodes_.end();) {
    const bool orphan =
        !entry->first.empty() && !nodes_.contains(std::string(parent_path(entry->first)));
    entry = orphan ? nodes_.erase(entry) : std::next(entry);
  }
  durable_ = nodes_;
  heal();
}

std::map<std::string, std::string> FaultDisk::contents() const {
  std::map<std::string, std::string> files;
  for (const auto& [path, node] : nodes_) {
    if (node.kind == FileKind::File) files[node.path] = node.bytes;
  }
  return files;
}

Result<FaultDisk::Node*> FaultFileSystem::find(std::string_view path) const {
  if (disk_->dead_) {
    return fail(ErrorCode::Io, "no power while reading " + quoted(path));
  }
  const auto node = disk_->nodes_.find(disk_->key(path));
  if (node == disk_->nodes_.end()) {
    return fail(ErrorCode::NotFound, quoted(path) + " is not there");
  }
  return &node->second;
}

Result<void> FaultFileSystem::check_parent(std::string_view path) const {
  const auto parent = find(parent_path(path));
  if (!parent || (*parent)->kind != FileKind::Directory) {
    return fail(ErrorCode::NotFound, "the directory of " + quoted(path) + " is not there");
  }
  return {};
}

Result<FaultFileSystem::Step> FaultFileSystem::begin_change(std::string_view path) {
  const std::size_t change = disk_->change_count_++;
  if (disk_->dead_) {
    return fail(ErrorCode::Io, "no power while changing " + quoted(path));
  }
  if (disk_->read_only_) {
    return fail(ErrorCode::Denied, "changing " + quoted(path) + ": read-only file system");
  }
  if (change == disk_->fail_at_) {
    return fail(ErrorCode::Io, "changing " + quoted(path) + ": injected failure");
  }
  return change == disk_->cut_at_ ? Step::Part : Step::Whole;
}

Result<void> FaultFileSystem::end_change(Step step, std::string_view path) {
  if (step == Step::Part) {
    disk_->dead_ = true;
    return fail(ErrorCode::Io, "power cut while changing " + quoted(path));
  }
  return {};
}

void FaultFileSystem::put(std::string_view path, FaultDisk::Node node) {
  const std::string key = disk_->key(path);
  const auto old = disk_->nodes_.find(key);
  node.path = old == disk_->nodes_.end() ? std::string(path) : old->second.path;
  node.modified_ns = disk_->ticks_ += 1'000'000;
  disk_->nodes_[key] = std::move(node);
}

Result<FileInfo> FaultFileSystem::info(std::string_view path) const {
  const FaultDisk::Node* node = TILES_TRY(find(path));
  return FileInfo{.name = std::string(path.substr(path.rfind('/') + 1)),
                  .kind = node->kind,
                  .size_bytes = node->bytes.size(),
                  .modified_ns = node->modified_ns,
                  .inode = node->inode};
}

Result<std::vector<FileInfo>> FaultFileSystem::list(std::string_view directory) const {
  const FaultDisk::Node* node = TILES_TRY(find(directory));
  if (node->kind != FileKind::Directory) {
    return fail(ErrorCode::NotFound, quoted(directory) + " is not a directory");
  }
  std::vector<FileInfo> entries;
  for (const auto& [key, child] : disk_->nodes_) {
    if (!is_child(key, disk_->key(directory))) continue;
    entries.push_back(TILES_TRY(info(child.path)));
  }
  std::ranges::sort(entries, {}, &FileInfo::name);
  return entries;
}

Result<std::string> FaultFileSystem::read(std::string_view path,
                                          std::uint64_t size_bytes_max) const {
  const FaultDisk::Node* node = TILES_TRY(find(path));
  if (node->kind != FileKind::File) {
    return fail(ErrorCode::Invalid, quoted(path) + " is not a regular file");
  }
  if (node->bytes.size() > size_bytes_max) {
    return fail(ErrorCode::Limit, quoted(path) + " is too large");
  }
  return node->bytes;
}

Result<void> FaultFileSystem::write_new(std::string_view path, std::string_view bytes) {
  Step step = TILES_TRY(begin_change(path));
  TILES_CHECK(check_parent(path));
  if (disk_->nodes_.contains(disk_->key(path))) {
    return fail(ErrorCode::AlreadyExists, quoted(path) + " is there already");
  }
  if (disk_->change_count_ > disk_->full_at_) {
    return fail(ErrorCode::Io, "writing " + quoted(path) + ": no space left on device");
  }
  if (step == Step::Part) bytes = bytes.substr(0, bytes.size() / 2);
  put(path, {.kind = FileKind::File, .bytes = std::string(bytes), .inode = disk_->inodes_++});
  return end_change(step, path);
}

Result<void> FaultFileSystem::append(std::string_view path, std::string_view bytes) {
  const Step step = TILES_TRY(begin_change(path));
  TILES_CHECK(check_parent(path));
  auto found = find(path);
  FaultDisk::Node node = found ? **found : FaultDisk::Node{.inode = disk_->inodes_++};
  const bool full = disk_->change_count_ > disk_->full_at_;
  node.bytes += step == Step::Part || full ? bytes.substr(0, bytes.size() / 2) : bytes;
  const auto durable = disk_->durable_.find(disk_->key(path));
  if (durable != disk_->durable_.end() && durable->second.inode == node.inode) {
    durable->second.bytes = node.bytes;
  }
  put(path, std::move(node));
  if (full) {
    return fail(ErrorCode::Io, "writing " + quoted(path) + ": no space left on device");
  }
  return end_change(step, path);
}

Result<void> FaultFileSystem::rename(std::string_view from, std::string_view to) {
  const Step step = TILES_TRY(begin_change(from));
  const FaultDisk::Node node = *TILES_TRY(find(from));
  TILES_CHECK(check_parent(to));
  if (node.kind != FileKind::File) {
    return fail(ErrorCode::Unsupported, "only files are renamed here");
  }
  disk_->nodes_.erase(disk_->key(from));
  put(to, node);
  return end_change(step, from);
}

Result<void> FaultFileSystem::remove(std::string_view path) {
  const Step step = TILES_TRY(begin_change(path));
  TILES_CHECK(find(path));
  const std::string key = disk_->key(path);
  const bool has_children = std::ranges::any_of(
      disk_->nodes_, [&](const auto& entry) { return is_child(entry.first, key); });
  if (has_children) {
    return fail(ErrorCode::AlreadyExists, quoted(path) + " is not empty");
  }
  disk_->nodes_.erase(key);
  return end_change(step, path);
}

Result<void> FaultFileSystem::make_directory(std::string_view path) {
  const Step step = TILES_TRY(begin_change(path));
  TILES_CHECK(check_parent(path));
  if (disk_->nodes_.contains(disk_->key(path))) {
    return fail(ErrorCode::AlreadyExists, quoted(path) + " is there already");
  }
  put(path, {.kind = FileKind::Directory, .inode = disk_->inodes_++});
  return end_change(step, path);
}

Result<void> FaultFileSystem::sync_directory(std::string_view directory) {
  const Step step = TILES_TRY(begin_change(directory));
  TILES_CHECK(find(directory));
  if (step == Step::Whole) {
    const std::string key = disk_->key(directory);
    const auto stands_there = [&](const auto& entry) { return is_child(entry.first, key); };
    std::erase_if(disk_->durable_, stands_there);
    for (const auto& [path, node] : disk_->nodes_) {
      if (is_child(path, key)) disk_->durable_[path] = node;
    }
  }
  return end_change(step, directory);
}

}  // namespace tiles::testing
