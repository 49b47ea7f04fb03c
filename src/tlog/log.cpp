// SPDX-License-Identifier: Apache-2.0
#include "tlog/log.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "tlog/decimal.h"
#include "tlog/journal.h"
#include "tlog/log_files.h"
#include "tlog/tile_writer.h"

namespace tiles::tlog {
namespace {

Result<void> check_batch(std::span<const std::string> entries) {
  if (entries.empty()) return fail(ErrorCode::Invalid, "append of no entry");
  if (entries.size() > kBatchEntriesMax) {
    return fail(ErrorCode::Limit, "append of " + std::to_string(entries.size()) +
                                      " entries at once; the limit is " +
                                      std::to_string(kBatchEntriesMax));
  }
  std::size_t size_bytes = 0;
  for (const std::string& entry : entries) {
    if (entry.size() > kEntryBytesMax) {
      return fail(ErrorCode::Limit, "entry of " + std::to_string(entry.size()) +
                                        " bytes; the limit is " + std::to_string(kEntryBytesMax));
    }
    size_bytes += entry.size();
  }
  if (size_bytes > kBatchBytesMax) {
    return fail(ErrorCode::Limit, "append of " + std::to_string(size_bytes) +
                                      " bytes at once; the limit is " +
                                      std::to_string(kBatchBytesMax));
  }
  return {};
}

// The tree of `head` as its files have it.
Result<TileWriter> open_tree(FileSystem& files, const TreeHead& head) {
  const LogFiles log(files);
  std::vector<std::string> edge;
  for (unsigned level = 0; hashes_at(level, head.size) > 0; ++level) {
    edge.emplace_back();
    if (partial_width(level, head.size) == 0) continue;
    const std::uint64_t index = hashes_at(level + 1, head.size);
    edge.back() = TILES_TRY(log.tile(tile_in_tree(TileKind::Hashes, level, index, head.size)));
  }
  std::string bundle;
  if (head.size % kTileWidth != 0) {
    bundle =
        TILES_TRY(log.tile(tile_in_tree(TileKind::Entries, 0, head.size / kTileWidth, head.size)));
  }
  GrowingTree tree = GrowingTree::at(head.size, edge);
  if (tree.root() != head.root) {
    return fail(ErrorCode::Corrupt, "the tiles lead to root " + to_base64(tree.root()) +
                                        "; the checkpoint says " + to_base64(head.root));
  }
  return TileWriter(files, std::move(tree), std::move(bundle));
}

Result<std::optional<std::string>> read_checkpoint(const FileSystem& files) {
  auto note = files.read(kCheckpointPath, kNoteBytesMax);
  if (!note && note.error().code() == ErrorCode::NotFound) return std::nullopt;
  if (!note) return fail(std::move(note).error());
  return *std::move(note);
}

}  // namespace

struct Log::State {
  State(FileSystem& file_system, NoteSigner log_signer, DirectoryLock directory_lock)
      : files(&file_system),
        signer(std::move(log_signer)),
        lock(std::move(directory_lock)),
        journal(file_system) {}

  FileSystem* files;
  NoteSigner signer;
  DirectoryLock lock;
  Journal journal;
  std::optional<TileWriter> writer;
  Checkpoint checkpoint;
  std::string note;
  std::size_t settle_after = 0;
  bool is_broken = false;

