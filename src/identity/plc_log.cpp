// SPDX-License-Identifier: Apache-2.0
#include "identity/plc_log.h"

#include <algorithm>
#include <span>
#include <utility>

#include "base/json.h"
#include "base/text.h"

namespace tiles::identity {

bool PlcHistory::is_tombstoned() const {
  return !entries_.empty() && entries_.back().operation.kind() == PlcKind::Tombstone;
}

std::optional<PlcState> PlcHistory::state() const {
  if (entries_.empty() || is_tombstoned()) return std::nullopt;
  return entries_.back().operation.state();
}

std::string PlcHistory::head() const { return entries_.empty() ? "" : entries_.back().cid; }

Result<std::size_t> PlcHistory::add(const PlcOperation& operation, TimePoint time) {
  if (entries_.empty()) {
    if (operation.kind() == PlcKind::Tombstone || !operation.prev().empty()) {
      return fail(ErrorCode::Invalid, "the first operation names one before it");
    }
    TILES_CHECK(operation.verify(operation.state().rotation_keys));
    did_ = operation.did();
    entries_.push_back({.operation = operation, .cid = operation.cid().text(), .time = time});
    return std::size_t{0};
  }
  if (operation.kind() == PlcKind::Create || operation.prev().empty()) {
    return fail(ErrorCode::Invalid, "a second first operation");
  }
  // Most follow the last one.
  const auto before = std::find_if(entries_.rbegin(), entries_.rend(),
                                   [&](const Entry& each) { return each.cid == operation.prev(); });
  if (before == entries_.rend()) {
    return fail(ErrorCode::Invalid, "it follows an operation that is not there or was taken back");
  }
  if (before->operation.kind() == PlcKind::Tombstone) {
    return fail(ErrorCode::Invalid, "it follows a tombstone");
  }
  const auto taken_back = static_cast<std::size_t>(before - entries_.rbegin());
  if (taken_back == 0) {
    TILES_CHECK(operation.verify(before->operation.state().rotation_keys));
  } else {
    TILES_CHECK(check_recovery(operation, time, entries_.size() - 1 - taken_back));
  }
  entries_.erase(before.base(), entries_.end());
  entries_.push_back({.operation = operation, .cid = operation.cid().text(), .time = time});
  return taken_back;
}

// `operation` follows the entry at `place`, which others follow already.
Result<void> PlcHistory::check_recovery(const PlcOperation& operation, TimePoint time,
                                        std::size_t place) const {
  const Entry& disputed = entries_[place + 1];
  const std::span<const std::string> keys = entries_[place].operation.state().rotation_keys;
  const std::size_t signer = TILES_TRY(disputed.operation.verify(keys));
  if (const auto verified = operation.verify(keys.first(signer)); !verified) {
    return fail(Error(verified.error())
                    .within("taking back what rotation key " + std::to_string(signer + 1) +
                            " signed needs a stronger key"));
  }
  if (time - disputed.time > kPlcRecoveryWindow) {
    return fail(ErrorCode::Invalid, "it takes back an operation of more than 72 hours before");
  }
  return {};
}

std::optional<PlcRecovery> PlcHistory::recovery(const std::string& key, TimePoint now) const {
  for (std::size_t place = 0; place + 1 < entries_.size(); ++place) {
    const Entry& disputed = entries_[place + 1];
    if (now - disputed.time > kPlcRecoveryWindow) continue;
    const PlcState& state = entries_[place].operation.state();
    const auto own = std::ranges::find(state.rotation_keys, key);
    const auto signer = disputed.operation.verify(state.rotation_keys);
    if (signer && own - state.rotation_keys.begin() < static_cast<std::ptrdiff_t>(*signer)) {
      return PlcRecovery{.prev = entries_[place].cid, .state = state};
    }
  }
  return std::nullopt;
}

namespace {

struct LogEntry {
  std::string did;
  std::string cid;
  bool is_nullified = false;
  TimePoint time;
  Json operation;
};

Result<std::string> text_at(const Json& json, const char* key) {
  if (!json.contains(key) || !json[key].is_string()) {
    return fail(ErrorCode::Invalid, "entry without the text '" + std::string(key) + "'");
  }
  return json[key].get<std::string>();
}

Result<LogEntry> read_entry(const Json& json) {
  if (!json.is_object() || !json.contains("operation") || !json.contains("nullified") ||
      !json["nullified"].is_boolean()) {
    return fail(ErrorCode::Invalid, "entry without 'operation' or 'nullified'");
  }
  LogEntry entry;
  entry.did = TILES_TRY(text_at(json, "did"));
  entry.cid = TILES_TRY(text_at(json, "cid"));
  entry.is_nullified = json["nullified"].get<bool>();
  const std::string created = TILES_TRY(text_at(json, "createdAt"));
  const auto time = parse_time(created);
  if (!time) return fail(ErrorCode::Invalid, "time " + shown_in_quotes(created) + " is none");
  entry.time = *time;
  entry.operation = json["operation"];
  return entry;
}

class LogReplay {
 public:
  Result<void> add(const Json& json) {
    cid_ = json.is_object() && json.contains("cid") && json["cid"].is_string()
               ? json["cid"].get<std::string>()
               : "";
    const LogEntry entry = TILES_TRY(read_entry(json));
    const PlcOperation operation = TILES_TRY(PlcOperation::parse(entry.operation));
    if (operation.cid().text() != entry.cid) {
      return fail(ErrorCode::Invalid, "its content identifier is " + operation.cid().text());
    }
    if (!times_.empty() && entry.time < times_.back()) {
      return fail(ErrorCode::Invalid, "it is older than the one before it");
    }
    const std::size_t taken_back = TILES_TRY(history_.add(operation, entry.time));
    if (entry.did != history_.did()) {
      return fail(ErrorCode::Invalid, "it is said to be of " + shown_in_quotes(entry.did) +
                                          ", the first one makes " + history_.did());
    }
    note(entry, taken_back);
    return {};
  }

