// SPDX-License-Identifier: Apache-2.0
#include "vault/transaction.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "vault_fixture.h"

namespace tiles::vault {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class TransactionTest : public VaultTest {};

TEST_F(TransactionTest, ReadsSeeStagedEditsAndTheDiskDoesNot) {
  Transaction transaction = begin();
  ASSERT_TRUE(transaction.update_file("user.md", "Valencia", "Oslo").has_value());
  ASSERT_TRUE(transaction.create_file("entities/ana.md", "# Ana\n").has_value());
  ASSERT_TRUE(transaction.delete_file("entities/tom_reed.md").has_value());
  EXPECT_THAT(*transaction.read_file("user.md"), HasSubstr("- city: Oslo"));
  EXPECT_THAT(*transaction.list_files(), ElementsAre("entities/ana.md", "user.md"));
  EXPECT_FALSE(*transaction.file_exists("entities/tom_reed.md"));
  EXPECT_THAT(on_disk("user.md"), HasSubstr("Valencia"));
  EXPECT_FALSE(exists("entities/ana.md"));
}

TEST_F(TransactionTest, CommitWritesAllFilesAndSaysWhatChanged) {
  Transaction transaction = begin();
  ASSERT_TRUE(transaction.update_file("user.md", "- city: Valencia", "- city: Oslo").has_value());
  ASSERT_TRUE(transaction.create_file("pets/rex.md", "# Rex\n").has_value());
  ASSERT_TRUE(transaction.delete_file("entities/tom_reed.md").has_value());
  const auto record = transaction.commit(why("moved"));
  ASSERT_TRUE(record.has_value()) << phrase(record);
  ASSERT_EQ(record->changes.size(), 3U);
  EXPECT_EQ(record->changes[0].kind(), ChangeKind::Deleted);
  EXPECT_EQ(record->changes[1].kind(), ChangeKind::Created);
  EXPECT_EQ(
      record->changes[2].diff(),
      "--- a/user.md\n+++ b/user.md\n@@ -1,3 +1,3 @@\n # User\n-- city: Valencia\n+- city: Oslo\n"
      " - brother: [[entities/tom_reed.md]]\n");
  EXPECT_THAT(on_disk("user.md"), HasSubstr("- city: Oslo"));
  EXPECT_EQ(on_disk("pets/rex.md"), "# Rex\n");
  EXPECT_FALSE(exists("entities/tom_reed.md"));
  EXPECT_TRUE(std::filesystem::is_empty(root() / ".tiles/staged"));
  EXPECT_FALSE(exists(".tiles/pending.json"));
}

TEST_F(TransactionTest, PhrasesAreThoseOfTheHostFunctions) {
  Transaction transaction = begin();
  EXPECT_EQ(phrase(transaction.create_file("user.md", "")), "user.md already exists");
  EXPECT_EQ(phrase(transaction.update_file("nope.md", "a", "b")), "nope.md not found");
  EXPECT_EQ(phrase(transaction.update_file("user.md", "zzz", "b")),
            "old text not found in user.md");
  EXPECT_EQ(phrase(transaction.update_file("user.md", "", "b")), "old text not found in user.md");
  EXPECT_EQ(phrase(transaction.update_file("user.md", "- ", "b")),
            "old text occurs 2 times in user.md");
  EXPECT_EQ(phrase(transaction.read_file("../x.md")), "path leaves the vault: '../x.md'");
  EXPECT_EQ(phrase(transaction.delete_file("x.md")), "x.md not found");
  EXPECT_EQ(phrase(transaction.go_to_link("[[]]")), "not a link: '[[]]'");
  EXPECT_EQ(phrase(transaction.go_to_link("[[entities/none]]")), "entities/none.md not found");
  EXPECT_THAT(transaction.changes(), IsEmpty());
}

TEST_F(TransactionTest, ReadOnlyRefusesEveryWrite) {
  Transaction transaction = begin(Access::ReadOnly);
  expect_code(transaction.create_file("a.md", "x"), ErrorCode::Denied);
  expect_code(transaction.update_file("user.md", "User", "x"), ErrorCode::Denied);
  expect_code(transaction.delete_file("user.md"), ErrorCode::Denied);
  expect_code(transaction.create_dir("a"), ErrorCode::Denied);
  EXPECT_EQ(transaction.commit(why("nothing"))->id, "");
  EXPECT_FALSE(exists(".tiles"));
}

TEST_F(TransactionTest, FileChangedOnDiskBeforeTheEditIsAConflict) {
  Transaction transaction = begin();
  ASSERT_TRUE(transaction.read_file("user.md").has_value());
  write("user.md", "# User\n- city: Paris\n");
  expect_code(transaction.update_file("user.md", "- city: Paris", "- city: Oslo"),
              ErrorCode::Conflict);
  EXPECT_THAT(*transaction.read_file("user.md"), HasSubstr("Paris"));
  EXPECT_TRUE(transaction.update_file("user.md", "- city: Paris", "- city: Oslo").has_value());
}

TEST_F(TransactionTest, FileChangedOnDiskBeforeTheCommitIsAConflictAndNothingIsDone) {
  Transaction transaction = begin();
  ASSERT_TRUE(transaction.update_file("entities/tom_reed.md", "4711", "1234").has_value());
  ASSERT_TRUE(transaction.update_file("user.md", "Valencia", "Oslo").has_value());
  write("user.md", "# User\n- city: Paris\n");
  const auto record = transaction.commit(why("late"));
  expect_code(record, ErrorCode::Conflict);
  EXPECT_THAT(phrase(record), HasSubstr("user.md"));
  EXPECT_THAT(on_disk("entities/tom_reed.md"), HasSubstr("4711"));
  EXPECT_EQ(on_disk("user.md"), "# User\n- city: Paris\n");
}

TEST_F(TransactionTest, FileThatAppearedBeforeTheCommitIsAConflict) {
  Transaction transaction = begin();
  ASSERT_TRUE(transaction.create_file("a.md", "mine").has_value());
  write("a.md", "theirs");
  expect_code(transaction.commit(why("late")), ErrorCode::Conflict);
  EXPECT_EQ(on_disk("a.md"), "theirs");
}

TEST_F(TransactionTest, EditTakenBackByTheModelIsNoChange) {
  Transaction transaction = begin();
  ASSERT_TRUE(transaction.update_file("user.md", "Valencia", "Oslo").has_value());
  ASSERT_TRUE(transaction.update_file("user.md", "Oslo", "Valencia").has_value());
  ASSERT_TRUE(transaction.create_file("a.md", "").has_value());
  ASSERT_TRUE(transaction.delete_file("a.md").has_value());
  EXPECT_EQ(transaction.commit(why("nothing"))->id, "");
  EXPECT_TRUE(vault_->log(10)->empty());
}

TEST_F(TransactionTest, NameThatDiffersInLetterCaseAloneIsRefused) {
  Transaction transaction = begin();
  const auto created = transaction.create_file("Entities/Tom_Reed.md", "x");
  expect_code(created, ErrorCode::AlreadyExists);
  EXPECT_EQ(phrase(transaction.create_file("entities/TOM_reed.md", "x")),
            "entities/tom_reed.md already exists and differs from entities/TOM_reed.md in letter "
            "case alone");
  ASSERT_TRUE(transaction.create_file("a/b.md", "x").has_value());
  expect_code(transaction.create_file("a/B.md", "x"), ErrorCode::AlreadyExists);
  expect_code(transaction.read_file("USER.md"), ErrorCode::NotFound);
}

TEST_F(TransactionTest, FileBelowAFileIsRefused) {
  expect_code(begin().create_file("user.md/x.md", "x"), ErrorCode::Invalid);
}

TEST_F(TransactionTest, FoldersExistOnceStaged) {
  Transaction transaction = begin();
  EXPECT_TRUE(*transaction.dir_exists("entities"));
  EXPECT_TRUE(*transaction.dir_exists(""));
  EXPECT_FALSE(*transaction.dir_exists("trips"));
  ASSERT_TRUE(transaction.create_dir("trips/2026").has_value());
  EXPECT_TRUE(*transaction.dir_exists("trips"));
  ASSERT_TRUE(transaction.commit(why("folder")).has_value());
  EXPECT_TRUE(exists("trips/2026"));
}

TEST_F(TransactionTest, SizeCountsBytesOfFilesAndFolders) {
  Transaction transaction = begin();
  EXPECT_EQ(*transaction.get_size("user.md"), on_disk("user.md").size());
  EXPECT_EQ(*transaction.get_size(),
            on_disk("user.md").size() + on_disk("entities/tom_reed.md").size());
  ASSERT_TRUE(transaction.create_file("entities/a.md", "12345").has_value());
  EXPECT_EQ(*transaction.get_size("entities"), on_disk("entities/tom_reed.md").size() + 5);
  expect_code(transaction.get_size("nope"), ErrorCode::NotFound);
}

TEST_F(TransactionTest, LinksLeadToNotesHoweverTheyAreWritten) {
  Transaction transaction = begin();
  for (const std::string_view link :
       {"[[entities/tom_reed.md]]", "[[entities/tom_reed]]", "entities/tom_reed",
        " [[tom_reed#Life|Tom]] ", "![[Tom_Reed]]", "[Tom](entities/tom_reed.md#x)"}) {
    const auto opened = transaction.go_to_link(link);
    ASSERT_TRUE(opened.has_value()) << link << ": " << phrase(opened);
    EXPECT_EQ(opened->path, "entities/tom_reed.md");
  }
}

TEST_F(TransactionTest, SearchGivesLinesInOrderOfPathAndLine) {
  write("entities/jose.md", "# José\r\n- CITY: León\r\n");
  Transaction transaction = begin();
  ASSERT_TRUE(transaction.create_file("a.md", "my city\n").has_value());
  std::vector<std::string> hits;
  const auto found = transaction.search("City");
  for (const LineHit& hit : found.value()) {
    hits.push_back(hit.path + ":" + std::to_string(hit.line) + ":" + hit.text);
  }
  EXPECT_THAT(hits,
              ElementsAre("a.md:1:my city", "entities/jose.md:2:- CITY: León",
                          "entities/tom_reed.md:3:- city: Oslo", "user.md:2:- city: Valencia"));
  EXPECT_EQ(transaction.search("city", 2)->size(), 2U);
  EXPECT_EQ(transaction.search("leon")->size(), 1U);
  EXPECT_TRUE(transaction.search("zzz")->empty());
  expect_code(transaction.search(std::string(Transaction::kQueryBytesMax + 1, 'a')),
              ErrorCode::Limit);
}

TEST_F(TransactionTest, SizesStopAtTheirBound) {
  Transaction transaction = begin();
  const std::string full(Transaction::kFileBytesMax, 'a');
  EXPECT_TRUE(transaction.create_file("full.md", full).has_value());
  expect_code(transaction.create_file("over.md", full + "a"), ErrorCode::Limit);
  expect_code(transaction.update_file("full.md", full, full + "b"), ErrorCode::Limit);
  write("big.md", full + "a");
  expect_code(transaction.read_file("big.md"), ErrorCode::Limit);
  expect_code(transaction.delete_file("big.md"), ErrorCode::Limit);
}

TEST_F(TransactionTest, FileCountStopsAtItsBound) {
  Transaction transaction = begin();
  for (std::size_t i = 0; i < Transaction::kFilesMax; ++i) {
    ASSERT_TRUE(transaction.create_file("n" + std::to_string(i) + ".md", "x").has_value());
  }
  expect_code(transaction.create_file("more.md", "x"), ErrorCode::Limit);
}

TEST_F(TransactionTest, BytesThatAreNotUtf8AreShownReplacedAndKept) {
  write("bad.md", "# Bad \xff\n- city: Rome\n");
  Transaction transaction = begin();
  EXPECT_EQ(*transaction.read_file("bad.md"), "# Bad \xEF\xBF\xBD\n- city: Rome\n");
  ASSERT_TRUE(transaction.update_file("bad.md", "Rome", "Oslo").has_value());
  const auto record = transaction.commit(why("move"));
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(on_disk("bad.md"), "# Bad \xff\n- city: Oslo\n");
  EXPECT_EQ(vault_->record(record->id)->changes[0].before, "# Bad \xff\n- city: Rome\n");
  expect_code(begin().create_file("c.md", "\xff"), ErrorCode::Invalid);
}

TEST_F(TransactionTest, DecomposedNameOnDiskIsOneNoteWithItsComposedName) {
  write("entities/Jose\xCC\x81.md", "# Jose\n");
  Transaction transaction = begin();
  EXPECT_THAT(*transaction.list_files("entities"),
              ElementsAre("entities/Jos\xC3\xA9.md", "entities/tom_reed.md"));
  ASSERT_TRUE(transaction.update_file("entities/Jos\xC3\xA9.md", "Jose", "José").has_value());
  ASSERT_TRUE(transaction.commit(why("name")).has_value());
  EXPECT_EQ(on_disk("entities/Jose\xCC\x81.md"), "# José\n");
  EXPECT_FALSE(exists("entities/Jos\xC3\xA9.md"));
}

TEST_F(TransactionTest, LinksSpecialFilesAndDotFilesAreNotThere) {
  std::filesystem::create_symlink("/etc/passwd", root() / "out.md");
  std::filesystem::create_symlink(".", root() / "loop");
  ASSERT_EQ(::mkfifo((root() / "pipe.md").c_str(), 0600), 0);
  write(".obsidian/app.md", "x");
  Transaction transaction = begin();
  EXPECT_THAT(*transaction.list_files(), ElementsAre("entities/tom_reed.md", "user.md"));
  EXPECT_FALSE(*transaction.file_exists("out.md"));
  expect_code(transaction.read_file("pipe.md"), ErrorCode::Invalid);
  EXPECT_FALSE(transaction.read_file("out.md").has_value());
  EXPECT_FALSE(transaction.read_file("loop/user.md").has_value());
  EXPECT_FALSE(transaction.create_file("loop/x.md", "x").has_value());
  EXPECT_FALSE(transaction.create_file("out.md", "x").has_value());
}

}  // namespace
}  // namespace tiles::vault
