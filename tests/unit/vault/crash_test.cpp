// SPDX-License-Identifier: Apache-2.0
// Power cuts, failures and full disks at every single change that a transaction makes to the disk.
#include <gtest/gtest.h>

#include "base/json.h"
#include "support/fault_file_system.h"
#include "vault_fixture.h"

namespace tiles::vault {
namespace {

using testing::FaultDisk;
using testing::FaultFileSystem;
using testing::LetterCase;
using testing::Unsynced;
using Files = std::map<std::string, std::string>;

const Files kOld = {{"user.md", "# User\n- city: Valencia\n"}, {"entities/tom.md", "# Tom\n"}};
const Files kNew = {{"user.md", "# User\n- city: Oslo\n"}, {"pets/rex.md", "# Rex\n- kind: dog\n"}};

class CrashTest : public ::testing::Test {
 protected:
  // A disk with the old files, all durable.
  static std::shared_ptr<FaultDisk> old_disk() {
    auto disk = std::make_shared<FaultDisk>();
    FaultFileSystem files(disk);
    for (const auto& [path, text] : kOld) {
      EXPECT_TRUE(make_directories(files, parent_path(path)).has_value());
      EXPECT_TRUE(replace_file(files, path, text).has_value());
    }
    return disk;
  }

  std::unique_ptr<Vault> open(const std::shared_ptr<FaultDisk>& disk) {
    auto vault = Vault::open(std::make_unique<FaultFileSystem>(disk), clock_);
    EXPECT_TRUE(vault.has_value()) << phrase(vault);
    return vault ? *std::move(vault) : nullptr;
  }

  static Result<Record> edit(Vault& vault) {
    Transaction transaction = TILES_TRY(vault.begin(Access::ReadWrite));
    TILES_CHECK(transaction.update_file("user.md", "Valencia", "Oslo"));
    TILES_CHECK(transaction.delete_file("entities/tom.md"));
    TILES_CHECK(transaction.create_file("pets/rex.md", "# Rex\n- kind: dog\n"));
    return transaction.commit({.who = "user", .why = "move", .turn = {}, .excerpt = {}});
  }

  // What a person sees of the vault.
  static Files notes(const FaultDisk& disk) {
    Files notes;
    for (const auto& [path, text] : disk.contents()) {
      if (!path.starts_with(".tiles/")) notes[path] = text;
    }
    return notes;
  }

  std::size_t changes_of_an_edit() {
    const auto disk = old_disk();
    const auto vault = open(disk);
    const std::size_t before = disk->change_count();
    EXPECT_TRUE(edit(*vault).has_value());
    EXPECT_EQ(notes(*disk), kNew);
    return disk->change_count() - before;
  }

