// SPDX-License-Identifier: Apache-2.0
// The history of one did:plc, checked offline: it certifies itself, so that a directory server may
// withhold an operation or misdate it, but not invent one.
// Source: the did:plc specification, version 0.3.0, "DID Creation", "Key Rotation & Account
// Recovery", and the audit log of its directory.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "identity/plc_operation.h"

namespace tiles::identity {

// How long a stronger rotation key may take back what a weaker one signed.
inline constexpr std::chrono::hours kPlcRecoveryWindow{72};

// An operation with this state after `prev` takes back what followed it.
struct PlcRecovery {
  std::string prev;
  PlcState state;
};

// The operations that hold, in order; what a later one took back is gone.
class PlcHistory {
 public:
  // Adds an operation that came at `time`, or changes nothing. The first one decides the DID.
  // Returns how many operations it took back. Errors: Invalid, which says why.
  Result<std::size_t> add(const PlcOperation& operation, TimePoint time);

  const std::string& did() const { return did_; }
  bool is_tombstoned() const;
  // Of the last operation; empty before the first and after a tombstone.
  std::optional<PlcState> state() const;
  // The content identifier of the last operation.
  std::string head() const;
  std::size_t size() const { return entries_.size(); }

  // What takes back, at `now`, all that keys weaker than `key` signed within the window, from the
  // first of it on; nothing: there is none of it.
  std::optional<PlcRecovery> recovery(const std::string& key, TimePoint now) const;

 private:
  struct Entry {
    PlcOperation operation;
    std::string cid;
    TimePoint time;
  };
  Result<void> check_recovery(const PlcOperation& operation, TimePoint time,
                              std::size_t place) const;

  std::string did_;
  std::vector<Entry> entries_;
};

struct PlcLogFault {
  std::size_t place = 0;  // Of the first wrong operation, from 1.
  std::string cid;        // As the log has it; may be empty.
  std::string reason;
};

struct PlcLogVerdict {
  std::string did;
  std::size_t operations = 0;  // In the log, with those that were taken back.
  std::size_t nullified = 0;
  std::string head;
  bool is_tombstoned = false;
  std::optional<PlcState> state;
  PlcHistory history;
  std::optional<PlcLogFault> fault;  // With one, the members above hold for what came before it.
};

inline constexpr std::size_t kPlcLogBytesMax = std::size_t{32} * 1024 * 1024;
inline constexpr std::size_t kPlcLogOperationsMax = 10'000;

// `json`: a list of {did, operation, cid, nullified, createdAt}, as the directory's /log/audit
// gives it. Errors: Invalid (no such list), Limit; a wrong operation is in the verdict.
Result<PlcLogVerdict> verify_plc_log(std::string_view json);

}  // namespace tiles::identity
