// SPDX-License-Identifier: Apache-2.0
#include <tilekit/log.h>

#include <algorithm>
#include <utility>

#include "attest/log_record.h"
#include "base/json.h"
#include "kit/event_log.h"
#include "kit/folders.h"
#include "kit/witnessed.h"
#include "tlog/audit.h"
#include "tlog/copy.h"
#include "tlog/entry.h"
#include "tlog/log_files.h"
#include "tlog/log_proof.h"
#include "tlog/tree.h"

namespace tilekit {

using tiles::fail;
using tiles::Json;
using tiles::kit::IfMissing;
using tiles::kit::OpenLog;
namespace tlog = tiles::tlog;

namespace {

constexpr std::string_view kKeyFile = "log.vkey";

Result<OpenLog> open(const HomePaths& paths) {
  return tiles::kit::open_event_log(paths, IfMissing::Fail);
}

LogState state_of(const OpenLog& open) {
  const tlog::Checkpoint& checkpoint = open.log.checkpoint();
  return {.name = checkpoint.origin,
          .key = open.key.print(),
          .entries = checkpoint.head.size,
          .root = tlog::to_base64(checkpoint.head.root),
          .checkpoint = open.log.checkpoint_note()};
}

// Entries of other versions are shown as they stand.
LogEntry entry_of(std::uint64_t index, std::string text) {
  LogEntry entry{.index = index, .event = "", .time = "", .digest = "", .text = std::move(text)};
  if (const auto parsed = tlog::Entry::parse(entry.text)) {
    entry.event = parsed->event;
    entry.time = tiles::format_time(parsed->time);
    if (parsed->digest) entry.digest = parsed->digest->text();
  } else if (const auto record = tiles::attest::LogRecord::parse(entry.text)) {
    entry.event = "signature";
    entry.digest = record->digest.text();
  }
  return entry;
}

bool is_about(const OpenLog& open, const std::string& text, const std::string& name) {
  const auto entry = tlog::Entry::parse(text);
  return entry && entry->name && entry->name->is_of(open.names_key, name);
}

Json json_of(const LogState& state) {
  return {
      {"log", state.name}, {"key", state.key}, {"entries", state.entries}, {"root", state.root}};
}

}  // namespace

Result<LogPage> read_log(const HomePaths& paths, const LogQuery& query) {
  const OpenLog log = TILES_TRY(open(paths));
  const tlog::LogFiles files(*log.files);
  LogPage page{.state = state_of(log), .entries = {}};
  const std::size_t count_max = std::min(query.count_max, kLogPageMax);
  for (std::uint64_t i = page.state.entries; i-- > 0 && page.entries.size() < count_max;) {
    std::string text = TILES_TRY(files.entry(i, page.state.entries));
    if (!query.name.empty() && !is_about(log, text, query.name)) continue;
    page.entries.push_back(entry_of(i, std::move(text)));
  }
  return page;
}

Result<std::string> prove_log_entry(const HomePaths& paths, std::uint64_t index) {
  const OpenLog log = TILES_TRY(open(paths));
  tlog::LogFiles files(*log.files);
  tlog::LogProof proof{
      .extra = {}, .index = index, .hashes = {}, .checkpoint = log.log.checkpoint_note()};
  std::uint64_t size = log.log.checkpoint().head.size;
  // What witnesses signed says more, where it has the entry.
  const auto witnessed = TILES_TRY(tiles::kit::read_witnessed(paths, log.key));
  if (witnessed) {
    const auto older = TILES_TRY(tlog::open_checkpoint(*witnessed, {&log.key, 1}));
    if (index < older.head.size && older.head.size <= size) {
      proof.checkpoint = *witnessed;
      size = older.head.size;
    }
  }
  proof.extra = TILES_TRY(files.entry(index, size));
  proof.hashes = TILES_TRY(tlog::prove_inclusion(files.nodes(size), index, size));
  // What is given out holds: the tiles could be damaged.
  tlog::TreeHasher hasher;
  const auto policy = tlog::Policy::of_logs({log.key});
  TILES_CHECK(policy.check(proof, hasher.leaf(*proof.extra)));
  return proof.print();
}

Result<LogState> verify_log(const HomePaths& paths) {
  const OpenLog log = TILES_TRY(open(paths));
  TILES_CHECK(tlog::audit_log(*log.files, tlog::Policy::of_logs({log.key}), {}));
  return state_of(log);
}

Result<LogState> export_log(const HomePaths& paths, const std::filesystem::path& folder) {
  const OpenLog log = TILES_TRY(open(paths));
  const std::filesystem::path target = std::filesystem::absolute(folder);
  TILES_CHECK(tiles::kit::make_missing(target));
  const auto copy = TILES_TRY(tiles::open_directory(target));
  if (!TILES_TRY(copy->list("")).empty()) {
    return fail(ErrorCode::AlreadyExists, "'" + folder.string() + "' is not empty");
  }
  TILES_CHECK(copy->write_new(kKeyFile, log.key.print() + "\n"));
  TILES_CHECK(tlog::copy_log(*log.files, *copy, log.log.checkpoint(), log.log.checkpoint_note()));
  return state_of(log);
}

std::string to_json(const LogState& state) { return tiles::print_json(json_of(state)); }

std::string to_json(const LogPage& page) {
  Json object = json_of(page.state);
  Json items = Json::array();
  for (const LogEntry& entry : page.entries) {
    items.push_back({{"index", entry.index},
                     {"event", entry.event},
                     {"time", entry.time},
                     {"digest", entry.digest}});
  }
  object["items"] = std::move(items);
  return tiles::print_json(object);
}

}  // namespace tilekit
