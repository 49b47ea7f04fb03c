// SPDX-License-Identifier: Apache-2.0
// tlog_bench append FOLDER ENTRIES BATCH: a new log, all entries in batches, each durable.
// tlog_bench one FOLDER APPENDS: a new log, one durable entry at a time, and one fsync beside it.
// tlog_bench large FOLDER ENTRIES: inclusion proofs and the audit of a large log.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/assert.h"
#include "base/json.h"
#include "base/unique_fd.h"
#include "tlog/audit.h"
#include "tlog/journal.h"
#include "tlog/log.h"
#include "tlog/log_files.h"
#include "tlog/tree.h"

namespace tiles::tlog {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kEntryBytes = 200;
constexpr std::size_t kProofs = 1'000;

double milliseconds_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

std::string entry_of(std::size_t number) {
  const std::string digits = std::to_string(number);
  return std::string(kEntryBytes - digits.size(), '0') + digits;
}

NoteSigner signer() {
  const std::array<std::byte, crypto::kEd25519SeedBytes> seed{};
  return {"bench.example/log", KeyType::Log, crypto::Ed25519Key::from_seed(seed)};
}

std::vector<std::string> entries_of(std::size_t first, std::size_t count) {
  std::vector<std::string> entries;
  for (std::size_t i = first; i < first + count; ++i) entries.push_back(entry_of(i));
  return entries;
}

Json append(FileSystem& files, std::size_t count, std::size_t batch) {
  Log log = Log::open(files, signer(), {}).value();
  const std::vector<std::string> entries = entries_of(0, count);
  const auto begin = Clock::now();
  for (std::size_t first = 0; first < count; first += batch) {
    const std::size_t size = std::min(batch, count - first);
    TILES_ASSERT(log.append(std::span(entries).subspan(first, size)));
  }
  return {{"entries", count}, {"batch", batch}, {"seconds", milliseconds_since(begin) / 1'000}};
}

// What one fsync of a small file that grows costs here.
double fsync_ms(int file) {
  const std::string bytes(kEntryBytes, 'x');
  TILES_ASSERT(::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  const auto begin = Clock::now();
  TILES_ASSERT(::fsync(file) == 0);
  return milliseconds_since(begin);
}

Json append_one(FileSystem& files, const std::filesystem::path& folder, std::size_t count) {
  Log log = Log::open(files, signer(), {}).value();
  const UniqueFd file(::open((folder / "fsync").c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600));
  std::vector<double> appends;
  std::vector<double> syncs;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string entry = entry_of(i);
    const auto begin = Clock::now();
    TILES_ASSERT(log.append({&entry, 1}));
    appends.push_back(milliseconds_since(begin));
    syncs.push_back(fsync_ms(file.get()));
  }
  return {{"appends", count},
          {"median_ms", median(appends)},
          {"max_ms", *std::ranges::max_element(appends)},
          {"one_fsync_median_ms", median(syncs)}};
}

Json prove(FileSystem& files, const TreeHead& head) {
  std::vector<double> times;
  TreeHasher hasher;
  for (std::size_t i = 0; i < kProofs; ++i) {
    const std::uint64_t index = i * 7'919'993 % head.size;
    LogFiles log(files);  // Without tiles in memory.
    const auto begin = Clock::now();
    const Proof proof = prove_inclusion(log.nodes(head.size), index, head.size).value();
    times.push_back(milliseconds_since(begin));
    const Hash leaf = hasher.leaf(entry_of(index));
    TILES_ASSERT(check_inclusion({.index = index, .leaf = leaf, .head = head}, proof));
  }
  return {{"proofs", kProofs},
          {"median_ms", median(times)},
          {"max_ms", *std::ranges::max_element(times)}};
}

Json large(FileSystem& files, std::size_t count) {
  Log log = Log::open(files, signer(), {}).value();
  for (std::size_t first = 0; first < count;) {
    const std::size_t size = std::min(kBatchEntriesMax, count - first);
    TILES_ASSERT(log.append(entries_of(first, size)));
    first += size;
  }
  Json report{{"entries", count}, {"inclusion", prove(files, log.checkpoint().head)}};
  const auto begin = Clock::now();
  TILES_ASSERT(audit_log(files, Policy::of_logs({signer().key()}), {}));
  report["verify_seconds"] = milliseconds_since(begin) / 1'000;
  return report;
}

int measure(const std::vector<std::string>& words) {
  if (words.size() < 3) return 2;
  const std::size_t count = std::stoul(words[2]);
  const auto files = open_directory(words[1]).value();
  Json report;
  if (words[0] == "append" && words.size() == 4) {
    report = append(*files, count, std::stoul(words[3]));
  } else if (words[0] == "one") {
    report = append_one(*files, words[1], count);
  } else {
    report = large(*files, count);
  }
  std::puts(print_json(report).c_str());
  return 0;
}

}  // namespace
}  // namespace tiles::tlog

int main(int argc, char** argv) { return tiles::tlog::measure({argv + 1, argv + argc}); }
