// SPDX-License-Identifier: Apache-2.0
// The log of a home: what was done to which models, append-only, so that others can check it.
// Format: docs/formats/tlog.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tilekit/home.h"
#include "tilekit/result.h"

namespace tilekit {

struct LogState {
  std::string name;  // Of the log: the origin of its checkpoints.
  std::string key;   // That others check it with: "name+ID+base64".
  std::uint64_t entries = 0;
  std::string root;        // Of the Merkle tree, in base64.
  std::string checkpoint;  // The signed note.
};

struct LogEntry {
  std::uint64_t index = 0;
  std::string event;   // "model.create"; "signature" of an entry that has one.
  std::string time;    // RFC 3339; a signature has none.
  std::string digest;  // "sha256:…" of what it is about or signs; or empty.
  std::string text;    // The entry as it is logged.
};

struct LogPage {
  LogState state;
  std::vector<LogEntry> entries;  // Newest first.
};

struct LogQuery {
  std::size_t count_max = 20;
  std::string
      name;  // Only entries about this name, which the log has as a salted hash; empty: all.
};

inline constexpr std::size_t kLogPageMax = 10'000;

// Errors of all: NotFound (nothing was logged yet), Busy (another process writes to it), Corrupt
// (it was rolled back, forked or damaged), Denied, Io.
Result<LogPage> read_log(const HomePaths& paths, const LogQuery& query);
// A file that shows one entry to be in the log (C2SP tlog-proof), with the entry in it, and with
// the signatures of witnesses (witness.h) where they signed a tree that has it. Errors also:
// Invalid (no such entry).
Result<std::string> prove_log_entry(const HomePaths& paths, std::uint64_t index);
// Hashes every entry again.
Result<LogState> verify_log(const HomePaths& paths);
// A copy for others, and the key of the log in its file `log.vkey`. `folder` is made; an empty one
// may be there. Errors also: AlreadyExists (it is not empty).
Result<LogState> export_log(const HomePaths& paths, const std::filesystem::path& folder);

std::string to_json(const LogState& state);  // log, key, entries, root
std::string to_json(const LogPage& page);    // the same, and items [{index, event, time, digest}]

}  // namespace tilekit
