// SPDX-License-Identifier: Apache-2.0
#include "tlog/audit.h"

#include <gtest/gtest.h>

#include "log_cases.h"
#include "tlog/journal.h"
#include "tlog/log.h"

namespace tiles::tlog {
namespace {

using testing::FaultDisk;
using testing::FaultFileSystem;

// A log of 600 entries: two full bundles, a partial one, and nothing in the journal.
class AuditTest : public ::testing::Test {
 protected:
  AuditTest() {
    {
      Log log = Log::open(files_, tessera_signer(), {}).value();
      EXPECT_TRUE(log.append(numbered_entries(0, 300)));
      older_ = log.checkpoint();
      EXPECT_TRUE(log.append(numbered_entries(300, 300)));
      newest_ = log.checkpoint();
    }
    EXPECT_TRUE(Log::open(files_, tessera_signer(), {}));  // Syncs the tiles.
  }

  Result<Audit> audit(const AuditOptions& options = {}) {
    return audit_log(files_, tessera_policy(), options);
  }
  std::string message() { return audit().error().text(); }
  // Changes one byte of a file.
  void spoil(const std::string& path, std::size_t at) {
    std::string bytes = files_.read(path, kJournalBytesMax).value();
    bytes.at(at) ^= 1;
    ASSERT_TRUE(replace_file(files_, path, bytes));
  }

  std::shared_ptr<FaultDisk> disk_ = std::make_shared<FaultDisk>();
  FaultFileSystem files_{disk_};
  Checkpoint older_;
  Checkpoint newest_;
};

TEST_F(AuditTest, WholeLogIsAsItShouldBe) {
  std::uint64_t count = 0;
  AuditOptions options{.remembered = older_.head, .each_entry = {}};
  options.each_entry = [&](std::uint64_t index, std::string_view entry) -> Result<void> {
    EXPECT_EQ(index, count);
    EXPECT_EQ(entry, "entry " + std::to_string(count++));
    return {};
  };
  const Audit done = audit(options).value();
  EXPECT_EQ(done.checkpoint, newest_);
  EXPECT_EQ(count, 600U);
  EXPECT_EQ(done.in_journal, 0U);
  EXPECT_EQ(done.entry_bytes, 600 * 6 + 10 + 180 + 1'500);
}

TEST_F(AuditTest, EmptyLogIsAsItShouldBe) {
  auto disk = std::make_shared<FaultDisk>();
  FaultFileSystem files(disk);
  ASSERT_TRUE(Log::open(files, tessera_signer(), {}));
  EXPECT_EQ(audit_log(files, tessera_policy(), {}).value().checkpoint.head,
            (TreeHead{0, empty_root()}));
}

TEST_F(AuditTest, ChangedEntryIsCorrupt) {
  spoil("tile/entries/000", 5);
  EXPECT_EQ(message(), "'tile/0/000' does not agree with the entries");
}

TEST_F(AuditTest, ChangedTileIsCorrupt) {
  spoil("tile/0/001", 8'191);
  EXPECT_EQ(message(), "'tile/0/001' does not agree with the entries");
}

TEST_F(AuditTest, ChangedPartialTileIsCorrupt) {
  spoil("tile/1/000.p/2", 0);
  EXPECT_EQ(message(), "'tile/1/000.p/2' does not agree with the entries");
}

TEST_F(AuditTest, ChangedPartialBundleIsCorrupt) {
  spoil("tile/entries/002.p/88", 5);
  EXPECT_TRUE(message().starts_with(
      "the checkpoint is not of these entries: the first 600 entries lead to root "));
}

TEST_F(AuditTest, MissingBundleIsCorrupt) {
  ASSERT_TRUE(files_.remove("tile/entries/001"));
  EXPECT_EQ(message(), "'tile/entries/001' is missing");
}

TEST_F(AuditTest, ShortTileIsCorrupt) {
  ASSERT_TRUE(replace_file(files_, "tile/0/000", "short"));
  EXPECT_EQ(message(), "'tile/0/000': tile of 5 bytes with fewer than 256 hashes");
}

TEST_F(AuditTest, LongerTileIsCorrupt) {
  const std::string bytes = files_.read("tile/1/000.p/2", 1'000).value();
  ASSERT_TRUE(replace_file(files_, "tile/1/000.p/2", bytes + "x"));
  EXPECT_EQ(message(), "'tile/1/000.p/2' is longer than it should be");
}

TEST_F(AuditTest, ChangedCheckpointIsCorrupt) {
  spoil("checkpoint", 30);
  EXPECT_EQ(audit().error().code(), ErrorCode::Corrupt);
}

TEST_F(AuditTest, KeyThatIsNotTheLogsIsCorrupt) {
  const Policy other = Policy::of_logs({NoteKey::make(
      tessera_key().name, KeyType::Log, crypto::Ed25519Key::generate().public_key())});
  EXPECT_EQ(audit_log(files_, other, {}).error().text(),
            "'checkpoint': checkpoint without a signature of a known key");
}

TEST_F(AuditTest, RolledBackAndForkedAreCorrupt) {
  EXPECT_EQ(audit({.remembered = TreeHead{601, Hash()}, .each_entry = {}}).error().text(),
            "the log was rolled back: it has 600 entries, and had 601");
  const auto forked = audit({.remembered = TreeHead{300, Hash()}, .each_entry = {}});
  EXPECT_EQ(forked.error().code(), ErrorCode::Corrupt);
  EXPECT_TRUE(forked.error().text().starts_with("the log was forked: the first 300 entries"));
  EXPECT_TRUE(audit({.remembered = TreeHead{0, empty_root()}, .each_entry = {}}));
}

TEST_F(AuditTest, CopyWithoutJournalIsEnough) {
  ASSERT_TRUE(files_.remove(kJournalPath));
  EXPECT_EQ(audit().value().checkpoint, newest_);
}

TEST_F(AuditTest, EntriesInTheJournalCount) {
  {
    Log log = Log::open(files_, tessera_signer(), {}).value();
    ASSERT_TRUE(log.append(numbered_entries(600, 1)));
    ASSERT_TRUE(log.append(numbered_entries(601, 2)));
  }
  EXPECT_EQ(audit().value().in_journal, 3U);
  // A torn checkpoint is known from the journal.
  ASSERT_TRUE(replace_file(files_, "checkpoint", ""));
  EXPECT_EQ(audit().value().checkpoint.head.size, 603U);
  // The last record torn: that is no acknowledged entry, so the checkpoint may not count it.
  const std::string journal = files_.read(kJournalPath, kJournalBytesMax).value();
  ASSERT_TRUE(replace_file(files_, kJournalPath, journal.substr(0, journal.size() - 1)));
  EXPECT_EQ(audit().value().checkpoint.head.size, 601U);
}

TEST_F(AuditTest, ErrorOfTheCallerEndsIt) {
  AuditOptions options;
  options.each_entry = [](std::uint64_t index, std::string_view) -> Result<void> {
    if (index == 3) return fail(ErrorCode::Cancelled, "enough");
    return {};
  };
  EXPECT_EQ(audit(options).error().text(), "enough");
}

}  // namespace
}  // namespace tiles::tlog
