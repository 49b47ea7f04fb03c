// SPDX-License-Identifier: Apache-2.0
#include "vault/journal.h"

#include <algorithm>
#include <set>

#include "base/json.h"
#include "base/random.h"
#include "base/text.h"

namespace tiles::vault {
namespace {

constexpr std::string_view kStaged = ".tiles/staged";
constexpr std::string_view kLog = ".tiles/log";
constexpr std::string_view kPending = ".tiles/pending.json";
constexpr std::size_t kIdBytesMax = 64;
constexpr std::size_t kJsonDepthMax = 8;

bool is_id(std::string_view id) {
  return !id.empty() && id.size() <= kIdBytesMax && std::ranges::all_of(id, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == 'T' || c == '-';
  });
}

std::string log_path(std::string_view id) {
  return std::string(kLog) + "/" + std::string(id) + ".json";
}

Result<Record> parse_record(std::string_view text) {
  return record_from_json(TILES_TRY(parse_json(text, kJsonDepthMax)));
}

// Nothing when the path is not there.
Result<std::optional<std::string>> or_nothing(Result<std::string> text) {
  if (text) return std::optional(*std::move(text));
  if (text.error().code() == ErrorCode::NotFound) return std::optional<std::string>();
  return fail(std::move(text).error());
}

}  // namespace

Result<std::optional<std::string>> Journal::current(std::string_view path,
                                                    std::size_t size_bytes_max) const {
  return or_nothing(tree_.read(path, size_bytes_max));
}

Result<void> Journal::check_unchanged(const Change& change) const {
  const std::size_t size = change.before ? change.before->size() : 0;
  const auto now = current(change.path, size);
  if (now && *now == change.before) return {};
  if (!now && now.error().code() != ErrorCode::Limit) return fail(now.error());
  return fail(ErrorCode::Conflict, change.path + " changed on disk since it was read");
}

Result<std::string> Journal::stage_text(std::string_view text) {
  std::string path = std::string(kStaged) + "/" + random_hex(8);
  TILES_CHECK(files_.write_new(path, text));
  return path;
}

// All that needs room on the disk is done here, so that a full disk stops a commit before it
// begins.
Result<Journal::Staged> Journal::stage(const Record& record) {
  const std::string text = print_json(to_json(record));
  if (text.size() > record_bytes_max_) {
    return fail(ErrorCode::Limit, "the transaction is larger than its log can hold");
  }
  TILES_CHECK(make_directories(files_, kStaged));
  TILES_CHECK(make_directories(files_, kLog));
  Staged staged;
  for (const Change& change : record.changes) {
    staged.texts.push_back(change.after ? TILES_TRY(stage_text(*change.after)) : "");
    if (!change.before) {
      TILES_CHECK(make_directories(files_, parent_path(change.path)));
    }
  }
  staged.journal = TILES_TRY(stage_text(text));
  staged.log_entry = TILES_TRY(stage_text(text));
  return staged;
}

// The commit point: from the rename on, a crash ends in the new state.
Result<void> Journal::begin(const Staged& staged) {
  TILES_CHECK(files_.rename(staged.journal, kPending));
  return files_.sync_directory(kOwnFolder);
}

Result<void> Journal::put(std::string_view path, const std::optional<std::string>& text,
                          std::string_view staged) {
  const auto located = tree_.locate(path);
  if (!located && located.error().code() != ErrorCode::NotFound) return fail(located.error());
  const std::string on_disk = located ? *located : std::string(path);
  return text ? files_.rename(staged, on_disk) : files_.remove(on_disk);
}

Result<void> Journal::sync_folders(const Record& record) {
  std::set<std::string> folders;
  for (const Change& change : record.changes) {
    // A folder spelled otherwise on the disk is found like its files; one that is gone needs no
    // sync.
    const auto folder = tree_.locate(parent_path(change.path));
    if (folder) folders.insert(*folder);
  }
  for (const std::string& folder : folders) {
    TILES_CHECK(files_.sync_directory(folder));
  }
  return {};
}

Result<void> Journal::apply(const Record& record, const Staged& staged) {
  for (std::size_t i = 0; i < record.changes.size(); ++i) {
    const Change& change = record.changes[i];
    TILES_CHECK(check_unchanged(change));
    TILES_CHECK(put(change.path, change.after, staged.texts[i]));
  }
  return sync_folders(record);
}

// The log entry is durable before the journal goes: the record is never in neither.
Result<void> Journal::finish(const Record& record, const std::string& log_entry) {
  TILES_CHECK(files_.rename(log_entry, log_path(record.id)));
  TILES_CHECK(files_.sync_directory(kLog));
  TILES_CHECK(files_.remove(kPending));
  return files_.sync_directory(kOwnFolder);
}

