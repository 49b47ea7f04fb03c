// SPDX-License-Identifier: Apache-2.0
#include "models/piece_journal.h"

#include <gtest/gtest.h>

#include "base/format.h"
#include "support/fault_file_system.h"

namespace tiles::models {
namespace {

constexpr std::uint64_t kSize = 3 * kPieceBytes + 5;

class PieceJournalTest : public ::testing::Test {
 protected:
  PieceJournalTest() { EXPECT_TRUE(files_.make_directory("p").has_value()); }

  Result<std::unique_ptr<PieceJournal>> open() { return PieceJournal::open(files_, "p", blob_); }
  // Puts a piece of this letter into an open journal.
  static void fill(PieceJournal& journal, std::uint64_t piece, char letter) {
    const std::string bytes(journal.blob().piece_bytes(piece), letter);
    ASSERT_TRUE(journal.data().write_at(piece * kPieceBytes, bytes).has_value());
    ASSERT_TRUE(journal.record(piece, crypto::checksum(bytes)).has_value());
  }
  std::string text() { return files_.read("p/journal", PieceRecords::kTextBytesMax).value(); }
  void write(std::string_view text) {
    static_cast<void>(files_.remove("p/journal"));
    ASSERT_TRUE(files_.write_new("p/journal", text).has_value());
  }
  std::string head() const {
    return format("tiles-pull 2 {} {} {}\n", blob_.digest.text(), kSize, kPieceBytes);
  }

  testing::FaultFileSystem files_{std::make_shared<testing::FaultDisk>()};
  PulledBlob blob_{crypto::sha256("x"), kSize};
};

TEST_F(PieceJournalTest, WhatWasRecordedCountsAfterItIsOpenedAgain) {
  {
    const auto journal = open().value();
    EXPECT_EQ(blob_.piece_count(), 4U);
    fill(*journal, 1, 'b');
    fill(*journal, 3, 'd');
  }
  const auto journal = open().value();
  EXPECT_TRUE(journal->has(1) && journal->has(3));
  EXPECT_FALSE(journal->has(0) || journal->has(2));
  EXPECT_EQ(journal->bytes_done(), kPieceBytes + 5);
  EXPECT_EQ(recorded_bytes(files_, "p", blob_), kPieceBytes + 5);
}

TEST_F(PieceJournalTest, PieceWhoseBytesChangedIsForgotten) {
  {
    const auto journal = open().value();
    fill(*journal, 0, 'a');
    fill(*journal, 1, 'b');
    ASSERT_TRUE(journal->data().write_at(kPieceBytes + 7, "?").has_value());
  }
  const auto journal = open().value();
  EXPECT_TRUE(journal->has(0));
  EXPECT_FALSE(journal->has(1));
  EXPECT_EQ(journal->damaged_count(), 1U);
}

TEST_F(PieceJournalTest, JournalOfAnotherBlobIsBegunAnewWithItsData) {
  fill(*open().value(), 3, 'd');
  blob_.size_bytes = kPieceBytes;
  const auto journal = open().value();
  EXPECT_EQ(journal->bytes_done(), 0U);
  EXPECT_EQ(journal->data().info()->size_bytes, 0U);
}

TEST_F(PieceJournalTest, LineThatWasCutOffIsWrittenOver) {
  fill(*open().value(), 0, 'a');
  write(text() + "1 0123");
  {
    const auto journal = open().value();
    EXPECT_EQ(journal->bytes_done(), kPieceBytes);
    fill(*journal, 2, 'c');
  }
  EXPECT_EQ(open().value()->bytes_done(), 2 * kPieceBytes);
}

TEST_F(PieceJournalTest, WhatIsNoLineIsReadOver) {
  const std::string digits = crypto::checksum("y").hex();
  const auto records =
      PieceRecords::parse(head() + "0 " + digits + "\n4 " + digits + "\n-1 " + digits + "\n1 " +
                              digits + " x\n2 AB\n\n\n3 -\n0 -\n1 " + digits + "\n",
                          blob_);
  ASSERT_TRUE(records.has_value());
  EXPECT_EQ(records->pieces.size(), 1U);
  EXPECT_EQ(records->pieces.begin()->first, 1U);
  EXPECT_EQ(records->lines, 10U);
  EXPECT_EQ(PieceRecords::parse(records->print(blob_), blob_)->pieces, records->pieces);
  for (const char* text : {"", "tiles-pull 2", "tiles-pull 3 x\n", "<html>"}) {
    EXPECT_FALSE(PieceRecords::parse(text, blob_).has_value()) << text;
  }
}

TEST_F(PieceJournalTest, JournalThatGrewIsWrittenShort) {
  {
    const auto journal = open().value();
    for (int i = 0; i < 3; ++i) {
      fill(*journal, 0, 'a');
      ASSERT_TRUE(journal->forget(0).has_value());
    }
    fill(*journal, 0, 'a');
  }
  EXPECT_EQ(open().value()->bytes_done(), kPieceBytes);
  EXPECT_EQ(text(), head() + "0 " + crypto::checksum(std::string(kPieceBytes, 'a')).hex() + "\n");
}

TEST_F(PieceJournalTest, LengthOfTheTextIsBounded) {
  fill(*open().value(), 0, 'a');
  std::string longest = text();
  longest.resize(PieceRecords::kTextBytesMax - 1, ' ');
  longest += '\n';
  write(longest);
  EXPECT_EQ(open().value()->bytes_done(), kPieceBytes);  // At the limit it is read.
  write(longest + "\n");
  EXPECT_EQ(open().value()->bytes_done(), 0U);  // Past it it is none.
  EXPECT_EQ(text(), head());
}

TEST_F(PieceJournalTest, SizeOfTheBlobIsBounded) {
  blob_.size_bytes = PulledBlob::kSizeBytesMax;
  EXPECT_TRUE(open().has_value());
  ++blob_.size_bytes;
  EXPECT_EQ(open().error().code(), ErrorCode::Limit);
}

}  // namespace
}  // namespace tiles::models
