// SPDX-License-Identifier: Apache-2.0
// Which pieces of a file have come, kept beside it so that a pull goes on after anything. Format:
// docs/formats/network.md. A piece counts when its bytes on disk have the checksum that stands
// here: nothing depends on what a power cut keeps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/file_system.h"
#include "base/result.h"
#include "crypto/checksum.h"
#include "crypto/digest.h"

namespace tiles::models {

// What is pulled. The digest is the one that was announced; where none was, one of all that tells
// this file from others (its address, size and entity tag).
struct PulledBlob {
  static constexpr std::uint64_t kSizeBytesMax = std::uint64_t{1} << 40;

  crypto::Digest digest;
  std::uint64_t size_bytes = 0;

  std::uint64_t piece_count() const;
  // Less for the last one.
  std::uint64_t piece_bytes(std::uint64_t piece) const;
};

inline constexpr std::uint64_t kPieceBytes = std::uint64_t{4} << 20;

// What a journal says.
struct PieceRecords {
  // Longer than that of the largest blob with each piece recorded and forgotten twice.
  static constexpr std::uint64_t kTextBytesMax = std::uint64_t{64} << 20;

  std::map<std::uint64_t, crypto::Checksum> pieces;
  std::size_t lines = 0;
  std::size_t size_bytes = 0;  // Of the head and the lines that are whole.

  // Nothing when `text` is not the journal of `blob`. What is no line of one is read over.
  static std::optional<PieceRecords> parse(std::string_view text, const PulledBlob& blob);
  std::string print(const PulledBlob& blob) const;
};

// Bytes that the journal in `folder` records, unread; 0 when there is none of this blob.
std::uint64_t recorded_bytes(const FileSystem& files, std::string_view folder,
                             const PulledBlob& blob);

// Safe from several threads.
class PieceJournal {
 public:
  // In `folder`, which exists: the files "data" and "journal". What was recorded is read; pieces
  // that are not what they were are forgotten. A journal of another blob, or that is none, is begun
  // anew. Errors: Io, Denied, Limit (the blob is larger than PulledBlob::kSizeBytesMax).
  static Result<std::unique_ptr<PieceJournal>> open(FileSystem& files, std::string_view folder,
                                                    const PulledBlob& blob);

  const PulledBlob& blob() const { return blob_; }
  bool has(std::uint64_t piece) const;
  std::uint64_t bytes_done() const;
  // Pieces that were recorded and are not what they were.
  std::uint64_t damaged_count() const { return damaged_count_; }

  FileUpdater& data() { return *data_; }
  Result<void> record(std::uint64_t piece, const crypto::Checksum& checksum);
  // Of zeros when it is not there.
  crypto::Checksum checksum(std::uint64_t piece) const;
  // The piece is fetched again by the next pull.
  Result<void> forget(std::uint64_t piece);

 private:
  PieceJournal(const PulledBlob& blob, std::unique_ptr<FileUpdater> data,
               std::unique_ptr<FileUpdater> journal)
      : blob_(blob), data_(std::move(data)), journal_(std::move(journal)) {}
  Result<void> check_pieces();
  Result<void> append(std::string_view line);

  PulledBlob blob_;
  std::unique_ptr<FileUpdater> data_;
  std::unique_ptr<FileUpdater> journal_;
  std::uint64_t journal_bytes_ = 0;
  std::uint64_t damaged_count_ = 0;
  mutable std::mutex mutex_;
  std::map<std::uint64_t, crypto::Checksum> pieces_;
};

struct FilePart {
  std::uint64_t offset = 0;
  std::uint64_t size_bytes = 0;
};

// Reads a part of an open file; less where the file is shorter. Memory: 256 KiB.
Result<void> read_part(const FileReader& file, FilePart part,
                       const std::function<void(std::string_view)>& take);

}  // namespace tiles::models
