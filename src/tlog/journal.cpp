// SPDX-License-Identifier: Apache-2.0
#include "tlog/journal.h"

#include "crypto/digest.h"
#include "tlog/hash.h"
#include "tlog/tile.h"

namespace tiles::tlog {
namespace {

constexpr std::string_view kHeader = "tiles.log.journal.v1\n";
constexpr std::size_t kLengthBytes = 4;
constexpr std::size_t kRecordFrontBytes = kLengthBytes + Hash::kSizeBytes;
constexpr std::size_t kIndexBytes = 8;

void append_number(std::string& bytes, std::uint64_t number, std::size_t size_bytes) {
  for (std::size_t i = size_bytes; i-- > 0;) {
    bytes += static_cast<char>((number >> (8 * i)) & 0xFFU);
  }
}

// Takes numbers and bytes from the front; nothing when there are too few.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : rest_(bytes) {}

  std::optional<std::string_view> take(std::size_t size_bytes) {
    if (rest_.size() < size_bytes) return std::nullopt;
    const std::string_view taken = rest_.substr(0, size_bytes);
    rest_.remove_prefix(size_bytes);
    return taken;
  }
  std::optional<std::uint64_t> take_number(std::size_t size_bytes) {
    const auto bytes = take(size_bytes);
    if (!bytes) return std::nullopt;
    std::uint64_t number = 0;
    for (const char byte : *bytes) number = (number << 8U) | static_cast<std::uint8_t>(byte);
    return number;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

std::optional<JournalRecord> parse_payload(std::string_view payload) {
  Cursor cursor(payload);
  const auto first = cursor.take_number(kIndexBytes);
  const auto count = cursor.take_number(kLengthBytes);
  if (!first || !count || *count > kBatchEntriesMax) return std::nullopt;
  JournalRecord record{.first = *first, .entries = {}, .checkpoint = {}};
  const auto entries = parse_bundle(cursor.rest(), *count, BundleEnd::Anywhere);
  if (!entries) return std::nullopt;
  std::size_t size_bytes = 0;
  for (const std::string_view entry : *entries) {
    record.entries.emplace_back(entry);
    size_bytes += 2 + entry.size();
  }
  record.checkpoint = cursor.rest().substr(size_bytes);
  return record;
}

std::optional<JournalRecord> take_record(Cursor& cursor) {
  const auto length = cursor.take_number(kLengthBytes);
  const auto digest = cursor.take(Hash::kSizeBytes);
  if (!length || !digest) return std::nullopt;
  const auto payload = cursor.take(*length);
  if (!payload || bytes_of(crypto::sha256(*payload)) != *digest) return std::nullopt;
  return parse_payload(*payload);
}

}  // namespace

std::string JournalRecord::print() const {
  std::string payload;
  append_number(payload, first, kIndexBytes);
  append_number(payload, entries.size(), kLengthBytes);
  for (const std::string& entry : entries) append_to_bundle(payload, entry);
  payload += checkpoint;
  std::string bytes;
  bytes.reserve(kRecordFrontBytes + payload.size());
  append_number(bytes, payload.size(), kLengthBytes);
  bytes += bytes_of(crypto::sha256(payload));
  return bytes + payload;
}

Result<JournalContents> JournalContents::parse(std::string_view bytes) {
  Cursor cursor(bytes);
  JournalContents contents;
  const auto header = cursor.take(kHeader.size());
  const auto length = cursor.take_number(kLengthBytes);
  const auto base = length ? cursor.take(*length) : std::nullopt;
  if (!header || *header != kHeader || !base) {
    return fail(ErrorCode::Corrupt, "'journal' is not the journal of a log");
  }
  contents.base = *base;
  contents.size_bytes = bytes.size() - cursor.rest().size();
  while (auto record = take_record(cursor)) {
    contents.records.push_back(*std::move(record));
    contents.size_bytes = bytes.size() - cursor.rest().size();
  }
  contents.is_torn = contents.size_bytes != bytes.size();
  return contents;
}

Result<std::optional<JournalContents>> read_journal(const FileSystem& files) {
  const auto bytes = files.read(kJournalPath, kJournalBytesMax);
  if (!bytes && bytes.error().code() == ErrorCode::NotFound) return std::nullopt;
  if (!bytes) return fail(bytes.error());
  return TILES_TRY(JournalContents::parse(*bytes));
}

Result<void> Journal::resume(std::size_t size_bytes) {
  file_ = TILES_TRY(files_->update(kJournalPath));
  size_bytes_ = size_bytes;
  return {};
}

Result<void> Journal::restart(std::string_view base) {
  file_.reset();
  std::string bytes(kHeader);
  append_number(bytes, base.size(), kLengthBytes);
  bytes += base;
  TILES_CHECK(replace_file(*files_, kJournalPath, bytes));
  file_ = TILES_TRY(files_->update(kJournalPath));
  size_bytes_ = bytes.size();
  appends_ = 0;
  return {};
}

Result<void> Journal::append(const JournalRecord& record) {
  const std::string bytes = record.print();
  TILES_CHECK(file_->write_at(size_bytes_, bytes));
  TILES_CHECK(file_->sync());
  size_bytes_ += bytes.size();
  ++appends_;
  return {};
}

}  // namespace tiles::tlog
