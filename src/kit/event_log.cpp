// SPDX-License-Identifier: Apache-2.0
#include "kit/event_log.h"

#include <tilekit/version.h>

#include <utility>

#include "base/assert.h"
#include "base/clock.h"
#include "kit/folders.h"
#include "kit/key_file.h"
#include "kit/note_key_file.h"
#include "models/layer_kind.h"
#include "tlog/entry.h"
#include "tlog/log_files.h"
#include "tlog/tile.h"
#include "tlog/tree.h"

namespace tiles::kit {
namespace {

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

constexpr std::string_view kVersionFile = "log.version";  // In the folder of states.

// Which Tiles made the newest entries.
std::string version_text() { return "tiles " + std::string(tilekit::version()); }

Result<tlog::Appended> append_remembered(FileSystem& state, OpenLog& open,
                                         std::span<const std::string> entries) {
  auto appended = TILES_TRY(open.log.append(entries));
  TILES_CHECK(replace_file(state, kRememberedFile, appended.checkpoint));
  return appended;
}

// A log that is new, or of before this was noted, was not updated.
Result<void> log_update(FileSystem& state, OpenLog& open) {
  constexpr std::size_t kBytesMax = 256;
  const auto known = state.read(kVersionFile, kBytesMax);
  if (!known && known.error().code() != ErrorCode::NotFound) return fail(Error(known.error()));
  const std::string version = version_text();
  if (known && *known == version) return {};
  if (known) {
    const std::string entry =
        event_text(open, {.kind = "program.update", .digest = crypto::sha256(version), .name = {}});
    TILES_CHECK(append_remembered(state, open, {&entry, 1}));
  }
  return replace_file(state, kVersionFile, version);
}

// The place of the newest such event in one bundle.
std::optional<std::uint64_t> find_in(std::span<const std::string_view> entries,
                                     std::string_view kind, const crypto::Digest& digest) {
  for (std::size_t i = entries.size(); i-- > 0;) {
    const auto entry = tlog::Entry::parse(entries[i]);
    if (entry && entry->event == kind && entry->digest == digest) return i;
  }
  return std::nullopt;
}

}  // namespace

Result<OpenLog> open_event_log(const tilekit::HomePaths& paths, IfMissing if_missing) {
  if (if_missing == IfMissing::Fail && !std::filesystem::exists(paths.keys / kLogKeyFile)) {
    return fail(ErrorCode::NotFound, "nothing was logged yet");
  }
  const NoteKeyFile key_file{
      .file = kLogKeyFile, .name_begin = "tiles/log/", .type = tlog::KeyType::Log};
  auto signer = TILES_TRY(open_note_key(paths, key_file, if_missing));
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

std::string event_text(const OpenLog& open, const Event& event) {
  tlog::Entry entry{.event = std::string(event.kind),
                    .time = SystemClock().now(),
                    .digest = event.digest,
                    .name = std::nullopt};
  if (!event.name.empty()) entry.name = tlog::SaltedName::make(open.names_key, event.name);
  return entry.print();
}

Result<tlog::Appended> append_entries(const tilekit::HomePaths& paths, OpenLog& open,
                                      std::span<const std::string> entries) {
  const auto state = TILES_TRY(make_and_open(paths.state));
  TILES_CHECK(log_update(*state, open));
  return append_remembered(*state, open, entries);
}

Result<void> log_event(const tilekit::HomePaths& paths, const Event& event) {
  auto open = TILES_TRY(open_event_log(paths, IfMissing::Make));
  const std::string entry = event_text(open, event);
  TILES_CHECK(append_entries(paths, open, {&entry, 1}));
  return {};
}

Result<void> log_stored(const tilekit::HomePaths& paths, const store::Store& opened,
                        const Event& event) {
  TILES_ASSERT(event.digest.has_value());
  // Another command may have taken the build away again.
  const auto build = opened.manifest(*event.digest);
  if (!build && build.error().code() != ErrorCode::NotFound) return fail(Error(build.error()));
  auto open = TILES_TRY(open_event_log(paths, IfMissing::Make));
  std::vector<std::string> entries = {event_text(open, event)};
  const auto layers = build ? std::span(build->layers) : std::span<const store::Descriptor>();
  for (const store::Descriptor& layer : layers) {
    const models::LayerKind kind = models::layer_kind(layer.media_type);
    if (kind != models::LayerKind::Adapter && kind != models::LayerKind::MemoryAdapter) continue;
    entries.push_back(
        event_text(open, {.kind = "model.adapter", .digest = layer.digest, .name = event.name}));
  }
  TILES_CHECK(append_entries(paths, open, entries));
  return {};
}

Result<tlog::LogProof> prove_entry(const OpenLog& open, std::uint64_t index) {
  const std::uint64_t size = open.log.checkpoint().head.size;
  tlog::LogFiles files(*open.files);
  tlog::LogProof proof{
      .extra = {}, .index = index, .hashes = {}, .checkpoint = open.log.checkpoint_note()};
  proof.extra = TILES_TRY(files.entry(index, size));
  proof.hashes = TILES_TRY(tlog::prove_inclusion(files.nodes(size), index, size));
  return proof;
}

Result<std::optional<std::uint64_t>> find_event(const OpenLog& open, std::string_view kind,
                                                const crypto::Digest& digest) {
  const std::uint64_t size = open.log.checkpoint().head.size;
  const tlog::LogFiles files(*open.files);
  for (std::uint64_t bundle = (size + tlog::kTileWidth - 1) / tlog::kTileWidth; bundle-- > 0;) {
    const auto name = tlog::tile_in_tree(tlog::TileKind::Entries, 0, bundle, size);
    const std::string bytes = TILES_TRY(files.tile(name));
    const auto entries =
        TILES_TRY(tlog::parse_bundle(bytes, name.width, tlog::BundleEnd::AfterLast));
    if (const auto found = find_in(entries, kind, digest)) {
      return std::optional(bundle * tlog::kTileWidth + *found);
    }
  }
  return std::optional<std::uint64_t>();
}

Result<LoggedRecords> log_records(const tilekit::HomePaths& paths, const Event& event,
                                  std::span<const std::string> records) {
  auto open = TILES_TRY(open_event_log(paths, IfMissing::Make));
  std::vector<std::string> entries = {event_text(open, event)};
  entries.insert(entries.end(), records.begin(), records.end());
  const auto appended = TILES_TRY(append_entries(paths, open, entries));
  LoggedRecords logged{.log = open.key, .proofs = {}};
  logged.proofs.reserve(records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    logged.proofs.push_back(TILES_TRY(prove_entry(open, appended.first + 1 + i)));
    logged.proofs.back().extra.reset();
  }
  return logged;
}

}  // namespace tiles::kit
