// SPDX-License-Identifier: Apache-2.0
#include "vault/move_note.h"

#include <gtest/gtest.h>

#include <string>

#include "vault_fixture.h"

namespace tiles::vault {
namespace {

class MoveNote : public VaultTest {
 protected:
  static constexpr NoteMove kMove{"entities/tom_reed.md", "entities/tom_hale.md", "Tom Reed",
                                  "Tom Hale"};

  Result<bool> move(const NoteMove& move) {
    Transaction transaction = begin();
    const bool is_moved = TILES_TRY(move_note(*vault_, transaction, move));
    EXPECT_EQ(is_moved, !transaction.changes().empty());
    TILES_CHECK(transaction.commit(why("move")));
    return is_moved;
  }
};

TEST_F(MoveNote, EveryLinkFollowsInTheMannerInWhichItWasWritten) {
  write("entities/ana.md",
        "# Ana\nwith [[tom_reed]], [[entities/tom_reed#Work|Tom Reed]], ![[tom_reed.md]]\n"
        "and [[entities/tom_reed.md|my brother]] `[[tom_reed]]`\n");
  write("entities/tom_reed.md", "# Tom Reed\nsee [[tom_reed#Work]]\n");
  ASSERT_TRUE(move(kMove).value());
  EXPECT_FALSE(exists("entities/tom_reed.md"));
  EXPECT_EQ(on_disk("entities/tom_hale.md"), "# Tom Reed\nsee [[tom_hale#Work]]\n");
  EXPECT_EQ(on_disk("user.md"), "# User\n- city: Valencia\n- brother: [[entities/tom_hale.md]]\n");
  EXPECT_EQ(on_disk("entities/ana.md"),
            "# Ana\nwith [[tom_hale]], [[entities/tom_hale#Work|Tom Hale]], ![[tom_hale.md]]\n"
            "and [[entities/tom_hale.md|my brother]] `[[tom_reed]]`\n");
}

TEST_F(MoveNote, ALinkToAnotherNoteOfThatNameStays) {
  write("old/tom_reed.md", "# The other Tom\n");
  write("entities/ana.md", "[[old/tom_reed]] and [[entities/tom_reed]]\n");
  ASSERT_TRUE(move(kMove).value());
  EXPECT_EQ(on_disk("entities/ana.md"), "[[old/tom_reed]] and [[entities/tom_hale]]\n");
}

TEST_F(MoveNote, NothingMovesOntoANoteThatIsThere) {
  write("entities/tom_hale.md", "# Tom Hale\n");
  EXPECT_FALSE(move(kMove).value());
  EXPECT_EQ(on_disk("entities/tom_hale.md"), "# Tom Hale\n");
  EXPECT_TRUE(exists("entities/tom_reed.md"));
}

TEST_F(MoveNote, ANameThatAnotherNoteHasIsWrittenWithItsFolder) {
  write("tom_hale.md", "# Another Tom\n");
  write("entities/ana.md", "[[tom_reed]] and [Tom](./tom_reed.md)\n");
  ASSERT_TRUE(move(kMove).value());
  EXPECT_EQ(on_disk("entities/ana.md"), "[[entities/tom_hale]] and [Tom](./tom_hale.md)\n");
}

TEST_F(MoveNote, NothingMovesWhereANoteThatLinksThereIsNoText) {
  write("entities/ana.md", "[[tom_reed]] \xff\n");
  EXPECT_FALSE(move(kMove).value());
  EXPECT_TRUE(exists("entities/tom_reed.md"));
}

TEST_F(MoveNote, MoreLinksThanOneTransactionChangesAreALimit) {
  for (std::size_t at = 0; at < Transaction::kFilesMax; ++at) {
    write("entities/n" + std::to_string(at) + ".md", "[[tom_reed]]\n");
  }
  const auto moved = move(kMove);
  ASSERT_FALSE(moved.has_value());
  EXPECT_EQ(moved.error().code(), ErrorCode::Limit);
  EXPECT_TRUE(exists("entities/tom_reed.md"));
}

TEST_F(MoveNote, LinksAloneCanBeLedToANoteThatIsThere) {
  write("entities/tom.md", "# Tom\n");
  Transaction transaction = begin();
  ASSERT_TRUE(
      redirect_links(*vault_, transaction, {"entities/tom_reed.md", "entities/tom.md", "", ""})
          .has_value());
  ASSERT_TRUE(transaction.commit(why("merge")).has_value());
  EXPECT_EQ(on_disk("user.md"), "# User\n- city: Valencia\n- brother: [[entities/tom.md]]\n");
  EXPECT_TRUE(exists("entities/tom_reed.md"));
}

}  // namespace
}  // namespace tiles::vault