// The files as they were before, except where somebody else has changed them since.
Result<void> Journal::take_back(const Record& record) {
  for (const Change& change : record.changes) {
    const auto now = current(change.path, change.after ? change.after->size() : 0);
    const bool ours = now && *now == change.after;
    if (!ours) continue;
    const std::string staged = change.before ? TILES_TRY(stage_text(*change.before)) : "";
    TILES_CHECK(put(change.path, change.before, staged));
  }
  TILES_CHECK(sync_folders(record));
  if (files_.info(log_path(record.id))) {
    TILES_CHECK(files_.remove(log_path(record.id)));
    TILES_CHECK(files_.sync_directory(kLog));
  }
  TILES_CHECK(files_.remove(kPending));
  TILES_CHECK(files_.sync_directory(kOwnFolder));
  return clear_staged();
}

Result<void> Journal::commit(const Record& record) {
  for (const Change& change : record.changes) {
    TILES_CHECK(check_unchanged(change));
  }
  auto staged = stage(record);
  Result<void> done = staged ? begin(*staged) : fail(staged.error());
  if (done) done = apply(record, *staged);
  if (done) done = finish(record, staged->log_entry);
  if (done) return {};
  if (!is_pending() && files_.info(log_path(record.id))) {
    return fail(
        std::move(done).error().within("the edit was made, but may not outlive a power cut"));
  }
  const auto restored = is_pending() ? take_back(record) : clear_staged();
  if (!restored && is_pending()) {
    return fail(std::move(done).error().within(
        "the edit is half done and will be completed when the vault is opened next"));
  }
  return done;
}

bool Journal::is_pending() const { return files_.info(kPending).has_value(); }

Result<void> Journal::clear_staged() {
  const auto left = files_.list(kStaged);
  if (!left) {
    return left.error().code() == ErrorCode::NotFound ? Result<void>() : fail(left.error());
  }
  for (const FileInfo& file : *left) {
    TILES_CHECK(files_.remove(std::string(kStaged) + "/" + file.name));
  }
  return {};
}

Result<Recovery> Journal::complete(Record record) {
  Recovery recovery;
  TILES_CHECK(make_directories(files_, kStaged));
  TILES_CHECK(make_directories(files_, kLog));
  std::vector<Change> done;
  for (Change& change : record.changes) {
    const std::size_t size = std::max(change.before ? change.before->size() : 0,
                                      change.after ? change.after->size() : 0);
    const auto now = current(change.path, size);
    if (now && *now == change.before) {
      TILES_CHECK(make_directories(files_, parent_path(change.path)));
      const std::string staged = change.after ? TILES_TRY(stage_text(*change.after)) : "";
      TILES_CHECK(put(change.path, change.after, staged));
    } else if (!now || *now != change.after) {
      recovery.left_alone.push_back(change.path);
      continue;
    }
    done.push_back(std::move(change));
  }
  record.changes = std::move(done);
  TILES_CHECK(sync_folders(record));
  // The log says what was done, which may be less than what was meant.
  TILES_CHECK(finish(record, TILES_TRY(stage_text(print_json(to_json(record))))));
  recovery.completed = record.id;
  return recovery;
}

Result<Recovery> Journal::recover() {
  Recovery recovery;
  auto text = files_.read(kPending, record_bytes_max_);
  if (text) {
    auto record = parse_record(*text);
    if (record && is_id(record->id)) {
      recovery = TILES_TRY(complete(*std::move(record)));
    } else {
      const std::string aside = std::string(kOwnFolder) + "/broken-" + random_hex(4) + ".json";
      TILES_CHECK(files_.rename(kPending, aside));
      TILES_CHECK(files_.sync_directory(kOwnFolder));
      recovery.problem = "the journal was damaged and is kept as '" + aside + "'";
    }
  } else if (text.error().code() != ErrorCode::NotFound) {
    return fail(std::move(text).error());
  }
  TILES_CHECK(clear_staged());
  return recovery;
}

Result<std::vector<std::string>> Journal::ids() const {
  const auto entries = files_.list(kLog);
  if (!entries) {
    if (entries.error().code() == ErrorCode::NotFound) return std::vector<std::string>();
    return fail(entries.error());
  }
  std::vector<std::string> ids;
  for (const FileInfo& entry : *entries) {
    std::string_view name = entry.name;
    if (!name.ends_with(".json")) continue;
    name.remove_suffix(5);
    if (is_id(name)) ids.emplace_back(name);
  }
  return ids;
}

Result<Record> Journal::read(std::string_view id) const {
  if (!is_id(id)) {
    return fail(ErrorCode::Invalid, "'" + to_valid_utf8(id) + "' is no id of a transaction");
  }
  auto text = files_.read(log_path(id), record_bytes_max_);
  if (!text) {
    return fail(std::move(text).error().within("reading transaction '" + std::string(id) + "'"));
  }
  auto record = parse_record(*text);
  if (!record || record->id != id) {
    return fail(ErrorCode::Corrupt,
                "the log entry of transaction '" + std::string(id) + "' is damaged");
  }
  return record;
}

}  // namespace tiles::vault
