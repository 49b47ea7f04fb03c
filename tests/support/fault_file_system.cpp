// SPDX-License-Identifier: Apache-2.0
#include "support/fault_file_system.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace tiles::testing {
namespace {

std::string in_quotes(std::string_view path) { return "'" + std::string(path) + "'"; }

// Whether `path` stands directly in `directory`.
bool is_child(std::string_view path, std::string_view directory) {
  return !path.empty() && parent_path(path) == directory;
}

}  // namespace

class FaultReader final : public FileReader {
 public:
  FaultReader(std::shared_ptr<FaultDisk> disk, FaultDisk::Node node)
      : disk_(std::move(disk)), node_(std::move(node)) {}

  Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) const override {
    const std::scoped_lock lock(disk_->mutex_);
    if (disk_->dead_) {
      return fail(ErrorCode::Io, "no power while reading " + in_quotes(node_.path));
    }
    if (offset >= node_.bytes.size()) return 0U;
    return node_.bytes.copy(out.data(), out.size(), static_cast<std::size_t>(offset));
  }
  Result<FileInfo> info() const override { return FaultFileSystem::info_of({}, node_); }

 private:
  std::shared_ptr<FaultDisk> disk_;
  FaultDisk::Node node_;  // As it was when it was opened.
};

class FaultWriter final : public FileWriter {
 public:
  FaultWriter(std::shared_ptr<FaultDisk> disk, std::string_view path, std::uint64_t inode)
      : files_(std::move(disk)), path_(path), inode_(inode) {}

  Result<void> write(std::string_view bytes) override {
    const std::scoped_lock lock(files_.disk_->mutex_);
    const auto step = TILES_TRY(files_.begin_change(path_));
    const bool full = files_.disk_->change_count_ > files_.disk_->full_at_;
    const bool part = full || step == FaultFileSystem::Step::Part;
    if (FaultDisk::Node* node = find(files_.disk_->nodes_)) {
      node->bytes += part ? bytes.substr(0, bytes.size() / 2) : bytes;
    }
    if (full) {
      return fail(ErrorCode::Io, "writing " + in_quotes(path_) + ": no space left on device");
    }
    return files_.end_change(step, path_);
  }

  Result<void> sync() override {
    const std::scoped_lock lock(files_.disk_->mutex_);
    const auto step = TILES_TRY(files_.begin_change(path_));
    const FaultDisk::Node* node = find(files_.disk_->nodes_);
    if (node != nullptr && step == FaultFileSystem::Step::Whole) {
      const FaultDisk::Node synced = *node;
      for (FaultDisk::Nodes* nodes : {&files_.disk_->nodes_, &files_.disk_->durable_}) {
        if (FaultDisk::Node* found = find(*nodes)) {
          found->bytes = synced.bytes;
          found->synced_bytes = synced.bytes.size();
        }
      }
    }
    return files_.end_change(step, path_);
  }

 private:
  // The file wherever it stands now; null when it was removed.
  FaultDisk::Node* find(FaultDisk::Nodes& nodes) const {
    const auto found =
        std::ranges::find_if(nodes, [&](auto& entry) { return entry.second.inode == inode_; });
    return found == nodes.end() ? nullptr : &found->second;
  }

  FaultFileSystem files_;
  std::string path_;
  std::uint64_t inode_;
};

class FaultUpdater final : public FileUpdater {
 public:
  FaultUpdater(std::shared_ptr<FaultDisk> disk, std::string_view path)
      : files_(std::move(disk)), path_(path) {}

  Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) const override {
    const std::scoped_lock lock(files_.disk_->mutex_);
    const FaultDisk::Node* node = TILES_TRY(files_.find(path_));
    if (offset >= node->bytes.size()) return 0U;
    return node->bytes.copy(out.data(), out.size(), static_cast<std::size_t>(offset));
  }
  Result<FileInfo> info() const override { return files_.info(path_); }

  Result<void> write_at(std::uint64_t offset, std::string_view bytes) override {
    const std::scoped_lock lock(files_.disk_->mutex_);
    const auto step = TILES_TRY(files_.begin_change(path_));
    const bool full = files_.disk_->change_count_ > files_.disk_->full_at_;
    if (full || step == FaultFileSystem::Step::Part) bytes = bytes.substr(0, bytes.size() / 2);
    FaultDisk::Node* node = TILES_TRY(files_.find(path_));
    const auto begin = static_cast<std::size_t>(offset);
    if (node->bytes.size() < begin + bytes.size()) node->bytes.resize(begin + bytes.size());
    node->bytes.replace(begin, bytes.size(), bytes);
    node->synced_bytes = std::min(node->synced_bytes, begin);
    if (full) {
      return fail(ErrorCode::Io, "writing " + in_quotes(path_) + ": no space left on device");
    }
    return files_.end_change(step, path_);
  }

  void write_behind(std::uint64_t, std::uint64_t) override {}

  Result<void> sync() override {
    const std::scoped_lock lock(files_.disk_->mutex_);
    const auto step = TILES_TRY(files_.begin_change(path_));
    FaultDisk::Node* node = TILES_TRY(files_.find(path_));
    if (step == FaultFileSystem::Step::Whole) {
      node->synced_bytes = node->bytes.size();
      const auto durable = files_.disk_->durable_.find(files_.disk_->key(path_));
      if (durable != files_.disk_->durable_.end()) durable->second = *node;
    }
    return files_.end_change(step, path_);
  }

 private:
  FaultFileSystem files_;
  std::string path_;
};

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
  if (unsynced != Unsynced::Kept) {
    for (auto& [path, node] : nodes_) node.bytes.resize(node.synced_bytes);
  }
  // What lies in a directory that was lost is lost with it. Parents come before children.
  for (auto entry = nodes_.begin(); entry != nodes_.end();) {
    entry->second.synced_bytes = entry->second.bytes.size();
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
    return fail(ErrorCode::Io, "no power while reading " + in_quotes(path));
  }
  const auto node = disk_->nodes_.find(disk_->key(path));
  if (node == disk_->nodes_.end()) {
    return fail(ErrorCode::NotFound, in_quotes(path) + " is not there");
  }
  return &node->second;
}

