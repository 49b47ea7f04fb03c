// SPDX-License-Identifier: Apache-2.0
// The log of a home, and its key. One call makes an entry of something that happened.
// Where the key and the remembered checkpoint are, and why: docs/decisions/0005-the-log-on-disk.md.
#pragma once

#include <tilekit/home.h>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "crypto/digest.h"
#include "kit/note_key_file.h"
#include "tlog/log.h"
#include "tlog/log_proof.h"

namespace tiles::kit {

struct Event {
  std::string_view kind;                 // "model.create"
  std::optional<crypto::Digest> digest;  // Of the manifest or file that it is about.
  std::string_view name;                 // Logged as a salted hash; empty: none.
};

// The open log of a home, locked while it lives.
struct OpenLog {
  std::unique_ptr<FileSystem> files;
  tlog::NoteKey key;
  crypto::SecretBytes names_key;  // Opens the names in the entries.
  tlog::Log log;
};

// Errors: NotFound, Busy, Corrupt, Denied, Io.
Result<OpenLog> open_event_log(const tilekit::HomePaths& paths, IfMissing if_missing);

// Makes an entry, durable when it returns. An error is one of what was done: it is there, but it is
// not logged, and who asked for it is told so.
Result<void> log_event(const tilekit::HomePaths& paths, const Event& event);

// Where entries are in the log.
struct LoggedRecords {
  tlog::NoteKey log;
  std::vector<tlog::LogProof> proofs;  // Of each, in order; all at one checkpoint.
};

// The same, with entries of another kind behind it, at once.
Result<LoggedRecords> log_records(const tilekit::HomePaths& paths, const Event& event,
                                  std::span<const std::string> records);

}  // namespace tiles::kit
