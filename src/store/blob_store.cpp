// SPDX-License-Identifier: Apache-2.0
#include "store/blob_store.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/format.h"
#include "base/random.h"
#include "store/layout.h"

namespace tiles::store {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{1} << 20;

struct Hashed {
  crypto::Digest digest;
  std::uint64_t size_bytes = 0;
};

Result<void> tell(const Progress& progress, std::uint64_t bytes_done) {
  if (progress && progress(bytes_done) == Step::Cancel) {
    return fail(ErrorCode::Cancelled, "stopped on request");
  }
  return {};
}

Result<void> check_size(std::uint64_t size_bytes, std::uint64_t size_bytes_max) {
  if (size_bytes > size_bytes_max) {
    return fail(ErrorCode::Limit, format("more than {} bytes", size_bytes_max));
  }
  return {};
}

// Passes all bytes of `source` through the hash, and through `writer` when there is one.
Result<Hashed> hash_source(const ByteSource& source, const PutOptions& options,
                           FileWriter* writer) {
  std::vector<char> piece(kPieceBytes);
  crypto::Sha256 hash;
  std::uint64_t size = 0;
  while (const std::size_t count = TILES_TRY(source(piece))) {
    size += count;
    TILES_CHECK(check_size(size, options.size_bytes_max));
    hash.update({piece.data(), count});
    if (writer != nullptr) TILES_CHECK(writer->write({piece.data(), count}));
    TILES_CHECK(tell(options.progress, size));
  }
  return Hashed{hash.finish(), size};
}

ByteSource source_of(const FileReader& file) {
  return [&file, offset = std::uint64_t{0}](std::span<char> out) mutable -> Result<std::size_t> {
    const std::size_t count = TILES_TRY(file.read_at(offset, out));
    offset += count;
    return count;
  };
}

bool is_same_state(const FileInfo& a, const FileInfo& b) {
  return a.size_bytes == b.size_bytes && a.modified_ns == b.modified_ns && a.inode == b.inode;
}

// What is kept of a blob's state when it was hashed; compared as text.
std::string state_text(const FileInfo& info) {
  return format("{} {} {}\n", info.size_bytes, info.modified_ns, info.inode);
}

// Hashes a file that others may write to meanwhile.
Result<Hashed> hash_file(const FileReader& file, const PutOptions& options, FileWriter* writer,
                         FileInfo& state) {
  state = TILES_TRY(file.info());
  TILES_CHECK(check_size(state.size_bytes, options.size_bytes_max));
  const Hashed hashed = TILES_TRY(hash_source(source_of(file), options, writer));
  if (!is_same_state(state, TILES_TRY(file.info()))) {
    return fail(ErrorCode::Conflict, "the file was changed while it was read");
  }
  return hashed;
}

// A file under its first name. It is removed unless it was given its place.
class StagedFile {
 public:
  explicit StagedFile(FileSystem& files)
      : files_(&files), path_(std::string(layout::kStaged) + "/" + random_hex(8)) {}
  StagedFile(StagedFile&& other) noexcept
      : files_(std::exchange(other.files_, nullptr)), path_(std::move(other.path_)) {}
  StagedFile& operator=(StagedFile&&) = delete;
  ~StagedFile() {
    // What cannot be removed now is collected as garbage later.
    if (files_ != nullptr) static_cast<void>(files_->remove(path_));
  }

  const std::string& path() const { return path_; }
  void release() { files_ = nullptr; }

 private:
  FileSystem* files_;
  std::string path_;
};

}  // namespace

struct BlobStore::Staged {
  StagedFile file;
  Hashed hashed;
  Way way = Way::Copied;
  FileInfo state;  // Of the bytes, as they were when they were hashed.
};

Result<DirectoryLock> BlobStore::hold() const {
  return DirectoryLock::take(root_.empty() ? root_ : root_ / layout::kBlobsLock, LockKind::Shared,
                             layout::kLockWait);
}

Result<BlobStore::Staged> BlobStore::stage_copy(const ByteSource& source,
                                                const PutOptions& options) {
  Staged staged{.file = StagedFile(files_), .hashed = {}, .way = Way::Copied, .state = {}};
  const auto writer = TILES_TRY(files_.create(staged.file.path()));
  staged.hashed = TILES_TRY(hash_source(source, options, writer.get()));
  TILES_CHECK(writer->sync());
  staged.state = TILES_TRY(files_.info(staged.file.path()));
  return staged;
}