  Result<Checkpoint> open_note(std::string_view text) const {
    return open_checkpoint(text, {&signer.key(), 1});
  }
  Result<void> recover(const std::optional<Checkpoint>& remembered);
  tl::unexpected<Error> rolled_back(const Checkpoint& remembered) const;
  Result<void> replay(const JournalRecord& record);
  Result<void> check_file(const std::optional<std::string>& file) const;
  Result<void> check_remembered(const Checkpoint& remembered) const;
  Result<void> settle();
  Result<void> write(std::span<const std::string> entries, Appended& appended);
};

// The journal is believed; without one (the log is a copy of what is served) the checkpoint is.
Result<void> Log::State::recover(const std::optional<Checkpoint>& remembered) {
  const auto contents = TILES_TRY(read_journal(*files));
  const auto file = TILES_TRY(read_checkpoint(*files));
  const bool is_new = !contents && !file;
  if (is_new) {
    if (remembered && remembered->head.size > 0) return rolled_back(*remembered);
    checkpoint = {.origin = signer.key().name, .head = {0, empty_root()}, .extensions = {}};
    note = sign_checkpoint(checkpoint, signer);
  } else {
    note = contents ? contents->base : *file;
    checkpoint = TILES_TRY(open_note(note));
  }
  writer.emplace(TILES_TRY(open_tree(*files, checkpoint.head)));
  if (contents) {
    for (const JournalRecord& record : contents->records) TILES_CHECK(replay(record));
  }
  TILES_CHECK(check_file(file));
  const bool is_settled = contents && contents->records.empty() && file == note;
  if (is_settled && !contents->is_torn) return journal.resume(contents->size_bytes);
  TILES_CHECK(writer->write_partial());
  return settle();
}

Result<void> Log::State::replay(const JournalRecord& record) {
  Checkpoint next = TILES_TRY(open_note(record.checkpoint));
  if (record.first != checkpoint.head.size ||
      next.head.size != record.first + record.entries.size()) {
    return fail(ErrorCode::Corrupt, "the journal has entries from " + std::to_string(record.first) +
                                        " on, where entry " + std::to_string(checkpoint.head.size) +
                                        " belongs");
  }
  for (const std::string& entry : record.entries) TILES_CHECK(writer->add(entry));
  if (writer->tree().root() != next.head.root) {
    return fail(ErrorCode::Corrupt, "the entries of the journal do not lead to its checkpoint");
  }
  TILES_CHECK(writer->write_partial());
  checkpoint = std::move(next);
  note = record.checkpoint;
  return {};
}

// A checkpoint is published after its journal was synced, so it is never ahead. One that a power
// cut tore is made anew.
Result<void> Log::State::check_file(const std::optional<std::string>& file) const {
  if (!file) return {};
  const auto published = open_note(*file);
  if (published && published->head.size > checkpoint.head.size) {
    return fail(ErrorCode::Corrupt, "the checkpoint counts " +
                                        std::to_string(published->head.size) + " entries; only " +
                                        std::to_string(checkpoint.head.size) + " are there");
  }
  return {};
}

tl::unexpected<Error> Log::State::rolled_back(const Checkpoint& remembered) const {
  return fail(ErrorCode::Corrupt, "the log was rolled back: it has " +
                                      std::to_string(checkpoint.head.size) + " entries, and had " +
                                      std::to_string(remembered.head.size));
}

Result<void> Log::State::check_remembered(const Checkpoint& remembered) const {
  if (remembered.origin != checkpoint.origin) {
    return fail(ErrorCode::Invalid,
                "the remembered checkpoint is of the log " + shown_in_quotes(remembered.origin));
  }
  if (remembered.head.size > checkpoint.head.size) {
    return rolled_back(remembered);
  }
  LogFiles log(*files);
  const Proof proof = TILES_TRY(
      prove_growth(log.nodes(checkpoint.head.size), remembered.head.size, checkpoint.head.size));
  if (remembered.head.size == 0) return {};
  if (!check_growth(remembered.head, checkpoint.head, proof)) {
    return fail(ErrorCode::Corrupt, "the log was forked: its first " +
                                        std::to_string(remembered.head.size) +
                                        " entries are not those it had");
  }
  return {};
}

// Everything on disk as it should be, then an empty journal.
Result<void> Log::State::settle() {
  TILES_CHECK(writer->sync());
  TILES_CHECK(replace_file(*files, kCheckpointPath, note));
  TILES_CHECK(journal.restart(note));
  return writer->remove_replaced();
}

Result<void> Log::State::write(std::span<const std::string> entries, Appended& appended) {
  for (const std::string& entry : entries) TILES_CHECK(writer->add(entry));
  const bool fills_bundle = checkpoint.head.size / kTileWidth != writer->tree().size() / kTileWidth;
  Checkpoint next{.origin = checkpoint.origin,
                  .head = {writer->tree().size(), writer->tree().root()},
                  .extensions = {}};
  std::string next_note = sign_checkpoint(next, signer);
  TILES_CHECK(journal.append({.first = checkpoint.head.size,
                              .entries = {entries.begin(), entries.end()},
                              .checkpoint = next_note}));
  TILES_CHECK(writer->write_partial());
  TILES_CHECK(writer->replace(std::string(kCheckpointPath), next_note));
  appended = {.first = checkpoint.head.size, .checkpoint = next_note};
  checkpoint = std::move(next);
  note = std::move(next_note);
  const bool is_much =
      journal.appends() >= settle_after || journal.size_bytes() >= kJournalSettleBytes;
  return fills_bundle && is_much ? settle() : Result<void>();
}

Log::Log(std::unique_ptr<State> state) : state_(std::move(state)) {}
Log::Log(Log&&) noexcept = default;
Log& Log::operator=(Log&&) noexcept = default;
Log::~Log() = default;

Result<Log> Log::open(FileSystem& files, NoteSigner signer, const LogOptions& options) {
  auto lock = TILES_TRY(DirectoryLock::take(options.lock, LockKind::Exclusive, options.wait));
  auto state = std::make_unique<State>(files, std::move(signer), std::move(lock));
  state->settle_after = options.settle_after;
  TILES_CHECK(state->recover(options.remembered));
  if (options.remembered) TILES_CHECK(state->check_remembered(*options.remembered));
  return Log(std::move(state));
}

Result<Appended> Log::append(std::span<const std::string> entries) {
  TILES_CHECK(check_batch(entries));
  if (state_->is_broken) {
    return fail(ErrorCode::Io, "an earlier append failed; the log must be opened anew");
  }
  Appended appended;
  state_->is_broken = true;  // Until it has worked.
  TILES_CHECK(state_->write(entries, appended));
  state_->is_broken = false;
  return appended;
}

const Checkpoint& Log::checkpoint() const { return state_->checkpoint; }
const std::string& Log::checkpoint_note() const { return state_->note; }

}  // namespace tiles::tlog
