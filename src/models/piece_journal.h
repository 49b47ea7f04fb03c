// SPDX-License-Identifier: Apache-2.0
// Which pieces of a file have come, kept beside it so that a pull goes on after anything. Format:
// docs/formats/network.md. A piece counts when its bytes on disk have the hash that stands here:
// nothing depends on what a power cut keeps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/file_system.h"
#include "base/result.h"
#include "crypto/digest.h"

namespace tiles::models {

// What is pulled: a blob of a known digest and size.
struct PulledBlob {
  crypto::Digest digest;
  std::uint64_t size_bytes = 0;
};

inline constexpr std::uint64_t kPieceBytes = std::uint64_t{4} << 20;

// Safe from several threads.
class PieceJournal {
 public:
  static constexpr std::uint64_t kTextBytesMax = std::uint64_t{512} << 20;

  // In `folder`, which exists: the files "data" and "journal". What was recorded is hashed; pieces
  // that are not what they were are forgotten. A journal of another blob, or that is none, is begun
  // anew. Errors: Io, Denied, Limit.
  static Result<std::unique_ptr<PieceJournal>> open(FileSystem& files, std::string_view folder,
                                                    const PulledBlob& blob);

  std::uint64_t piece_count() const;
  // Less for the last one.
  std::uint64_t piece_bytes(std::uint64_t piece) const;
  bool has(std::uint64_t piece) const;
  std::uint64_t bytes_done() const;
  // Pieces that were recorded and are not what they were.
  std::uint64_t damaged_count() const { return damaged_count_; }

  FileUpdater& data() { return *data_; }
  Result<void> record(std::uint64_t piece, const crypto::Digest& digest);
  crypto::Digest digest(std::uint64_t piece) const;
  // The piece is fetched again by the next pull.
  Result<void> forget(std::uint64_t piece);

 private:
  PieceJournal(const PulledBlob& blob, std::unique_ptr<FileUpdater> data,
               std::unique_ptr<FileUpdater> journal)
      : blob_(blob), data_(std::move(data)), journal_(std::move(journal)) {}
  Result<void> read(std::string_view text);
  Result<void> check_pieces();
  Result<void> append(std::string_view line);

  PulledBlob blob_;
  std::unique_ptr<FileUpdater> data_;
  std::unique_ptr<FileUpdater> journal_;
  std::uint64_t journal_bytes_ = 0;
  std::uint64_t damaged_count_ = 0;
  mutable std::mutex mutex_;
  std::map<std::uint64_t, crypto::Digest> pieces_;
};

// The SHA-256 of a part of an open file. Memory: 1 MiB.
Result<crypto::Digest> hash_part(const FileReader& file, std::uint64_t offset,
                                 std::uint64_t size_bytes);

}  // namespace tiles::models
