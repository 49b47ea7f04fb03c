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

constexpr std::size_t kReadBytes = std::size_t{256} * 1024;
constexpr std::size_t kLineBytesMax = 64;  // Of a number, a blank and 32 digits.

std::string head_of(const PulledBlob& blob) {
  return format("tiles-pull 2 {} {} {}\n", blob.digest.text(), blob.size_bytes, kPieceBytes);
}

std::string journal_path(std::string_view folder) { return std::string(folder) + "/journal"; }

std::uint64_t bytes_of(const std::map<std::uint64_t, crypto::Checksum>& pieces,
                       const PulledBlob& blob) {
  std::uint64_t bytes = 0;
  for (const auto& [piece, checksum] : pieces) bytes += blob.piece_bytes(piece);
  return bytes;
}

// Nothing when there is no journal of this blob.
Result<std::optional<PieceRecords>> read_records(const FileSystem& files, std::string_view folder,
                                                 const PulledBlob& blob) {
  const auto text = files.read(journal_path(folder), PieceRecords::kTextBytesMax);
  if (text) return PieceRecords::parse(*text, blob);
  // Longer than any journal: it is none.
  const ErrorCode code = text.error().code();
  if (code == ErrorCode::NotFound || code == ErrorCode::Limit) return std::nullopt;
  return fail(Error(text.error()));
}

}  // namespace

std::uint64_t PulledBlob::piece_count() const {
  return (size_bytes + kPieceBytes - 1) / kPieceBytes;
}

std::uint64_t PulledBlob::piece_bytes(std::uint64_t piece) const {
  return std::min(kPieceBytes, size_bytes - piece * kPieceBytes);
}

std::optional<PieceRecords> PieceRecords::parse(std::string_view text, const PulledBlob& blob) {
  const std::string head = head_of(blob);
  if (text.size() > kTextBytesMax || !text.starts_with(head)) return std::nullopt;
  PieceRecords records;
  // A line that a crash cut off is written over.
  records.size_bytes = text.rfind('\n') + 1;
  text = text.substr(head.size(), records.size_bytes - head.size());
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(line.size() + 1);
    ++records.lines;
    if (line.size() > kLineBytesMax) continue;
    const std::vector<std::string_view> words = split(line, ' ');
    const auto piece = words.size() == 2 ? net::parse_number(words[0]) : std::nullopt;
    if (!piece || *piece >= blob.piece_count()) continue;
    const auto checksum = crypto::Checksum::parse(words[1]);
    if (checksum) records.pieces.insert_or_assign(*piece, *checksum);
    if (words[1] == "-") records.pieces.erase(*piece);
  }
  return records;
}

std::string PieceRecords::print(const PulledBlob& blob) const {
  std::string text = head_of(blob);
  for (const auto& [piece, checksum] : pieces) text += format("{} {}\n", piece, checksum.hex());
  return text;
}

std::uint64_t recorded_bytes(const FileSystem& files, std::string_view folder,
                             const PulledBlob& blob) {
  const auto records = read_records(files, folder, blob);
  return records && *records ? bytes_of((*records)->pieces, blob) : 0;
}

Result<void> read_part(const FileReader& file, FilePart part,
                       const std::function<void(std::string_view)>& take) {
  std::vector<char> buffer(std::min<std::uint64_t>(kReadBytes, part.size_bytes));
  while (part.size_bytes > 0) {
    const std::span<char> wanted(buffer.data(),
                                 std::min<std::uint64_t>(buffer.size(), part.size_bytes));
    const std::size_t count = TILES_TRY(file.read_at(part.offset, wanted));
    if (count == 0) break;  // Shorter than it was: the hash will not agree.
    take({buffer.data(), count});
    part.offset += count;
    part.size_bytes -= count;
  }
  return {};
}

Result<std::unique_ptr<PieceJournal>> PieceJournal::open(FileSystem& files, std::string_view folder,
                                                         const PulledBlob& blob) {
  if (blob.size_bytes > PulledBlob::kSizeBytesMax) {
    return fail(ErrorCode::Limit, format("the file has {} bytes, the limit is {}", blob.size_bytes,
                                         PulledBlob::kSizeBytesMax));
  }
  const std::string data_path = std::string(folder) + "/data";
  auto records = TILES_TRY(read_records(files, folder, blob));
  if (!records) {
    // Without a journal what lies in "data" is of nobody, and may be longer than the blob.
    if (files.info(data_path)) TILES_CHECK(files.remove(data_path));
    records.emplace();
  }
  if (records->size_bytes == 0 || records->lines > 2 * records->pieces.size()) {
    const std::string text = records->print(blob);
    TILES_CHECK(replace_file(files, journal_path(folder), text));  // Whole or not at all.
    records->size_bytes = text.size();
  }
  auto data = TILES_TRY(files.update(data_path));
  auto journal = TILES_TRY(files.update(journal_path(folder)));
  std::unique_ptr<PieceJournal> opened(new PieceJournal(blob, std::move(data), std::move(journal)));
  opened->journal_bytes_ = records->size_bytes;
  opened->pieces_ = std::move(records->pieces);
  TILES_CHECK(opened->check_pieces());
  return opened;
}

Result<void> PieceJournal::check_pieces() {
  for (auto entry = pieces_.begin(); entry != pieces_.end();) {
    crypto::Checksummer sum;
    TILES_CHECK(read_part(*data_, {entry->first * kPieceBytes, blob_.piece_bytes(entry->first)},
                          [&](std::string_view bytes) { sum.update(bytes); }));
    const bool is_same = sum.finish() == entry->second;
    damaged_count_ += is_same ? 0 : 1;
    entry = is_same ? std::next(entry) : pieces_.erase(entry);
  }
  return {};
}

bool PieceJournal::has(std::uint64_t piece) const {
  const std::scoped_lock lock(mutex_);
  return pieces_.contains(piece);
}

std::uint64_t PieceJournal::bytes_done() const {
  const std::scoped_lock lock(mutex_);
  return bytes_of(pieces_, blob_);
}

crypto::Checksum PieceJournal::checksum(std::uint64_t piece) const {
  const std::scoped_lock lock(mutex_);
  const auto found = pieces_.find(piece);
  return found == pieces_.end() ? crypto::Checksum() : found->second;
}

Result<void> PieceJournal::append(std::string_view line) {
  if (journal_bytes_ + line.size() > PieceRecords::kTextBytesMax) {
    return fail(ErrorCode::Limit,
                format("the journal of the pull has more than {} bytes: begin it again",
                       PieceRecords::kTextBytesMax));
  }
  TILES_CHECK(journal_->write_at(journal_bytes_, line));
  journal_bytes_ += line.size();
  return {};
}

Result<void> PieceJournal::record(std::uint64_t piece, const crypto::Checksum& checksum) {
  const std::scoped_lock lock(mutex_);
  TILES_CHECK(append(format("{} {}\n", piece, checksum.hex())));
  pieces_.insert_or_assign(piece, checksum);
  return {};
}

Result<void> PieceJournal::forget(std::uint64_t piece) {
  const std::scoped_lock lock(mutex_);
  TILES_CHECK(append(format("{} -\n", piece)));
  pieces_.erase(piece);
  return {};
}

}  // namespace tiles::models
