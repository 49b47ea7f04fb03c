// SPDX-License-Identifier: Apache-2.0
// One directory tree. Paths are relative to its root, '/' between parts, "" for the root itself.
// No symbolic link below the root is followed, on no part of a path: a link is reported, never
// walked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiles {

enum class FileKind { File, Directory, SymbolicLink, Other };

struct FileInfo {
  std::string name;  // The last part of the path.
  FileKind kind = FileKind::Other;
  std::uint64_t size_bytes = 0;
  std::int64_t modified_ns = 0;  // Since 1970-01-01 UTC.
  std::uint64_t inode = 0;
};

// One file open for reading: it stays readable when its name is taken away. Safe from several
// threads.
class FileReader {
 public:
  virtual ~FileReader() = default;

  // Fills `out` from `offset` on; less only at the end of the file, 0 past it. Errors: Io.
  virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) const = 0;
  // Of the open file, as it is now; without a name. Errors: Io.
  virtual Result<FileInfo> info() const = 0;
};

// One new file, written from its start. What was not synced may be lost in a power cut.
class FileWriter {
 public:
  virtual ~FileWriter() = default;

  virtual Result<void> write(std::string_view bytes) = 0;
  virtual Result<void> sync() = 0;
};

// One file open for reading and writing at any place. Safe from several threads that write
// different places.
class FileUpdater : public FileReader {
 public:
  // Makes the file longer where it must.
  virtual Result<void> write_at(std::uint64_t offset, std::string_view bytes) = 0;
  // A hint: those bytes may go to the disk now, so that a later sync waits less.
  virtual void write_behind(std::uint64_t offset, std::uint64_t size_bytes) = 0;
  virtual Result<void> sync() = 0;
};

// How a file of another folder can stand in this tree without a copy of its bytes.
enum class Sharing {
  Clone,     // Own file, blocks in common until one of both is written to.
  HardLink,  // The same file under a second name.
};

// Two real implementations: DiskFileSystem, and the fault-injecting one of tests/support.
// All calls are safe from several threads; two writers of one path are the caller's to order.
// Errors: NotFound, AlreadyExists, Denied, Limit, Io, Invalid (a path with '..', an empty part or a
// NUL).
class FileSystem {
 public:
  virtual ~FileSystem() = default;

  virtual Result<FileInfo> info(std::string_view path) const = 0;
  // Entries in byte order of their names, without "." and "..".
  virtual Result<std::vector<FileInfo>> list(std::string_view directory) const = 0;
  // The whole file. Limit when it is larger; Invalid when it is not a regular file (a FIFO is never
  // opened).
  virtual Result<std::string> read(std::string_view path, std::uint64_t size_bytes_max) const = 0;

  // A file of any size, piece by piece. Invalid when it is not a regular file.
  virtual Result<std::unique_ptr<FileReader>> open(std::string_view path) const = 0;
  // The text of a symbolic link. Invalid when it is none.
  virtual Result<std::string> read_link(std::string_view path) const = 0;

  // A file that does not exist, written piece by piece.
  virtual Result<std::unique_ptr<FileWriter>> create(std::string_view path) = 0;
  // A file to change in place, made when it is missing. Invalid when it is not a regular file.
  virtual Result<std::unique_ptr<FileUpdater>> update(std::string_view path) = 0;
  // Makes `path` share the bytes of `from`, a regular file anywhere (links to it are followed), and
  // syncs them. Unsupported when the file system cannot; then nothing is left.
  virtual Result<void> share(const std::filesystem::path& from, std::string_view path,
                             Sharing sharing) = 0;
  // A symbolic link, which this interface itself never follows.
  virtual Result<void> make_link(std::string_view target, std::string_view path) = 0;
  // Writes a file that does not exist and syncs it; on error no file is left where that can be
  // helped.
  virtual Result<void> write_new(std::string_view path, std::string_view bytes) = 0;
  // Appends to a file, creating it when missing, and syncs it.
  virtual Result<void> append(std::string_view path, std::string_view bytes) = 0;
  // Atomic; replaces a file at `to`.
  virtual Result<void> rename(std::string_view from, std::string_view to) = 0;
  // A file, a link or an empty directory.
  virtual Result<void> remove(std::string_view path) = 0;
  // One level; AlreadyExists when something stands there.
  virtual Result<void> make_directory(std::string_view path) = 0;
  // Makes earlier creations, renames and removals in `directory` durable.
  virtual Result<void> sync_directory(std::string_view directory) = 0;
};

// Opens the directory `root`, which must exist. Links on the way to the root are followed.
Result<std::unique_ptr<FileSystem>> open_directory(const std::filesystem::path& root);

// A regular file anywhere; links to it are followed. Errors: NotFound, Denied, Io, Invalid (not a
// regular file).
Result<std::unique_ptr<FileReader>> open_file(const std::filesystem::path& path);

// Makes `path` and what is missing above it; no error when it exists already.
Result<void> make_directories(FileSystem& files, std::string_view path);

// Replaces or creates `path`: written beside it, synced, renamed, directory synced. After a crash
// the file is old or new.
Result<void> replace_file(FileSystem& files, std::string_view path, std::string_view bytes);

// "entities" of "entities/tom.md"; "" for a path of one part.
std::string_view parent_path(std::string_view path);

}  // namespace tiles
