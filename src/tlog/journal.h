// SPDX-License-Identifier: Apache-2.0
// What makes an append durable with one sync: a file that holds the entries since the log's files
// were last synced. Format and protocol: docs/formats/tlog.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"

namespace tiles::tlog {

inline constexpr std::size_t kBatchEntriesMax = 4'096;
inline constexpr std::size_t kBatchBytesMax = 16U << 20U;
inline constexpr std::string_view kJournalPath = "journal";
inline constexpr std::size_t kJournalSettleBytes = 4U << 20U;
// What stays below that, one bundle that is not full yet and one batch, with room for their
// framing.
inline constexpr std::size_t kJournalBytesMax = 64U << 20U;

struct JournalRecord {
  std::uint64_t first = 0;  // The index of the first entry.
  std::vector<std::string> entries;
  std::string checkpoint;  // The signed note of the log with these entries.

  std::string print() const;
};

struct JournalContents {
  std::string base;  // The signed note of the log before the first record.
  std::vector<JournalRecord> records;
  std::size_t size_bytes = 0;  // Up to the end of the last whole record.
  bool is_torn = false;        // Whether something is behind that.

  // A record that is not whole, and what is behind it, was never acknowledged: it is left out.
  // Errors: Corrupt (no journal).
  static Result<JournalContents> parse(std::string_view bytes);
};

// Nothing when there is no journal. Errors: Corrupt, Limit, Io.
Result<std::optional<JournalContents>> read_journal(const FileSystem& files);

// The journal as the one writer of a log sees it. Not safe from several threads.
class Journal {
 public:
  explicit Journal(FileSystem& files) : files_(&files) {}

  // Goes on with an untorn journal of `size_bytes`. Errors: Io.
  Result<void> resume(std::size_t size_bytes);
  // A new journal in the place of the old one. After an error either of them is there.
  Result<void> restart(std::string_view base);
  // Durable when it returns. After an error the record may be there or not, and the journal is not
  // used again.
  Result<void> append(const JournalRecord& record);

  std::uint64_t size_bytes() const { return size_bytes_; }
  // Since it was begun or resumed.
  std::size_t appends() const { return appends_; }

 private:
  FileSystem* files_;
  std::unique_ptr<FileUpdater> file_;
  std::uint64_t size_bytes_ = 0;
  std::size_t appends_ = 0;
};

}  // namespace tiles::tlog
