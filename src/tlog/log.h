// SPDX-License-Identifier: Apache-2.0
// The one writer of a log. What it acknowledges is on disk: entries with their signed checkpoint in
// the journal, by one sync; tiles follow, and are synced now and then.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/directory_lock.h"
#include "base/file_system.h"
#include "base/result.h"
#include "tlog/checkpoint.h"
#include "tlog/hash.h"
#include "tlog/note_key.h"

namespace tiles::tlog {

struct LogOptions {
  // The folder of the log, to lock; empty where no other process is.
  std::filesystem::path lock;
  std::chrono::milliseconds wait{10'000};
  // Tiles are synced when a bundle has become full and the journal has so many appends, or
  // kJournalSettleBytes. More make appends faster, and opening after a crash slower.
  std::size_t settle_after = 256;
  // The newest checkpoint that the caller knows of, kept where the log's folder is not. The log
  // must have grown from it.
  std::optional<Checkpoint> remembered;
};

struct Appended {
  std::uint64_t first = 0;  // The index of the first entry.
  std::string checkpoint;   // The signed note, to be remembered.
};

class TileWriter;
class Journal;
class GrowingTree;

// Not safe from several threads; locked against other processes while it lives.
class Log {
 public:
  // Opens the log in the root of `files`, which outlives it, or makes an empty one. What a crash
  // left undone is done first. `signer` has the name of the log.
  // Errors: Busy (after options.wait), Corrupt (the log is not what options.remembered says, or its
  // files do not agree), Invalid (another name), Io.
  static Result<Log> open(FileSystem& files, NoteSigner signer, const LogOptions& options);
  Log(Log&&) noexcept;
  Log& operator=(Log&&) noexcept;
  ~Log();

  // All of `entries`, at least one, or none. Durable when it returns. After an error other than
  // Invalid and Limit the entries may be in the log or not, and the log must be opened anew.
  // Errors: Invalid (no entry), Limit (kEntryBytesMax, kBatchEntriesMax, kBatchBytesMax), Io.
  Result<Appended> append(std::span<const std::string> entries);

  const Checkpoint& checkpoint() const;
  const std::string& checkpoint_note() const;

 private:
  struct State;
  explicit Log(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tiles::tlog