  SetClock clock_;
};

TEST_F(CrashTest, PowerCutAtAnyChangeLeavesAllOldOrAllNew) {
  const std::size_t changes = changes_of_an_edit();
  EXPECT_GT(changes, 10U);
  for (const Unsynced unsynced : {Unsynced::Lost, Unsynced::Kept, Unsynced::EveryOtherDirectory}) {
    bool seen_old = false;
    bool seen_new = false;
    for (std::size_t change = 0; change < changes; ++change) {
      const auto disk = old_disk();
      {
        const auto vault = open(disk);
        disk->cut_power_at(change);
        EXPECT_FALSE(edit(*vault).has_value()) << change;
      }
      disk->restart(unsynced);
      const auto vault = open(disk);
      EXPECT_EQ(vault->recovery().problem, "");
      const Files found = notes(*disk);
      EXPECT_TRUE(found == kOld || found == kNew) << "change " << change;
      EXPECT_EQ(vault->log(10)->size(), found == kNew ? 1U : 0U) << "change " << change;
      (found == kNew ? seen_new : seen_old) = true;
    }
    EXPECT_TRUE(seen_old);
    EXPECT_TRUE(seen_new);
  }
}

TEST_F(CrashTest, PowerCutDuringRecoveryIsRecoveredToo) {
  const std::size_t changes = changes_of_an_edit();
  for (std::size_t change = 0; change < changes; ++change) {
    for (std::size_t again = 0;; ++again) {
      const auto disk = old_disk();
      {
        const auto vault = open(disk);
        disk->cut_power_at(change);
        EXPECT_FALSE(edit(*vault).has_value());
      }
      disk->restart(Unsynced::Kept);
      disk->cut_power_at(again);
      const std::size_t before = disk->change_count();
      static_cast<void>(Vault::open(std::make_unique<FaultFileSystem>(disk), clock_));
      const bool reached = disk->change_count() > before + again;
      disk->restart(Unsynced::Lost);
      const auto vault = open(disk);
      const Files found = notes(*disk);
      EXPECT_TRUE(found == kOld || found == kNew) << change << " then " << again;
      if (!reached) break;
    }
  }
}

TEST_F(CrashTest, AcknowledgedEditOutlivesAPowerCut) {
  for (const Unsynced unsynced : {Unsynced::Lost, Unsynced::Kept, Unsynced::EveryOtherDirectory}) {
    const auto disk = old_disk();
    ASSERT_TRUE(edit(*open(disk)).has_value());
    disk->restart(unsynced);
    EXPECT_EQ(open(disk)->log(10)->size(), 1U);
    EXPECT_EQ(notes(*disk), kNew);
  }
}

TEST_F(CrashTest, FailureAtAnyChangeLeavesAllOldOrAllNew) {
  const std::size_t changes = changes_of_an_edit();
  for (std::size_t change = 0; change < changes; ++change) {
    const auto disk = old_disk();
    const auto vault = open(disk);
    disk->fail_at(change);
    const auto record = edit(*vault);
    EXPECT_FALSE(record.has_value());
    const bool made = phrase(record).find("the edit was made") != std::string::npos;
    EXPECT_EQ(notes(*disk), made ? kNew : kOld) << "change " << change << ": " << phrase(record);
    // The same vault goes on.
    disk->heal();
    if (!made) {
      EXPECT_TRUE(edit(*vault).has_value());
    }
    EXPECT_EQ(notes(*disk), kNew);
  }
}

TEST_F(CrashTest, FullDiskAtAnyChangeLosesNothing) {
  const std::size_t changes = changes_of_an_edit();
  for (std::size_t change = 0; change < changes; ++change) {
    const auto disk = old_disk();
    const auto vault = open(disk);
    disk->fill_at(change);
    const auto record = edit(*vault);
    EXPECT_EQ(notes(*disk), record ? kNew : kOld) << "change " << change;
    if (!record) {
      EXPECT_NE(phrase(record).find("no space left"), std::string::npos) << phrase(record);
    }
    disk->heal();
    if (!record) {
      EXPECT_TRUE(edit(*vault).has_value());
    }
    EXPECT_EQ(notes(*disk), kNew);
  }
}

TEST_F(CrashTest, FileEditedByHandAfterACrashIsLeftAlone) {
  const std::size_t changes = changes_of_an_edit();
  std::size_t left_alone = 0;
  for (std::size_t change = 0; change < changes; ++change) {
    const auto disk = old_disk();
    {
      const auto vault = open(disk);
      disk->cut_power_at(change);
      EXPECT_FALSE(edit(*vault).has_value());
    }
    disk->restart(Unsynced::Kept);
    FaultFileSystem editor(disk);
    ASSERT_TRUE(replace_file(editor, "user.md", "# By hand\n").has_value());
    const auto vault = open(disk);
    EXPECT_EQ(notes(*disk)["user.md"], "# By hand\n");
    if (vault->recovery().left_alone.empty()) continue;
    ++left_alone;
    EXPECT_EQ(vault->recovery().left_alone.front(), "user.md");
    EXPECT_EQ(vault->log(10)->front().changes.size(), 2U);
  }
  EXPECT_GT(left_alone, 0U);
}

TEST_F(CrashTest, DamagedJournalIsPutAsideAndTheVaultOpens) {
  const auto disk = old_disk();
  FaultFileSystem files(disk);
  ASSERT_TRUE(files.make_directory(".tiles").has_value());
  ASSERT_TRUE(files.write_new(".tiles/pending.json", R"({"format":1,"changes":[{"path":"../x"}]})")
                  .has_value());
  const auto vault = open(disk);
  EXPECT_NE(vault->recovery().problem, "");
  EXPECT_EQ(notes(*disk), kOld);
  EXPECT_TRUE(edit(*vault).has_value());
}

TEST_F(CrashTest, RecordAtTheBoundIsLoggedAndPastItNothingIsDone) {
  const auto disk = old_disk();
  FaultFileSystem files(disk);
  const Tree tree(files);
  const Record record{.id = "20261123T031600123-1f0c9a2b",
                      .time = clock_.now(),
                      .provenance = {.who = "user", .why = "", .turn = "", .excerpt = ""},
                      .undoes = "",
                      .changes = {{"a.md", std::nullopt, "text"}}};
  const std::size_t size_bytes = print_json(to_json(record)).size();
  expect_code(Journal(files, tree, size_bytes - 1).commit(record), ErrorCode::Limit);
  EXPECT_EQ(notes(*disk), kOld);
  Journal journal(files, tree, size_bytes);
  ASSERT_TRUE(journal.commit(record).has_value());
  EXPECT_EQ(notes(*disk).at("a.md"), "text");
  EXPECT_TRUE(journal.read(record.id).has_value());
  expect_code(Journal(files, tree, size_bytes - 1).read(record.id), ErrorCode::Limit);
}

TEST_F(CrashTest, ReadOnlyDiskCanBeReadAndRefusesEdits) {
  const auto disk = old_disk();
  disk->make_read_only();
  const auto vault = open(disk);
  expect_code(edit(*vault), ErrorCode::Denied);
  EXPECT_EQ(*vault->read(*NotePath::parse("user.md")), kOld.at("user.md"));
  EXPECT_EQ(notes(*disk), kOld);
}

TEST_F(CrashTest, DiskThatIgnoresLetterCaseHasOneNameForAFile) {
  auto disk = std::make_shared<FaultDisk>(LetterCase::Insensitive);
  FaultFileSystem files(disk);
  ASSERT_TRUE(files.write_new("ana.md", "# Ana\n").has_value());
  const auto vault = open(disk);
  auto transaction = vault->begin(Access::ReadWrite);
  expect_code(transaction->read_file("Ana.md"), ErrorCode::NotFound);
  expect_code(transaction->create_file("Ana.md", "x"), ErrorCode::AlreadyExists);
  EXPECT_FALSE(*transaction->file_exists("ANA.md"));
  EXPECT_EQ(*transaction->read_file("ana.md"), "# Ana\n");
  ASSERT_TRUE(transaction->update_file("ana.md", "Ana", "Ana Ruiz").has_value());
  ASSERT_TRUE(
      transaction->commit({.who = "user", .why = {}, .turn = {}, .excerpt = {}}).has_value());
  EXPECT_EQ(disk->contents()["ana.md"], "# Ana Ruiz\n");
}

}  // namespace
}  // namespace tiles::vault
