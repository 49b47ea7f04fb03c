// SPDX-License-Identifier: Apache-2.0
#include "kit/event_log.h"

#include <utility>

#include "base/clock.h"
#include "kit/folders.h"
#include "kit/note_key_file.h"
#include "tlog/entry.h"
#include "tlog/log_files.h"

namespace tiles::kit {
namespace {

constexpr std::string_view kKeyFile = "log.key";
constexpr std::string_view kRememberedFile = "log.checkpoint";
constexpr std::string_view kNamesText = "tiles names in the log v1\n";

// Nobody else has this signature, as it is never given out; so its hash is a secret of the same
// key.
crypto::SecretBytes names_key_of(const tlog::NoteSigner& signer) {
  std::string signature = signer.sign(kNamesText).bytes;
  const crypto::Digest digest = crypto::sha256(signature);
  crypto::wipe(std::as_writable_bytes(std::span(signature)));
  return crypto::SecretBytes::copy_of(digest.bytes());
}

Result<std::optional<tlog::Checkpoint>> read_remembered(const FileSystem& state,
                                                        const tlog::NoteKey& key) {
  const auto note = state.read(kRememberedFile, tlog::kNoteBytesMax);
  if (!note && note.error().code() == ErrorCode::NotFound) return std::nullopt;
  if (!note) return fail(note.error());
  return TILES_TRY(tlog::open_checkpoint(*note, {&key, 1}));
}

// The event first, then `records`.
Result<tlog::Appended> append(const tilekit::HomePaths& paths, OpenLog& open, const Event& event,
                              std::span<const std::string> records) {
  tlog::Entry entry{.event = std::string(event.kind),
                    .time = SystemClock().now(),
                    .digest = event.digest,
                    .name = std::nullopt};
  if (!event.name.empty()) entry.name = tlog::SaltedName::make(open.names_key, event.name);
  std::vector<std::string> entries = {entry.print()};
  entries.insert(entries.end(), records.begin(), records.end());
  auto appended = TILES_TRY(open.log.append(entries));
  const auto state = TILES_TRY(make_and_open(paths.state));
  TILES_CHECK(replace_file(*state, kRememberedFile, appended.checkpoint));
  return appended;
}

}  // namespace

Result<OpenLog> open_event_log(const tilekit::HomePaths& paths, IfMissing if_missing) {
  if (if_missing == IfMissing::Fail && !std::filesystem::exists(paths.keys / kKeyFile)) {
    return fail(ErrorCode::NotFound, "nothing was logged yet");
  }
  const auto keys = TILES_TRY(make_and_open(paths.keys));
  const NoteKeyFile key_file{
      .file = kKeyFile, .name_begin = "tiles/log/", .type = tlog::KeyType::Log};
  auto signer = TILES_TRY(open_note_key(*keys, key_file, if_missing));
  const auto state = TILES_TRY(make_and_open(paths.state));
  tlog::LogOptions options{.lock = paths.log, .remembered = {}};
  options.remembered = TILES_TRY(read_remembered(*state, signer.key()));
  auto files = TILES_TRY(make_and_open(paths.log));
  tlog::NoteKey key = signer.key();
  crypto::SecretBytes names_key = names_key_of(signer);
  auto log = tlog::Log::open(*files, std::move(signer), options);
  if (!log) return fail(std::move(log).error().within("the log of this home"));
  return OpenLog{std::move(files), std::move(key), std::move(names_key), *std::move(log)};
}

Result<void> log_event(const tilekit::HomePaths& paths, const Event& event) {
  auto open = TILES_TRY(open_event_log(paths, IfMissing::Make));
  TILES_CHECK(append(paths, open, event, {}));
  return {};
}

Result<LoggedRecords> log_records(const tilekit::HomePaths& paths, const Event& event,
                                  std::span<const std::string> records) {
  auto open = TILES_TRY(open_event_log(paths, IfMissing::Make));
  const auto appended = TILES_TRY(append(paths, open, event, records));
  const std::uint64_t size = open.log.checkpoint().head.size;
  tlog::LogFiles files(*open.files);
  const tlog::NodeSource nodes = files.nodes(size);
  LoggedRecords logged{.log = open.key, .proofs = {}};
  logged.proofs.reserve(records.size());
  for (std::uint64_t index = appended.first + 1; index < size; ++index) {
    tlog::Proof hashes = TILES_TRY(tlog::prove_inclusion(nodes, index, size));
    logged.proofs.push_back({.extra = {},
                             .index = index,
                             .hashes = std::move(hashes),
                             .checkpoint = appended.checkpoint});
  }
  return logged;
}

}  // namespace tiles::kit
