// SPDX-License-Identifier: Apache-2.0
#include "tlog/log.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "log_cases.h"
#include "support/temporary_directory.h"
#include "tlog/audit.h"
#include "tlog/journal.h"
#include "tlog/log_files.h"
#include "tlog/tree.h"

namespace tiles::tlog {
namespace {

using std::chrono::milliseconds;
using testing::FaultDisk;
using testing::FaultFileSystem;
using testing::TemporaryDirectory;

// Lines of tests/data/trust/tessera_log: the entries of the published log.
const std::vector<std::string> kTesseraEntries = {
    "one",  "two", "three",  "four",  "five",     "six",     "seven", "eit",
    "nain", "ten", "ileven", "twelf", "threeten", "fourten", "fivten"};

Result<Log> open_log(FileSystem& files, const std::optional<Checkpoint>& remembered = {}) {
  return Log::open(files, tessera_signer(), {.lock = {}, .remembered = remembered});
}

// A log of 3 entries on `disk`, as it was before 2 more came; and its checkpoint with those.
Checkpoint grow_and_go_back(FaultDisk& disk, FileSystem& files) {
  Log log = open_log(files).value();
  EXPECT_TRUE(log.append(numbered_entries(0, 3)));
  const FaultDisk earlier = disk;
  EXPECT_TRUE(log.append(numbered_entries(3, 2)));
  Checkpoint newest = log.checkpoint();
  EXPECT_TRUE(open_log(files, newest));
  disk = earlier;
  return newest;
}

TEST(Log, PublishedLogIsMadeByteForByte) {
  const TemporaryDirectory folder;
  const auto files = open_directory(folder.path()).value();
  Log log = open_log(*files).value();
  const auto expect_file = [&](const std::string& path, const std::string& published) {
    EXPECT_EQ(read_all(folder.path() / path), read_all(trust_data() / "tessera_log" / published))
        << path;
  };
  expect_file("checkpoint", "checkpoint.0");
  for (std::size_t i = 0; i < kTesseraEntries.size(); ++i) {
    ASSERT_EQ(log.append({&kTesseraEntries[i], 1}).value().first, i);
    const std::string size = std::to_string(i + 1);
    expect_file("checkpoint", "checkpoint." + size);
    expect_file("tile/0/000.p/" + size, "tile/0/000.p/" + size);
    expect_file("tile/entries/000.p/" + size, "tile/entries/000.p/" + size);
  }
}

TEST(Log, ProofsOfTheFilesHold) {
  auto disk = std::make_shared<FaultDisk>();
  FaultFileSystem files(disk);
  Log log = open_log(files).value();
  ASSERT_TRUE(log.append(numbered_entries(0, 300)));
  const TreeHead older = log.checkpoint().head;
  ASSERT_TRUE(log.append(numbered_entries(300, 400)));
  const TreeHead head = log.checkpoint().head;
  LogFiles read(files);
  TreeHasher hasher;
  for (const std::uint64_t index : {0U, 1U, 255U, 256U, 511U, 512U, 699U}) {
    const std::string entry = read.entry(index, head.size).value();
    EXPECT_EQ(entry, "entry " + std::to_string(index));
    const Proof proof = prove_inclusion(read.nodes(head.size), index, head.size).value();
    EXPECT_TRUE(check_inclusion({index, hasher.leaf(entry), head}, proof));
  }
  const Proof growth = prove_growth(read.nodes(head.size), older.size, head.size).value();
  EXPECT_TRUE(check_growth(older, head, growth));
  EXPECT_EQ(read.entry(700, 700).error().code(), ErrorCode::Invalid);
}

TEST(Log, OpenedAgainItGoesOn) {
  const TemporaryDirectory folder;
  const auto files = open_directory(folder.path()).value();
  for (std::size_t i = 0; i < 600; i += 30) {
    Log log = open_log(*files).value();
    EXPECT_EQ(log.append(numbered_entries(i, 30)).value().first, i);
  }
  EXPECT_EQ(entries_of(*files).value(), numbered_entries(0, 600));
}

TEST(Log, FullBundleTakesThePartialOnesAway) {
  auto disk = std::make_shared<FaultDisk>();
  FaultFileSystem files(disk);
  Log log = open_log(files).value();
  for (std::size_t i = 0; i < 257; ++i) ASSERT_TRUE(log.append(numbered_entries(i, 1)));
  // The 256th append was also the 256th of the journal.
  std::vector<std::string> paths;
  for (const auto& [path, bytes] : disk->contents()) paths.push_back(path);
  EXPECT_EQ(paths, (std::vector<std::string>{"checkpoint", "journal", "tile/0/000",
                                             "tile/0/001.p/1", "tile/1/000.p/1", "tile/entries/000",
                                             "tile/entries/001.p/1"}));
}

TEST(Log, BatchLimitsAreKept) {
  auto disk = std::make_shared<FaultDisk>();
  FaultFileSystem files(disk);
  Log log = open_log(files).value();
  EXPECT_EQ(log.append({}).error().code(), ErrorCode::Invalid);
  EXPECT_EQ(log.append(std::vector<std::string>(kBatchEntriesMax + 1)).error().text(),
            "append of 4097 entries at once; the limit is 4096");
  const std::vector<std::string> long_entry = {std::string(kEntryBytesMax + 1, 'x')};
  EXPECT_EQ(log.append(long_entry).error().text(), "entry of 65536 bytes; the limit is 65535");
  const std::vector<std::string> many(257, std::string(kEntryBytesMax, 'x'));
  EXPECT_EQ(log.append(many).error().code(), ErrorCode::Limit);
  EXPECT_TRUE(log.append(std::vector<std::string>(kBatchEntriesMax)));
  EXPECT_TRUE(log.append({many.data(), 1}));
  EXPECT_EQ(log.checkpoint().head.size, kBatchEntriesMax + 1);
}

TEST(Log, SecondProcessWaitsForTheFirst) {
  const TemporaryDirectory folder;
  const auto files = open_directory(folder.path()).value();
  LogOptions options{.lock = folder.path(), .wait = milliseconds(20), .remembered = {}};
  std::optional<Log> first = Log::open(*files, tessera_signer(), options).value();
  const auto refused = Log::open(*files, tessera_signer(), options);
  EXPECT_EQ(refused.error().code(), ErrorCode::Busy);
  std::thread holder([&] {
    std::this_thread::sleep_for(milliseconds(50));
    EXPECT_TRUE(first->append(numbered_entries(0, 1)));
    first.reset();
  });
  options.wait = milliseconds(10'000);
  Log second = Log::open(*files, tessera_signer(), options).value();
  EXPECT_EQ(second.append(numbered_entries(1, 1)).value().first, 1U);
  holder.join();
}

TEST(Log, AnotherNameIsRefused) {
  auto disk = std::make_shared<FaultDisk>();
  FaultFileSystem files(disk);
  ASSERT_TRUE(open_log(files));
  const auto other =
      Log::open(files, NoteSigner("other", KeyType::Log, crypto::Ed25519Key::generate()), {});
  EXPECT_EQ(other.error().text(),
            "checkpoint of the log 'example.com/log/testdata', which is not known");
}

TEST(Log, RolledBackIsCorrupt) {
  auto disk = std::make_shared<FaultDisk>();
  FaultFileSystem files(disk);
  const Checkpoint remembered = grow_and_go_back(*disk, files);
  EXPECT_EQ(open_log(files, remembered).error().text(),
            "the log was rolled back: it has 3 entries, and had 5");
  EXPECT_EQ(open_log(files, remembered).error().code(), ErrorCode::Corrupt);
}

TEST(Log, TakenAwayIsRolledBack) {
  auto disk = std::make_shared<FaultDisk>();
  FaultFileSystem files(disk);
  const Checkpoint remembered{.origin = tessera_key().name, .head = {3, Hash()}, .extensions = {}};
  EXPECT_EQ(open_log(files, remembered).error().text(),
            "the log was rolled back: it has 0 entries, and had 3");
  EXPECT_TRUE(disk->contents().empty());
}

TEST(Log, ForkedIsCorrupt) {
  auto disk = std::make_shared<FaultDisk>();
  FaultFileSystem files(disk);
  const Checkpoint remembered = grow_and_go_back(*disk, files);
  { ASSERT_TRUE(open_log(files).value().append(numbered_entries(100, 9))); }
  const auto forked = open_log(files, remembered);
  EXPECT_EQ(forked.error().code(), ErrorCode::Corrupt);
  EXPECT_EQ(forked.error().text(), "the log was forked: its first 5 entries are not those it had");
}

TEST(Log, CopyWithoutJournalGoesOn) {
  auto disk = std::make_shared<FaultDisk>();
  FaultFileSystem files(disk);
  { ASSERT_TRUE(open_log(files).value().append(numbered_entries(0, 5))); }
  ASSERT_TRUE(files.remove(kJournalPath));
  EXPECT_EQ(open_log(files).value().append(numbered_entries(5, 1)).value().first, 5U);
}

TEST(Log, JournalThatEndsBeforeTheCheckpointIsCorrupt) {
  auto disk = std::make_shared<FaultDisk>();
  FaultFileSystem files(disk);
  { ASSERT_TRUE(open_log(files).value().append(numbered_entries(0, 2))); }
  const std::string journal = files.read(kJournalPath, kJournalBytesMax).value();
  ASSERT_TRUE(replace_file(files, kJournalPath, journal.substr(0, journal.size() - 1)));
  EXPECT_EQ(open_log(files).error().text(), "the checkpoint counts 2 entries; only 0 are there");
}

}  // namespace
}  // namespace tiles::tlog
