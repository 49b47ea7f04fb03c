// SPDX-License-Identifier: Apache-2.0
// Immutable bytes on local disk, named by their SHA-256. Format: docs/formats/store.md.
// A blob is written under another name, synced, then renamed: after a crash it is whole or absent.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/directory_lock.h"
#include "base/file_system.h"
#include "base/result.h"
#include "crypto/digest.h"

namespace tiles::store {

enum class Step { Continue, Cancel };
// Told how many bytes of the file were read so far, about every MiB, on the calling thread. Cancel
// ends the call with Cancelled.
using Progress = std::function<Step(std::uint64_t bytes_done)>;

// The next bytes of what is stored, at most as many as fit; 0 at the end.
using ByteSource = std::function<Result<std::size_t>(std::span<char> out)>;

// How the bytes of a file came into the store.
enum class Way {
  Present,     // They were there already.
  Cloned,      // Blocks in common (reflink): no space taken.
  HardLinked,  // One file with two names: a change of the file damages the blob.
  Copied,
  Moved,
  Referenced,  // They lie where they lay.
};

enum class ImportKind {
  Share,  // Clone, else hard link, else copy.
  Copy,
  Move,     // Share, then the file is removed.
  InPlace,  // Only referenced; verify and check tell a later change.
};

struct PutOptions {
  // A longer source is refused (Limit).
  std::uint64_t size_bytes_max = std::uint64_t{1} << 44;
  // Other bytes are refused (Corrupt).
  std::optional<crypto::Digest> expected = {};
  Progress progress = {};
};

struct Stored {
  crypto::Digest digest;
  std::uint64_t size_bytes = 0;
  Way way = Way::Copied;
};

// The store is unchanged when a call fails. Memory: 1 MiB whatever the size. Safe from several
// threads and processes; a call that adds waits while garbage is collected (Busy after 5 s).
class BlobStore {
 public:
  // The largest blob that read() gives.
  static constexpr std::uint64_t kReadBytesMax = std::uint64_t{16} << 20;

  // Over the layout at `root`, which `files` sees as its root; both outlive the store. An empty
  // root: no locks and no paths, for tests.
  BlobStore(FileSystem& files, std::filesystem::path root)
      : files_(files), root_(std::move(root)) {}

  // Errors: Limit, Corrupt (not `expected`), Cancelled, Io, those of `source`.
  Result<Stored> put(const ByteSource& source, const PutOptions& options = {});
  Result<Stored> put(std::string_view bytes);
  // A file of the user. Nothing about it changes but that Move takes it away. Errors: also
  // NotFound, Denied, Invalid (not a regular file), Conflict (it changed while it was read).
  Result<Stored> import_file(const std::filesystem::path& file, ImportKind kind,
                             const PutOptions& options = {});

  // A new file of the layout's own tree, for another library to write; whoever gives up removes it,
  // and a collection what a crash left. Empty for a store of tests.
  std::filesystem::path staged_file() const;
  // Takes a file of the layout's own tree, which the caller wrote, hashed and synced. Afterwards
  // `path` is gone. Errors: Io.
  Result<Stored> adopt(std::string_view path, const crypto::Digest& hashed);

  // NotFound: there is no such blob. A referenced file that is gone is NotFound as well.
  Result<std::unique_ptr<FileReader>> open(const crypto::Digest& digest) const;
  Result<std::uint64_t> size_bytes(const crypto::Digest& digest) const;
  bool contains(const crypto::Digest& digest) const;
  // A small blob, hashed as it is read. Errors: Corrupt, Limit.
  Result<std::string> read(const crypto::Digest& digest,
                           std::uint64_t size_bytes_max = kReadBytesMax) const;
  // Where the bytes lie, for programs that map files. To be checked before.
  Result<std::filesystem::path> path(const crypto::Digest& digest) const;

  // Hashes the blob. Errors: Corrupt (both digests are named), NotFound, Cancelled, Io.
  Result<void> verify(const crypto::Digest& digest, const Progress& progress = {});
  // The same, unless its size, time and inode are those of the last time it was hashed.
  Result<void> check(const crypto::Digest& digest, const Progress& progress = {});

  // In byte order.
  Result<std::vector<crypto::Digest>> list() const;

  // While it lives no blob is removed as garbage. To be held from the first blob of a build until
  // its manifest has a name.
  Result<DirectoryLock> hold() const;

 private:
  struct Staged;  // A blob on its way in.

  Result<Staged> stage_copy(const ByteSource& source, const PutOptions& options);
  Result<Staged> stage_shared(const std::filesystem::path& file, const PutOptions& options);
  Result<Staged> stage_file_copy(const std::filesystem::path& file, const PutOptions& options);
  Result<Staged> stage_reference(const std::filesystem::path& file, const PutOptions& options);
  Result<Stored> place(Staged staged, const PutOptions& options);
  bool is_reference(const crypto::Digest& digest) const;
  // Whether the blob is there and looks as it did when it was last hashed.
  bool is_checked(const crypto::Digest& digest) const;
  void remember_checked(const crypto::Digest& digest, const FileInfo& state);

  FileSystem& files_;
  std::filesystem::path root_;
};

}  // namespace tiles::store