Result<void> FaultFileSystem::check_parent(std::string_view path) const {
  const auto parent = find(parent_path(path));
  if (!parent || (*parent)->kind != FileKind::Directory) {
    return fail(ErrorCode::NotFound, "the directory of " + in_quotes(path) + " is not there");
  }
  return {};
}

Result<FaultFileSystem::Step> FaultFileSystem::begin_change(std::string_view path) {
  const std::size_t change = disk_->change_count_++;
  if (disk_->dead_) {
    return fail(ErrorCode::Io, "no power while changing " + in_quotes(path));
  }
  if (disk_->read_only_) {
    return fail(ErrorCode::Denied, "changing " + in_quotes(path) + ": read-only file system");
  }
  if (change == disk_->fail_at_) {
    return fail(ErrorCode::Io, "changing " + in_quotes(path) + ": injected failure");
  }
  return change == disk_->cut_at_ ? Step::Part : Step::Whole;
}

Result<void> FaultFileSystem::end_change(Step step, std::string_view path) {
  if (step == Step::Part) {
    disk_->dead_ = true;
    return fail(ErrorCode::Io, "power cut while changing " + in_quotes(path));
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

FileInfo FaultFileSystem::info_of(std::string_view path, const FaultDisk::Node& node) {
  return FileInfo{.name = std::string(path.substr(path.rfind('/') + 1)),
                  .kind = node.kind,
                  .size_bytes = node.bytes.size(),
                  .modified_ns = node.modified_ns,
                  .inode = node.inode};
}

Result<FileInfo> FaultFileSystem::info(std::string_view path) const {
  const std::scoped_lock lock(disk_->mutex_);
  return info_of(path, *TILES_TRY(find(path)));
}

Result<std::vector<FileInfo>> FaultFileSystem::list(std::string_view directory) const {
  const std::scoped_lock lock(disk_->mutex_);
  const FaultDisk::Node* node = TILES_TRY(find(directory));
  if (node->kind != FileKind::Directory) {
    return fail(ErrorCode::NotFound, in_quotes(directory) + " is not a directory");
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
  const std::scoped_lock lock(disk_->mutex_);
  const FaultDisk::Node* node = TILES_TRY(find(path));
  if (node->kind != FileKind::File) {
    return fail(ErrorCode::Invalid, in_quotes(path) + " is not a regular file");
  }
  if (node->bytes.size() > size_bytes_max) {
    return fail(ErrorCode::Limit, in_quotes(path) + " is too large");
  }
  return node->bytes;
}

Result<std::unique_ptr<FileReader>> FaultFileSystem::open(std::string_view path) const {
  const std::scoped_lock lock(disk_->mutex_);
  const FaultDisk::Node* node = TILES_TRY(find(path));
  if (node->kind != FileKind::File) {
    return fail(ErrorCode::Invalid, in_quotes(path) + " is not a regular file");
  }
  return std::make_unique<FaultReader>(disk_, *node);
}

Result<std::string> FaultFileSystem::read_link(std::string_view path) const {
  const std::scoped_lock lock(disk_->mutex_);
  const FaultDisk::Node* node = TILES_TRY(find(path));
  if (node->kind != FileKind::SymbolicLink) {
    return fail(ErrorCode::Invalid, in_quotes(path) + " is not a symbolic link");
  }
  return node->bytes;
}

Result<std::unique_ptr<FileUpdater>> FaultFileSystem::update(std::string_view path) {
  const std::scoped_lock lock(disk_->mutex_);
  if (!find(path)) TILES_CHECK(make(path, FaultDisk::Node()));
  if (TILES_TRY(find(path))->kind != FileKind::File) {
    return fail(ErrorCode::Invalid, in_quotes(path) + " is not a regular file");
  }
  return std::make_unique<FaultUpdater>(disk_, path);
}

Result<void> FaultFileSystem::make(std::string_view path, FaultDisk::Node node) {
  const Step step = TILES_TRY(begin_change(path));
  TILES_CHECK(check_parent(path));
  if (disk_->nodes_.contains(disk_->key(path))) {
    return fail(ErrorCode::AlreadyExists, in_quotes(path) + " is there already");
  }
  if (disk_->change_count_ > disk_->full_at_) {
    return fail(ErrorCode::Io, "writing " + in_quotes(path) + ": no space left on device");
  }
  if (step == Step::Part && node.kind == FileKind::File) node.bytes.resize(node.bytes.size() / 2);
  node.synced_bytes = node.bytes.size();
  node.inode = disk_->inodes_++;
  put(path, std::move(node));
  return end_change(step, path);
}

Result<void> FaultFileSystem::write_new(std::string_view path, std::string_view bytes) {
  const std::scoped_lock lock(disk_->mutex_);
  return make(path, {.kind = FileKind::File, .bytes = std::string(bytes)});
}

Result<std::unique_ptr<FileWriter>> FaultFileSystem::create(std::string_view path) {
  const std::scoped_lock lock(disk_->mutex_);
  TILES_CHECK(make(path, {.kind = FileKind::File}));
  const FaultDisk::Node* node = TILES_TRY(find(path));
  return std::make_unique<FaultWriter>(disk_, path, node->inode);
}

Result<void> FaultFileSystem::make_link(std::string_view target, std::string_view path) {
  const std::scoped_lock lock(disk_->mutex_);
  return make(path, {.kind = FileKind::SymbolicLink, .bytes = std::string(target)});
}

Result<void> FaultFileSystem::share(const std::filesystem::path& from, std::string_view path,
                                    Sharing sharing) {
  const std::scoped_lock lock(disk_->mutex_);
  const auto source = TILES_TRY(open_file(from));
  if (disk_->refused_.contains(sharing)) {
    return fail(ErrorCode::Unsupported, "'" + from.native() + "' cannot be shared here");
  }
  const FileInfo info = TILES_TRY(source->info());
  std::string bytes(info.size_bytes, '\0');
  bytes.resize(TILES_TRY(source->read_at(0, bytes)));
  return make(path, {.kind = FileKind::File, .bytes = std::move(bytes)});
}

Result<void> FaultFileSystem::append(std::string_view path, std::string_view bytes) {
  const std::scoped_lock lock(disk_->mutex_);
  const Step step = TILES_TRY(begin_change(path));
  TILES_CHECK(check_parent(path));
  auto found = find(path);
  FaultDisk::Node node = found ? **found : FaultDisk::Node{.inode = disk_->inodes_++};
  const bool full = disk_->change_count_ > disk_->full_at_;
  node.bytes += step == Step::Part || full ? bytes.substr(0, bytes.size() / 2) : bytes;
  const auto durable = disk_->durable_.find(disk_->key(path));
  if (durable != disk_->durable_.end() && durable->second.inode == node.inode) {
    durable->second.bytes = node.bytes;
    durable->second.synced_bytes = node.bytes.size();
  }
  node.synced_bytes = node.bytes.size();
  put(path, std::move(node));
  if (full) {
    return fail(ErrorCode::Io, "writing " + in_quotes(path) + ": no space left on device");
  }
  return end_change(step, path);
}

Result<void> FaultFileSystem::rename(std::string_view from, std::string_view to) {
  const std::scoped_lock lock(disk_->mutex_);
  const Step step = TILES_TRY(begin_change(from));
  const FaultDisk::Node node = *TILES_TRY(find(from));
  TILES_CHECK(check_parent(to));
  if (node.kind == FileKind::Directory) {
    return fail(ErrorCode::Unsupported, "directories are not renamed here");
  }
  disk_->nodes_.erase(disk_->key(from));
  put(to, node);
  disk_->nodes_[disk_->key(to)].modified_ns = node.modified_ns;
  return end_change(step, from);
}

Result<void> FaultFileSystem::remove(std::string_view path) {
  const std::scoped_lock lock(disk_->mutex_);
  const Step step = TILES_TRY(begin_change(path));
  TILES_CHECK(find(path));
  const std::string key = disk_->key(path);
  const bool has_children = std::ranges::any_of(
      disk_->nodes_, [&](const auto& entry) { return is_child(entry.first, key); });
  if (has_children) {
    return fail(ErrorCode::AlreadyExists, in_quotes(path) + " is not empty");
  }
  disk_->nodes_.erase(key);
  return end_change(step, path);
}

Result<void> FaultFileSystem::make_directory(std::string_view path) {
  const std::scoped_lock lock(disk_->mutex_);
  const Step step = TILES_TRY(begin_change(path));
  TILES_CHECK(check_parent(path));
  if (disk_->nodes_.contains(disk_->key(path))) {
    return fail(ErrorCode::AlreadyExists, in_quotes(path) + " is there already");
  }
  put(path, {.kind = FileKind::Directory, .inode = disk_->inodes_++});
  return end_change(step, path);
}

Result<void> FaultFileSystem::sync_directory(std::string_view directory) {
  const std::scoped_lock lock(disk_->mutex_);
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
