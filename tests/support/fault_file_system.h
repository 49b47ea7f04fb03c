// SPDX-License-Identifier: Apache-2.0
// A disk in memory that fails, fills up or loses power at a chosen write. It is strict: a file's
// bytes are durable once synced, its place in a directory only once the directory is synced.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "base/file_system.h"

namespace tiles::testing {

// What a power cut does to directory changes that were not synced.
enum class Unsynced { Lost, Kept, EveryOtherDirectory };

enum class LetterCase { Sensitive, Insensitive };

// What is copied with it is not the lock: the copy has its own.
class OwnMutex : public std::recursive_mutex {
 public:
  OwnMutex() = default;
  OwnMutex(const OwnMutex& /*other*/) : std::recursive_mutex() {}
  OwnMutex& operator=(const OwnMutex& /*other*/) { return *this; }
  ~OwnMutex() = default;
};

// Copied only while no file of it is open on another thread.
class FaultDisk {
 public:
  static constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();

  explicit FaultDisk(LetterCase letter_case = LetterCase::Sensitive) : letter_case_(letter_case) {
    nodes_[""] = Node{.kind = FileKind::Directory};
    durable_ = nodes_;
  }

  // Changes to the disk so far: new files and links, writes, appends, syncs, renames, removals, new
  // directories.
  std::size_t change_count() const { return change_count_; }

  // Counted from now; 0 is the next change. That change fails with Io and does nothing.
  void fail_at(std::size_t change) { fail_at_ = at(change); }
  // That change is done in part, and from then on every call fails until restart().
  void cut_power_at(std::size_t change) { cut_at_ = at(change); }
  // From that change on, whatever needs room fails with Io after half of its bytes.
  void fill_at(std::size_t change) { full_at_ = at(change); }
  void make_read_only() { read_only_ = true; }
  // The disk cannot share bytes with other folders in this way.
  void refuse(Sharing sharing) { refused_.insert(sharing); }
  void heal();

  // The disk as it is found after a power cut. Ends all faults.
  void restart(Unsynced unsynced);

  // Bytes by path, without directories.
  std::map<std::string, std::string> contents() const;

 private:
  friend class FaultFileSystem;
  friend class FaultReader;
  friend class FaultWriter;
  friend class FaultUpdater;
  struct Node {
    FileKind kind = FileKind::File;
    std::string path{};            // As it was first written, in its letters.
    std::string bytes{};           // Of a link: its target.
    std::size_t synced_bytes = 0;  // The first of `bytes`, which outlive a power cut.
    std::int64_t modified_ns = 0;
    std::uint64_t inode = 0;
  };
  using Nodes = std::map<std::string, Node>;

  std::size_t at(std::size_t change) const {
    return change == kNever ? kNever : change_count_ + change;
  }
  std::string key(std::string_view path) const;

  OwnMutex mutex_;  // Of all below, while files of it are open on several threads.
  LetterCase letter_case_;
  Nodes nodes_;    // What calls see.
  Nodes durable_;  // What a power cut leaves for certain.
  std::size_t change_count_ = 0;
  std::size_t fail_at_ = kNever;
  std::size_t cut_at_ = kNever;
  std::size_t full_at_ = kNever;
  std::set<Sharing> refused_;
  bool read_only_ = false;
  bool dead_ = false;
  std::int64_t ticks_ = 1'000'000'000;
  std::uint64_t inodes_ = 1;
};

// One opening of the disk; several may share it. Safe from several threads.
class FaultFileSystem final : public FileSystem {
 public:
  explicit FaultFileSystem(std::shared_ptr<FaultDisk> disk) : disk_(std::move(disk)) {}

  Result<FileInfo> info(std::string_view path) const override;
  Result<std::vector<FileInfo>> list(std::string_view directory) const override;
  Result<std::string> read(std::string_view path, std::uint64_t size_bytes_max) const override;
  Result<std::unique_ptr<FileReader>> open(std::string_view path) const override;
  Result<std::string> read_link(std::string_view path) const override;
  Result<std::unique_ptr<FileWriter>> create(std::string_view path) override;
  Result<std::unique_ptr<FileUpdater>> update(std::string_view path) override;
  // The bytes are copied: what a change of the other file does is not shown.
  Result<void> share(const std::filesystem::path& from, std::string_view path,
                     Sharing sharing) override;
  Result<void> make_link(std::string_view target, std::string_view path) override;
  Result<void> write_new(std::string_view path, std::string_view bytes) override;
  Result<void> append(std::string_view path, std::string_view bytes) override;
  Result<void> rename(std::string_view from, std::string_view to) override;
  Result<void> remove(std::string_view path) override;
  Result<void> make_directory(std::string_view path) override;
  Result<void> sync_directory(std::string_view directory) override;

 private:
  friend class FaultReader;
  friend class FaultWriter;
  friend class FaultUpdater;
  enum class Step { Whole, Part };  // How much of a change is carried out.

  static FileInfo info_of(std::string_view path, const FaultDisk::Node& node);
  Result<FaultDisk::Node*> find(std::string_view path) const;
  Result<void> check_parent(std::string_view path) const;
  Result<Step> begin_change(std::string_view path);
  Result<void> end_change(Step step, std::string_view path);
  void put(std::string_view path, FaultDisk::Node node);
  // One change that makes a node of `path`, which is free.
  Result<void> make(std::string_view path, FaultDisk::Node node);

  std::shared_ptr<FaultDisk> disk_;
};

}  // namespace tiles::testing
