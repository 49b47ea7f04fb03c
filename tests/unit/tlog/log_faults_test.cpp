// SPDX-License-Identifier: Apache-2.0
// The log on a disk that fails, fills up or loses power at each of its changes: what was
// acknowledged is there, and what is there is a log.
#include <gtest/gtest.h>

#include <algorithm>

#include "log_cases.h"
#include "tlog/audit.h"
#include "tlog/log.h"

namespace tiles::tlog {
namespace {

using testing::FaultDisk;
using testing::FaultFileSystem;
using testing::Unsynced;

// Over the end of a bundle, so that all kinds of files are written: 253, 254 … 258, and one batch.
constexpr std::size_t kFirst = 253;
constexpr std::size_t kSingles = 5;
constexpr std::size_t kBatch = 3;

// Tiles are synced as soon as a bundle is full.
const LogOptions kOptions{.lock = {}, .settle_after = 1, .remembered = {}};

std::shared_ptr<FaultDisk> prepared_disk() {
  static const FaultDisk kPrepared = [] {
    auto disk = std::make_shared<FaultDisk>();
    FaultFileSystem files(disk);
    Log log = Log::open(files, tessera_signer(), {}).value();
    EXPECT_TRUE(log.append(numbered_entries(0, kFirst)));
    return *disk;
  }();
  return std::make_shared<FaultDisk>(kPrepared);
}

struct Outcome {
  std::size_t acknowledged = 0;
  std::optional<Checkpoint> checkpoint;  // The last that was handed out.
  bool has_failed = false;
};

// Appends until the first error.
Outcome append_entries(FileSystem& files) {
  Outcome outcome{.acknowledged = kFirst, .checkpoint = {}};
  auto log = Log::open(files, tessera_signer(), kOptions);
  outcome.has_failed = !log;
  const auto append = [&](std::size_t count) {
    if (outcome.has_failed) return;
    const auto appended = log->append(numbered_entries(outcome.acknowledged, count));
    outcome.has_failed = !appended;
    if (!appended) return;
    EXPECT_EQ(appended->first, outcome.acknowledged);
    outcome.acknowledged += count;
    outcome.checkpoint = log->checkpoint();
  };
  for (std::size_t i = 0; i < kSingles; ++i) append(1);
  append(kBatch);
  return outcome;
}

// The log has the acknowledged entries, at most one append more, and goes on.
void expect_recovers(FileSystem& files, const Outcome& outcome, const std::string& what) {
  {
    auto log = Log::open(files, tessera_signer(), {.lock = {}, .remembered = outcome.checkpoint});
    ASSERT_TRUE(log) << what << ": " << log.error().text();
    const std::uint64_t size = log->checkpoint().head.size;
    EXPECT_GE(size, outcome.acknowledged) << what;
    EXPECT_LE(size, outcome.acknowledged + kBatch + 1) << what;
    ASSERT_TRUE(log->append(numbered_entries(size, 1))) << what;
  }
  const auto entries = entries_of(files);
  ASSERT_TRUE(entries) << what << ": " << entries.error().text();
  EXPECT_EQ(*entries, numbered_entries(0, entries->size())) << what;
}

std::size_t changes_of_all() {
  const auto disk = prepared_disk();
  FaultFileSystem files(disk);
  const std::size_t before = disk->change_count();
  EXPECT_EQ(append_entries(files).acknowledged, kFirst + kSingles + kBatch);
  return disk->change_count() - before;
}

TEST(LogFaults, AcknowledgedEntryOutlivesAPowerCutAtEachChange) {
  const std::size_t changes = changes_of_all();
  ASSERT_GT(changes, 60U);
  std::size_t cuts = 0;
  for (const Unsynced unsynced : {Unsynced::Lost, Unsynced::Kept, Unsynced::EveryOtherDirectory}) {
    for (std::size_t change = 0; change <= changes; ++change) {
      const auto disk = prepared_disk();
      FaultFileSystem files(disk);
      disk->cut_power_at(change);
      const Outcome outcome = append_entries(files);
      cuts += outcome.has_failed ? 1U : 0U;
      disk->restart(unsynced);
      const std::string what = "change " + std::to_string(change) + " of kind " +
                               std::to_string(static_cast<int>(unsynced));
      // A copy of what the power cut left is whole even before the log is opened again.
      const auto copy = audit_log(files, tessera_policy(), {});
      EXPECT_TRUE(copy) << what << ": " << copy.error().text();
      expect_recovers(files, outcome, what);
    }
  }
  // Making a folder that is there is no change that a cut could hit.
  EXPECT_GE(cuts, 3 * (changes - 10));
}

TEST(LogFaults, AcknowledgedEntryOutlivesAFailureOfEachChange) {
  const std::size_t changes = changes_of_all();
  for (std::size_t change = 0; change < changes; ++change) {
    const auto disk = prepared_disk();
    FaultFileSystem files(disk);
    disk->fail_at(change);
    const Outcome outcome = append_entries(files);
    disk->heal();
    expect_recovers(files, outcome, "change " + std::to_string(change));
    // And a power cut after that finds it too.
    disk->restart(Unsynced::Lost);
    expect_recovers(files, outcome, "power cut after change " + std::to_string(change));
  }
}

TEST(LogFaults, AcknowledgedEntryOutlivesADiskThatIsFull) {
  const std::size_t changes = changes_of_all();
  for (std::size_t change = 0; change < changes; change += 3) {
    const auto disk = prepared_disk();
    FaultFileSystem files(disk);
    disk->fill_at(change);
    const Outcome outcome = append_entries(files);
    EXPECT_TRUE(outcome.has_failed) << change;
    disk->heal();
    expect_recovers(files, outcome, "full at change " + std::to_string(change));
  }
}

TEST(LogFaults, NewLogOutlivesAPowerCutAtEachChange) {
  for (std::size_t change = 0; change < 40; ++change) {
    const auto disk = std::make_shared<FaultDisk>();
    FaultFileSystem files(disk);
    disk->cut_power_at(change);
    Outcome outcome;
    {
      auto log = Log::open(files, tessera_signer(), {});
      const auto appended =
          log ? log->append(numbered_entries(0, 1)) : Result<Appended>(fail(log.error()));
      outcome.acknowledged = appended ? 1 : 0;
    }
    disk->restart(Unsynced::Lost);
    expect_recovers(files, outcome, "change " + std::to_string(change));
  }
}

TEST(LogFaults, AfterAFailureTheLogMustBeOpenedAnew) {
  const auto disk = prepared_disk();
  FaultFileSystem files(disk);
  Log log = Log::open(files, tessera_signer(), {}).value();
  disk->fail_at(0);
  EXPECT_EQ(log.append(numbered_entries(kFirst, 1)).error().code(), ErrorCode::Io);
  disk->heal();
  EXPECT_EQ(log.append(numbered_entries(kFirst, 1)).error().text(),
            "an earlier append failed; the log must be opened anew");
}

}  // namespace
}  // namespace tiles::tlog
