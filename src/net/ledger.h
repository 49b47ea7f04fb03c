// SPDX-License-Identifier: Apache-2.0
// The ledger of every host contacted: lines that are only added. Format: docs/formats/network.md.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/result.h"

namespace tiles::net {

struct LedgerEntry {
  std::string time;  // RFC 3339.
  std::string host;  // With its port where that is not the scheme's own.
  std::string why;
  int status = 0;  // 0: before the first answer of the host, or none came.
  std::uint64_t sent_bytes = 0;
  std::uint64_t received_bytes = 0;
};

// Safe from several threads and processes.
class Ledger {
 public:
  static constexpr std::uint64_t kTextBytesMax = std::uint64_t{64} << 20;
  static constexpr std::size_t kWhyBytesMax = 512;
  // Lines of answers are written together: each write waits for the disk.
  static constexpr std::chrono::seconds kAnswersWait{1};
  static constexpr std::size_t kAnswersMax = 256;

  // Both outlive the object. The file is made with the first entry.
  Ledger(FileSystem& files, std::string path, const Clock& clock)
      : files_(files), path_(std::move(path)), clock_(clock) {}
  // Writes what waits.
  ~Ledger() { static_cast<void>(flush()); }
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  // Before a request: the first of this object to a host gets a line, so that a host is in the
  // ledger though the program is killed. Errors: Io, Denied: then nothing may be sent.
  Result<void> before(std::string_view host, std::string_view why);
  // An answer. It is written with others, by the next call after kAnswersWait or by flush.
  Result<void> after(LedgerEntry entry);
  // Writes the answers that wait. Errors: Io, Denied.
  Result<void> flush();

 private:
  Result<void> write(std::string_view lines);
  Result<void> write_waiting();

  FileSystem& files_;
  std::string path_;
  const Clock& clock_;
  std::mutex mutex_;
  std::set<std::string, std::less<>> known_;
  std::string waiting_;  // Lines.
  std::size_t waiting_count_ = 0;
  std::chrono::steady_clock::time_point waiting_since_;
};

// Every entry, oldest first; none when there is no file. Lines that are not whole are left out.
// Errors: Limit, Denied, Io.
Result<std::vector<LedgerEntry>> read_ledger(const FileSystem& files, std::string_view path);

}  // namespace tiles::net
