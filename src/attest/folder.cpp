// SPDX-License-Identifier: Apache-2.0
#include "attest/folder.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace tiles::attest {
namespace {

constexpr std::size_t kReadBytes = std::size_t{1} << 20U;

struct Piece {
  std::string path;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  crypto::Digest digest;
};

bool is_below(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

// All files of a folder.
class Walk {
 public:
  Walk(const FileSystem& files, const Serialization& serialization)
      : files_(files), serialization_(serialization) {}

  Result<std::vector<Piece>> find() {
    TILES_CHECK(walk("", 0));
    if (pieces_.empty()) return fail(ErrorCode::Invalid, "there is no file to sign");
    return std::move(pieces_);
  }

 private:
  Result<void> walk(const std::string& folder, std::size_t depth) {
    if (depth > kFolderDepthMax) {
      return fail(ErrorCode::Limit, format("folders nested deeper than {}", kFolderDepthMax));
    }
    for (const FileInfo& entry : TILES_TRY(files_.list(folder))) {
      const std::string path = folder.empty() ? entry.name : folder + "/" + entry.name;
      const bool is_ignored = std::ranges::any_of(
          serialization_.ignored,
          [&](const std::string& left_out) { return is_below(path, left_out); });
      if (is_ignored) continue;
      if (entry.kind == FileKind::Directory) {
        TILES_CHECK(walk(path, depth + 1));
      } else {
        TILES_CHECK(add(path, entry));
      }
    }
    return {};
  }

  Result<void> add(const std::string& path, const FileInfo& entry) {
    if (entry.kind != FileKind::File) {
      return fail(ErrorCode::Invalid, shown_in_quotes(path) + (entry.kind == FileKind::SymbolicLink
                                                                   ? " is a symbolic link"
                                                                   : " is no file"));
    }
    if (!is_utf8(path)) {
      return fail(ErrorCode::Invalid, "the name " + shown_in_quotes(path) + " is not UTF-8");
    }
    const bool is_sharded = serialization_.pieces == Pieces::Shards;
    const std::uint64_t step = is_sharded ? serialization_.shard_bytes : entry.size_bytes;
    if (!is_sharded && entry.size_bytes == 0) return add_piece(path, 0, 0);
    // A file without bytes has no shard.
    for (std::uint64_t begin = 0; begin < entry.size_bytes;) {
      const std::uint64_t end = begin + std::min(step, entry.size_bytes - begin);
      TILES_CHECK(add_piece(path, begin, end));
      begin = end;
    }
    return {};
  }

  Result<void> add_piece(const std::string& path, std::uint64_t begin, std::uint64_t end) {
    if (pieces_.size() >= ModelContent::kResourcesMax) {
      return fail(ErrorCode::Limit,
                  format("more than {} files or shards", ModelContent::kResourcesMax));
    }
    pieces_.push_back({.path = path, .begin = begin, .end = end, .digest = {}});
    return {};
  }

  const FileSystem& files_;
  const Serialization& serialization_;
  std::vector<Piece> pieces_;
};

Result<void> hash_piece(const FileSystem& files, Piece& piece, std::string& memory) {
  const auto file = TILES_TRY(files.open(piece.path));
  crypto::Sha256 hash;
  for (std::uint64_t offset = piece.begin; offset < piece.end;) {
    const auto wanted = std::min<std::uint64_t>(memory.size(), piece.end - offset);
    const std::size_t count = TILES_TRY(file->read_at(offset, {memory.data(), wanted}));
    if (count == 0) return fail(ErrorCode::Conflict, "it became shorter while it was read");
    hash.update({memory.data(), count});
    offset += count;
  }
  piece.digest = hash.finish();
  return {};
}

// Hashes pieces on several threads, the largest first, so that none is left with a long one.
class ParallelHash {
 public:
  ParallelHash(const FileSystem& files, std::vector<Piece>& pieces)
      : files_(files), pieces_(pieces) {
    std::ranges::stable_sort(pieces_, std::ranges::greater{},
                             [](const Piece& piece) { return piece.end - piece.begin; });
  }

  Result<void> run(std::size_t threads) {
    std::vector<std::jthread> others;
    const std::size_t count = std::min(threads, pieces_.size());
    others.reserve(count);
    for (std::size_t i = 1; i < count; ++i) others.emplace_back([this] { work(); });
    work();
    others.clear();
    return error_ ? Result<void>(fail(*error_)) : Result<void>();
  }

 private:
  void work() {
    std::string memory(kReadBytes, '\0');
    while (!has_failed_) {
      const std::size_t i = next_++;
      if (i >= pieces_.size()) return;
      auto hashed = hash_piece(files_, pieces_[i], memory);
      if (!hashed) {
        fail_with(std::move(hashed).error().within("hashing " + shown_in_quotes(pieces_[i].path)));
      }
    }
  }

  void fail_with(Error error) {
    const std::scoped_lock lock(mutex_);
    if (!error_) error_ = std::move(error);
    has_failed_ = true;
  }

  const FileSystem& files_;
  std::vector<Piece>& pieces_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> has_failed_{false};
  std::mutex mutex_;
  std::optional<Error> error_;
};

std::string name_of(const Piece& piece, Pieces pieces) {
  return pieces == Pieces::Files ? piece.path
                                 : format("{}:{}:{}", piece.path, piece.begin, piece.end);
}

using Digests = std::map<std::string, crypto::Digest>;

Digests by_name(const ModelContent& content) {
  Digests digests;
  for (const Resource& resource : content.resources)
    digests.emplace(resource.name, resource.digest);
  return digests;
}

}  // namespace

std::vector<std::string> ignored_by_default() {
  return {".git", ".gitattributes", ".github", ".gitignore"};
}

Result<ModelContent> hash_folder(const FileSystem& files, std::string_view name,
                                 Serialization serialization, std::size_t threads) {
  std::vector<Piece> pieces = TILES_TRY(Walk(files, serialization).find());
  TILES_CHECK(ParallelHash(files, pieces).run(std::max<std::size_t>(threads, 1)));
  ModelContent content{
      .name = std::string(name), .serialization = std::move(serialization), .resources = {}};
  content.resources.reserve(pieces.size());
  for (const Piece& piece : pieces) {
    content.resources.push_back(
        {.name = name_of(piece, content.serialization.pieces), .digest = piece.digest});
  }
  content.sort();
  return content;
}

Result<FolderDifference> compare_folder(const FileSystem& files, const ModelContent& content,
                                        const std::vector<std::string>& also_ignored,
                                        std::size_t threads) {
  Serialization serialization = content.serialization;
  serialization.ignored.insert(serialization.ignored.end(), also_ignored.begin(),
                               also_ignored.end());
  const Digests found =
      by_name(TILES_TRY(hash_folder(files, content.name, std::move(serialization), threads)));
  const Digests wanted = by_name(content);
  FolderDifference difference;
  for (const auto& [name, digest] : wanted) {
    const auto same = found.find(name);
    if (same == found.end()) {
      difference.missing.push_back(name);
    } else if (same->second != digest) {
      difference.changed.push_back(name);
    }
  }
  for (const auto& [name, digest] : found) {
    if (!wanted.contains(name)) difference.unsigned_files.push_back(name);
  }
  return difference;
}

}  // namespace tiles::attest