Result<BlobStore::Staged> BlobStore::stage_shared(const std::filesystem::path& file,
                                                  const PutOptions& options) {
  for (const Sharing sharing : {Sharing::Clone, Sharing::HardLink}) {
    Staged staged{.file = StagedFile(files_),
                  .hashed = {},
                  .way = sharing == Sharing::Clone ? Way::Cloned : Way::HardLinked,
                  .state = {}};
    if (auto shared = files_.share(file, staged.file.path(), sharing); !shared) {
      if (shared.error().code() == ErrorCode::Unsupported) continue;
      return fail(std::move(shared).error());
    }
    const auto reader = TILES_TRY(files_.open(staged.file.path()));
    staged.hashed = TILES_TRY(hash_file(*reader, options, nullptr, staged.state));
    return staged;
  }
  return stage_file_copy(file, options);
}

Result<BlobStore::Staged> BlobStore::stage_file_copy(const std::filesystem::path& file,
                                                     const PutOptions& options) {
  Staged staged{.file = StagedFile(files_), .hashed = {}, .way = Way::Copied, .state = {}};
  const auto reader = TILES_TRY(open_file(file));
  const auto writer = TILES_TRY(files_.create(staged.file.path()));
  staged.hashed = TILES_TRY(hash_file(*reader, options, writer.get(), staged.state));
  TILES_CHECK(writer->sync());
  staged.state = TILES_TRY(files_.info(staged.file.path()));
  return staged;
}

Result<BlobStore::Staged> BlobStore::stage_reference(const std::filesystem::path& file,
                                                     const PutOptions& options) {
  std::error_code error;
  const auto target = std::filesystem::canonical(file, error);
  if (error) {
    return fail_system(error.value(), "finding '" + file.native() + "'");
  }
  Staged staged{.file = StagedFile(files_), .hashed = {}, .way = Way::Referenced, .state = {}};
  const auto reader = TILES_TRY(open_file(target));
  staged.hashed = TILES_TRY(hash_file(*reader, options, nullptr, staged.state));
  TILES_CHECK(files_.make_link(target.native(), staged.file.path()));
  return staged;
}

Result<Stored> BlobStore::place(Staged staged, const PutOptions& options) {
  const crypto::Digest& digest = staged.hashed.digest;
  if (options.expected && *options.expected != digest) {
    return fail(ErrorCode::Corrupt,
                format("digest is {}, expected {}", digest.text(), options.expected->text()));
  }
  Stored stored{.digest = digest, .size_bytes = staged.hashed.size_bytes, .way = staged.way};
  const bool outlives_reference = staged.way != Way::Referenced && is_reference(digest);
  if (!outlives_reference && is_checked(digest)) {
    stored.way = Way::Present;
    return stored;
  }
  // Replaces a blob that was damaged, and a reference to a file that may go.
  TILES_CHECK(files_.rename(staged.file.path(), layout::blob(digest)));
  // A rename between two names of one file leaves both: then the first is removed.
  if (staged.way != Way::HardLinked) staged.file.release();
  TILES_CHECK(files_.sync_directory(layout::kBlobs));
  remember_checked(digest, staged.state);
  return stored;
}

Result<Stored> BlobStore::put(const ByteSource& source, const PutOptions& options) {
  const DirectoryLock held = TILES_TRY(hold());
  return place(TILES_TRY(stage_copy(source, options)), options);
}

Result<Stored> BlobStore::put(std::string_view bytes) {
  return put([&](std::span<char> out) -> Result<std::size_t> {
    const std::size_t count = bytes.copy(out.data(), out.size());
    bytes.remove_prefix(count);
    return count;
  });
}

Result<Stored> BlobStore::import_file(const std::filesystem::path& file, ImportKind kind,
                                      const PutOptions& options) {
  const DirectoryLock held = TILES_TRY(hold());
  auto stage = [&] {
    if (kind == ImportKind::Copy) return stage_file_copy(file, options);
    if (kind == ImportKind::InPlace) return stage_reference(file, options);
    return stage_shared(file, options);
  };
  auto staged = stage();
  auto stored = staged ? place(*std::move(staged), options) : fail(std::move(staged).error());
  if (!stored) {
    return fail(std::move(stored).error().within("importing '" + file.native() + "'"));
  }
  if (kind == ImportKind::Move) {
    std::error_code error;
    std::filesystem::remove(file, error);
    if (error) return fail_system(error.value(), "removing '" + file.native() + "'");
    if (stored->way != Way::Present) stored->way = Way::Moved;
  }
  return stored;
}

std::filesystem::path BlobStore::staged_file() const {
  return root_.empty() ? root_ : root_ / layout::kStaged / random_hex(8);
}

