// SPDX-License-Identifier: Apache-2.0
#include "models/piece_journal.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/format.h"
#include "base/text.h"
#include "net/headers.h"

namespace tiles::models {
namespace {

constexpr std::size_t kReadBytes = std::size_t{1} << 20;

std::string head_of(const PulledBlob& blob) {
  return format("tiles-pull 1 {} {} {}\n", blob.digest.text(), blob.size_bytes, kPieceBytes);
}

}  // namespace

Result<crypto::Digest> hash_part(const FileReader& file, std::uint64_t offset,
                                 std::uint64_t size_bytes) {
  std::vector<char> piece(std::min<std::uint64_t>(kReadBytes, size_bytes));
  crypto::Sha256 hash;
  while (size_bytes > 0) {
    const std::span<char> wanted(piece.data(), std::min<std::uint64_t>(piece.size(), size_bytes));
    const std::size_t count = TILES_TRY(file.read_at(offset, wanted));
    if (count == 0) break;  // Shorter than it was: the digest will not agree.
    hash.update({piece.data(), count});
    offset += count;
    size_bytes -= count;
  }
  return hash.finish();
}

Result<std::unique_ptr<PieceJournal>> PieceJournal::open(FileSystem& files, std::string_view folder,
                                                         const PulledBlob& blob) {
  const std::string path = std::string(folder) + "/journal";
  std::string text;
  if (const auto info = files.info(path)) text = TILES_TRY(files.read(path, kTextBytesMax));
  if (!text.starts_with(head_of(blob))) {
    // Written whole or not at all; what lies in "data" is then of nobody.
    text = head_of(blob);
    TILES_CHECK(replace_file(files, path, text));
  }
  auto data = TILES_TRY(files.update(std::string(folder) + "/data"));
  auto journal = TILES_TRY(files.update(path));
  std::unique_ptr<PieceJournal> opened(new PieceJournal(blob, std::move(data), std::move(journal)));
  TILES_CHECK(opened->read(text));
  return opened;
}

Result<void> PieceJournal::read(std::string_view text) {
  text.remove_prefix(head_of(blob_).size());
  // A line that a crash cut off is written over.
  text = text.substr(0, text.rfind('\n') == std::string_view::npos ? 0 : text.rfind('\n') + 1);
  journal_bytes_ = head_of(blob_).size() + text.size();
  for (const std::string_view line : split(text, '\n')) {
    const std::vector<std::string_view> words = split(line, ' ');
    const auto piece = words.size() == 2 ? net::parse_number(words[0]) : std::nullopt;
    if (!piece || *piece >= piece_count()) continue;
    const auto digest = crypto::Digest::parse("sha256:" + std::string(words[1]));
    if (digest) pieces_.insert_or_assign(*piece, *digest);
    if (words[1] == "-") pieces_.erase(*piece);
  }
  return check_pieces();
}

Result<void> PieceJournal::check_pieces() {
  for (auto entry = pieces_.begin(); entry != pieces_.end();) {
    const crypto::Digest found =
        TILES_TRY(hash_part(*data_, entry->first * kPieceBytes, piece_bytes(entry->first)));
    const bool is_same = found == entry->second;
    damaged_count_ += is_same ? 0 : 1;
    entry = is_same ? std::next(entry) : pieces_.erase(entry);
  }
  return {};
}

std::uint64_t PieceJournal::piece_count() const {
  return (blob_.size_bytes + kPieceBytes - 1) / kPieceBytes;
}

std::uint64_t PieceJournal::piece_bytes(std::uint64_t piece) const {
  return std::min(kPieceBytes, blob_.size_bytes - piece * kPieceBytes);
}

bool PieceJournal::has(std::uint64_t piece) const {
  const std::scoped_lock lock(mutex_);
  return pieces_.contains(piece);
}

std::uint64_t PieceJournal::bytes_done() const {
  const std::scoped_lock lock(mutex_);
  std::uint64_t bytes = 0;
  for (const auto& [piece, digest] : pieces_) bytes += piece_bytes(piece);
  return bytes;
}

crypto::Digest PieceJournal::digest(std::uint64_t piece) const {
  const std::scoped_lock lock(mutex_);
  const auto found = pieces_.find(piece);
  return found == pieces_.end() ? crypto::Digest() : found->second;
}

Result<void> PieceJournal::append(std::string_view line) {
  TILES_CHECK(journal_->write_at(journal_bytes_, line));
  journal_bytes_ += line.size();
  return {};
}

Result<void> PieceJournal::record(std::uint64_t piece, const crypto::Digest& digest) {
  const std::scoped_lock lock(mutex_);
  TILES_CHECK(append(format("{} {}\n", piece, digest.hex())));
  pieces_.insert_or_assign(piece, digest);
  return {};
}

Result<void> PieceJournal::forget(std::uint64_t piece) {
  const std::scoped_lock lock(mutex_);
  TILES_CHECK(append(format("{} -\n", piece)));
  pieces_.erase(piece);
  return {};
}

}  // namespace tiles::models
