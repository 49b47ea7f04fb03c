// SPDX-License-Identifier: Apache-2.0
// Models on local disk: an OCI image layout of blobs, manifests and the names of manifests, with
// pins, verification and garbage collection. Format: docs/formats/store.md.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/result.h"
#include "store/blob_store.h"
#include "store/index.h"
#include "store/manifest.h"
#include "store/model_name.h"

namespace tiles::store {

enum class Collect { DryRun, Remove };

struct Garbage {
  struct Blob {
    crypto::Digest digest;
    std::uint64_t size_bytes = 0;  // Of a referenced file: 0, for it stays.
  };
  std::vector<Blob> blobs;
  std::vector<Blob> pulls;       // Given up: nothing came for layout::kPullAgeMax.
  std::size_t leftovers = 0;     // Files of calls that a crash cut off.
  std::uint64_t size_bytes = 0;  // Of all of them.
};

enum class Verify {
  All,      // Every blob is hashed.
  Changed,  // Those whose size, time or inode changed since they were hashed.
};

// A blob of a manifest that is not what it should be.
struct Fault {
  Descriptor blob;
  Error error;  // Corrupt or NotFound.
};

class Collector;

// Safe from several threads and processes: names change under a lock, and blobs are removed only
// while nobody adds. After a crash every name means a whole build.
class Store {
 public:
  static constexpr std::size_t kPinsMax = 65'536;

  // `root` must exist; the layout is made when it has none. Errors: Unsupported (another version of
  // the layout), Denied, Io.
  // `clock`, which outlives the store, says when a name moved.
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& root,
                                             const Clock& clock = system_clock());
  // For tests: without locks, on any file system.
  static Result<std::unique_ptr<Store>> open(std::unique_ptr<FileSystem> files,
                                             const Clock& clock = system_clock());

  // The folder of the layout; empty for a store of tests.
  const std::filesystem::path& root() const { return root_; }
  FileSystem& files() { return *files_; }
  BlobStore& blobs() { return blobs_; }
  const BlobStore& blobs() const { return blobs_; }

  // Stores the canonical form. The blobs it names need not be there yet.
  Result<Descriptor> put_manifest(const Manifest& manifest);
  // Stores the bytes of a manifest as they are, so that its digest stays the publisher's.
  Result<Descriptor> put_manifest(std::string_view text);
  // Errors: NotFound, Corrupt, those of Manifest::parse.
  Result<Manifest> manifest(const crypto::Digest& digest) const;

  // Makes `name` mean that manifest. Errors: NotFound or Corrupt when a blob of it is missing or
  // has another size, Conflict when `name` has another digest, Busy.
  Result<void> tag(const ModelName& name, const crypto::Digest& manifest);
  // Takes the name away, as it stands in the index; blobs stay until garbage is collected. Errors:
  // NotFound, Busy.
  Result<void> untag(std::string_view reference);
  // Several at once: all of them or none, whatever happens.
  Result<void> untag(std::span<const std::string> references);
  // With a digest in the name: that manifest, if the store has it. Errors: NotFound.
  Result<Descriptor> resolve(const ModelName& name) const;
  // Without referrers.
  Result<std::vector<IndexEntry>> list() const;

  // Stores a manifest about another, its `subject`, which is here. It is kept as long as that one.
  // Its blobs are there already; hold() is held since they came. Errors: Invalid (no subject),
  // NotFound or Corrupt (the subject or a blob is missing or has another size), Limit, Busy.
  Result<Descriptor> attach(const Manifest& referrer);
  // Takes a referrer away; its blobs stay until garbage is collected. Errors: NotFound, Busy.
  Result<void> detach(const crypto::Digest& referrer);
  // What was attached to that manifest, the newest first.
  Result<std::vector<Descriptor>> referrers(const crypto::Digest& subject) const;

  // A pinned manifest is kept with all its blobs, also without a name; any other blob by itself.
  Result<void> pin(const crypto::Digest& digest);
  Result<void> unpin(const crypto::Digest& digest);
  Result<std::vector<crypto::Digest>> pins() const;

  // What is wrong with a build; empty when nothing is. `progress` counts over all its blobs.
  // Errors: Cancelled, Io, those of manifest().
  Result<std::vector<Fault>> verify(const crypto::Digest& manifest, Verify which,
                                    const Progress& progress = {});

  // Removes the blobs that no name and no pin leads to, and pulls that were given up. Errors: Busy
  // (somebody adds), Corrupt (a manifest cannot be read, so what it uses is not known: nothing is
  // removed).
  Result<Garbage> collect(Collect collect, TimePoint now = SystemClock().now());

 private:
  Store(std::unique_ptr<FileSystem> files, std::filesystem::path root, const Clock& clock)
      : files_(std::move(files)), root_(std::move(root)), clock_(clock), blobs_(*files_, root_) {}

  Result<void> make_layout();
  Result<Index> read_index() const;
  Result<void> check_sizes(const Manifest& manifest) const;
  Result<void> verify_blob(const Descriptor& blob, Verify which, const Progress& progress);
  template <typename Change>
  Result<void> change_index(Change change);
  Result<void> keep_referrers(const Index& index, Collector& collector, Index& kept) const;

  std::unique_ptr<FileSystem> files_;
  std::filesystem::path root_;
  const Clock& clock_;
  BlobStore blobs_;
};

}  // namespace tiles::store
