// SPDX-License-Identifier: Apache-2.0
// A witness: it signs a log's checkpoint only when the log has grown from the one it signed before
// (C2SP tlog-witness v1.0.0). HTTP is the caller's.
#pragma once

#include <chrono>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/result.h"
#include "tlog/note_key.h"
#include "tlog/policy.h"
#include "tlog/witness_request.h"

namespace tiles::tlog {

struct WitnessOptions {
  // The folder of the state, to lock; empty where no other process is.
  std::filesystem::path lock;
  std::chrono::milliseconds wait{10'000};
};

// Its state is one file a log, "<hex SHA-256 of the origin>/checkpoint" with the last checkpoint it
// cosigned. Safe from several threads and processes: check and write are one step.
class Witness {
 public:
  // `files` is the folder of the state; it and `clock` outlive the witness. `signer` has a key of a
  // witness.
  Witness(FileSystem& files, const Clock& clock, NoteSigner signer, std::vector<NoteKey> logs,
          WitnessOptions options);

  // POST add-checkpoint. The new state is durable before this returns. Errors: Busy, Io, Corrupt
  // (the state): the answer is 500, and nothing was signed.
  Result<WitnessAnswer> add_checkpoint(std::string_view body);
  // GET <name>/checkpoint; `name` is the hexadecimal SHA-256 of the origin. Errors: Io.
  Result<WitnessAnswer> checkpoint(std::string_view name) const;

 private:
  Result<WitnessAnswer> add_grown(const WitnessRequest& request, const Checkpoint& checkpoint);
  Result<TreeHead> known_head(const std::string& origin) const;

  FileSystem* files_;
  const Clock* clock_;
  NoteSigner signer_;
  Policy logs_;
  WitnessOptions options_;
  std::mutex mutex_;
};

}  // namespace tiles::tlog