  // Whether the log says of each operation what the replay found.
  std::optional<PlcLogFault> wrong_mark() const {
    for (std::size_t i = 0; i < marks_.size(); ++i) {
      const bool is_nullified = !std::ranges::binary_search(holding_, i);
      if (is_nullified == marks_[i]) continue;
      return PlcLogFault{.place = i + 1,
                         .cid = cids_[i],
                         .reason = is_nullified ? "it was taken back and is not marked so"
                                                : "it is marked as taken back and was not"};
    }
    return std::nullopt;
  }

  const std::string& cid() const { return cid_; }

  void describe(PlcLogVerdict& verdict) const {
    verdict.did = history_.did();
    verdict.operations = marks_.size();
    verdict.nullified = marks_.size() - holding_.size();
    verdict.head = history_.head();
    verdict.is_tombstoned = history_.is_tombstoned();
    verdict.state = history_.state();
    verdict.history = history_;
  }

 private:
  void note(const LogEntry& entry, std::size_t taken_back) {
    holding_.resize(holding_.size() - taken_back);
    holding_.push_back(marks_.size());
    marks_.push_back(entry.is_nullified);
    cids_.push_back(entry.cid);
    times_.push_back(entry.time);
  }

  PlcHistory history_;
  std::string cid_;                   // Of the entry at hand.
  std::vector<std::size_t> holding_;  // Places of those that hold.
  std::vector<bool> marks_;
  std::vector<std::string> cids_;
  std::vector<TimePoint> times_;
};

}  // namespace

Result<PlcLogVerdict> verify_plc_log(std::string_view json) {
  if (json.size() > kPlcLogBytesMax) {
    return fail(ErrorCode::Limit, "log of " + std::to_string(json.size()) + " bytes");
  }
  const Json log = TILES_TRY(parse_unambiguous_json(json));
  if (!log.is_array() || log.empty()) {
    return fail(ErrorCode::Invalid, "not a list of operations with one at least");
  }
  if (log.size() > kPlcLogOperationsMax) {
    return fail(ErrorCode::Limit, "log of " + std::to_string(log.size()) + " operations");
  }
  LogReplay replay;
  PlcLogVerdict verdict;
  for (const Json& each : log) {
    if (const auto added = replay.add(each); !added) {
      replay.describe(verdict);
      verdict.fault = {
          .place = verdict.operations + 1, .cid = replay.cid(), .reason = added.error().text()};
      return verdict;
    }
  }
  replay.describe(verdict);
  verdict.fault = replay.wrong_mark();
  return verdict;
}

}  // namespace tiles::identity
