// SPDX-License-Identifier: Apache-2.0
// The log of a home, and its key. One call makes an entry of something that happened.
// Where the key and the remembered checkpoint are, and why: docs/decisions/0005-the-log-on-disk.md.
#pragma once

#include <tilekit/home.h>

#include <cstdint>
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
#include "store/store.h"
#include "tlog/log.h"
#include "tlog/log_proof.h"

namespace tiles::kit {

// A certificate was taken back: who judges what its device signed asks the log when.
inline constexpr std::string_view kRevokeDeviceEvent = "identity.revoke-device";

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

// The text of an entry that says that it happened now.
std::string event_text(const OpenLog& open, const Event& event);

// Appends all of `entries` at once, durable and remembered when it returns; before them, where an
// earlier Tiles made the entries so far, one that says so. Errors: those of tlog::Log::append(),
// Io.
Result<tlog::Appended> append_entries(const tilekit::HomePaths& paths, OpenLog& open,
                                      std::span<const std::string> entries);

// Makes an entry, durable when it returns. An error is one of what was done: it is there, but it is
// not logged, and who asked for it is told so.
Result<void> log_event(const tilekit::HomePaths& paths, const Event& event);

// The entry of a build that was stored, and of each adapter in it. Errors also: those of reading
// the manifest.
Result<void> log_stored(const tilekit::HomePaths& paths, const store::Store& opened,
                        const Event& event);

// Where an entry is in the log as it stands; `extra` has the entry. Errors: Invalid (no such
// entry), Corrupt, Io.
Result<tlog::LogProof> prove_entry(const OpenLog& open, std::uint64_t index);

// The place of the newest event of that kind about `digest`; nothing where there is none. Reads the
// log from its end. Errors: Corrupt, Io.
Result<std::optional<std::uint64_t>> find_event(const OpenLog& open, std::string_view kind,
                                                const crypto::Digest& digest);

// Where entries are in the log.
struct LoggedRecords {
  tlog::NoteKey log;
  std::vector<tlog::LogProof> proofs;  // Of each, in order; all at one checkpoint.
};

// An event, with entries of another kind behind it, at once.
Result<LoggedRecords> log_records(const tilekit::HomePaths& paths, const Event& event,
                                  std::span<const std::string> records);

}  // namespace tiles::kit