Result<Stored> BlobStore::adopt(std::string_view path, const crypto::Digest& hashed) {
  const DirectoryLock held = TILES_TRY(hold());
  const FileInfo state = TILES_TRY(files_.info(path));
  TILES_CHECK(files_.rename(path, layout::blob(hashed)));
  TILES_CHECK(files_.sync_directory(layout::kBlobs));
  remember_checked(hashed, state);
  return Stored{.digest = hashed, .size_bytes = state.size_bytes, .way = Way::Moved};
}

Result<std::unique_ptr<FileReader>> BlobStore::open(const crypto::Digest& digest) const {
  const std::string path = layout::blob(digest);
  // Nearly all are files; what is a link is not opened as one.
  auto file = files_.open(path);
  if (file) return file;
  const auto info = files_.info(path);
  if (!info && info.error().code() == ErrorCode::NotFound) {
    return fail(ErrorCode::NotFound, "the blob '" + digest.text() + "' is not in the store");
  }
  if (TILES_TRY(info).kind != FileKind::SymbolicLink) return file;
  auto referenced = open_file(TILES_TRY(files_.read_link(path)));
  if (!referenced) {
    return fail(
        std::move(referenced).error().within("the file that '" + digest.text() + "' refers to"));
  }
  return referenced;
}

Result<std::uint64_t> BlobStore::size_bytes(const crypto::Digest& digest) const {
  const auto file = TILES_TRY(open(digest));
  return TILES_TRY(file->info()).size_bytes;
}

bool BlobStore::contains(const crypto::Digest& digest) const { return open(digest).has_value(); }

Result<std::string> BlobStore::read(const crypto::Digest& digest,
                                    std::uint64_t size_bytes_max) const {
  const auto file = TILES_TRY(open(digest));
  std::string bytes;
  const std::uint64_t size = TILES_TRY(file->info()).size_bytes;
  if (auto checked = check_size(size, size_bytes_max); !checked) {
    return fail(std::move(checked).error().within("reading '" + digest.text() + "'"));
  }
  bytes.resize(static_cast<std::size_t>(size));
  bytes.resize(TILES_TRY(file->read_at(0, bytes)));
  const crypto::Digest actual = crypto::sha256(bytes);
  if (actual != digest) {
    return fail(ErrorCode::Corrupt,
                format("digest is {}, the blob's name says {}", actual.text(), digest.text()));
  }
  return bytes;
}

Result<std::filesystem::path> BlobStore::path(const crypto::Digest& digest) const {
  const std::string path = layout::blob(digest);
  if (TILES_TRY(files_.info(path)).kind == FileKind::SymbolicLink) {
    return std::filesystem::path(TILES_TRY(files_.read_link(path)));
  }
  return root_ / path;
}

bool BlobStore::is_reference(const crypto::Digest& digest) const {
  const auto info = files_.info(layout::blob(digest));
  return info && info->kind == FileKind::SymbolicLink;
}

bool BlobStore::is_checked(const crypto::Digest& digest) const {
  constexpr std::uint64_t kStateBytesMax = 128;
  const auto file = open(digest);
  if (!file) return false;
  const auto info = (*file)->info();
  const auto state = files_.read(layout::checked(digest), kStateBytesMax);
  return info && state && *state == state_text(*info);
}

void BlobStore::remember_checked(const crypto::Digest& digest, const FileInfo& state) {
  // Where this cannot be written, in a store that is only read, the blob is hashed again next time.
  static_cast<void>(replace_file(files_, layout::checked(digest), state_text(state)));
}

Result<void> BlobStore::verify(const crypto::Digest& digest, const Progress& progress) {
  const auto file = TILES_TRY(open(digest));
  PutOptions options;
  options.progress = progress;
  FileInfo state;
  const Hashed hashed = TILES_TRY(hash_file(*file, options, nullptr, state));
  if (hashed.digest != digest) {
    // Bits can flip without a trace in the file's state. Nothing to remove is no error.
    static_cast<void>(files_.remove(layout::checked(digest)));
    return fail(ErrorCode::Corrupt, format("digest is {}, the blob's name says {}",
                                           hashed.digest.text(), digest.text()));
  }
  if (!is_checked(digest)) remember_checked(digest, state);
  return {};
}

Result<void> BlobStore::check(const crypto::Digest& digest, const Progress& progress) {
  return is_checked(digest) ? Result<void>() : verify(digest, progress);
}

Result<std::vector<crypto::Digest>> BlobStore::list() const {
  std::vector<crypto::Digest> digests;
  for (const FileInfo& entry : TILES_TRY(files_.list(layout::kBlobs))) {
    // Other files there are not ours: they are left alone.
    if (const auto digest = crypto::Digest::parse("sha256:" + entry.name)) {
      digests.push_back(*digest);
    }
  }
  return digests;
}

}  // namespace tiles::store
