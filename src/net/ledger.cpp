// SPDX-License-Identifier: Apache-2.0
#include "net/ledger.h"

#include <utility>

#include "base/json.h"
#include "base/text.h"

namespace tiles::net {
namespace {

std::string text_of(const Json& line, const char* key) {
  return line.contains(key) && line[key].is_string() ? line[key].get<std::string>() : "";
}

std::uint64_t number_of(const Json& line, const char* key) {
  return line.contains(key) && line[key].is_number_unsigned() ? line[key].get<std::uint64_t>() : 0;
}

std::string line_of(const LedgerEntry& entry) {
  const Json line = {{"time", entry.time},
                     {"host", entry.host},
                     {"why", utf8_prefix(entry.why, Ledger::kWhyBytesMax)},
                     {"status", entry.status},
                     {"sent", entry.sent_bytes},
                     {"received", entry.received_bytes}};
  return print_json(line) + "\n";
}

}  // namespace

Result<void> Ledger::write(std::string_view lines) {
  // One write of whole lines: those of several processes do not mix.
  auto written = files_.append(path_, lines);
  if (!written) return fail(std::move(written).error().within("writing the ledger of hosts"));
  return {};
}

Result<void> Ledger::write_waiting() {
  if (waiting_count_ == 0) return {};
  TILES_CHECK(write(waiting_));
  waiting_.clear();
  waiting_count_ = 0;
  return {};
}

Result<void> Ledger::flush() {
  const std::scoped_lock lock(mutex_);
  return write_waiting();
}

Result<void> Ledger::before(std::string_view host, std::string_view why) {
  const std::scoped_lock lock(mutex_);
  if (known_.contains(host)) return {};
  TILES_CHECK(write_waiting());
  TILES_CHECK(write(line_of(
      {.time = format_time(clock_.now()), .host = std::string(host), .why = std::string(why)})));
  known_.emplace(host);
  return {};
}

Result<void> Ledger::after(LedgerEntry entry) {
  const std::scoped_lock lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (waiting_count_ == 0) waiting_since_ = now;
  entry.time = format_time(clock_.now());
  waiting_ += line_of(entry);
  ++waiting_count_;
  const bool is_time = now - waiting_since_ >= kAnswersWait || waiting_count_ >= kAnswersMax;
  return is_time ? write_waiting() : Result<void>();
}

Result<std::vector<LedgerEntry>> read_ledger(const FileSystem& files, std::string_view path) {
  std::vector<LedgerEntry> entries;
  const auto text = files.read(path, Ledger::kTextBytesMax);
  if (!text && text.error().code() == ErrorCode::NotFound) return entries;
  if (!text) return fail(Error(text.error()).within("reading the ledger of hosts"));
  for (const std::string_view line : split(*text, '\n')) {
    const auto json = parse_json(line);
    if (!json || !json->is_object() || text_of(*json, "host").empty()) continue;
    entries.push_back({.time = text_of(*json, "time"),
                       .host = text_of(*json, "host"),
                       .why = text_of(*json, "why"),
                       .status = static_cast<int>(number_of(*json, "status")),
                       .sent_bytes = number_of(*json, "sent"),
                       .received_bytes = number_of(*json, "received")});
  }
  return entries;
}

}  // namespace tiles::net
