// SPDX-License-Identifier: Apache-2.0
#include "tlog/journal.h"

#include <gtest/gtest.h>

#include "log_cases.h"

namespace tiles::tlog {
namespace {

std::string header(const std::string& base) {
  return "tiles.log.journal.v1\n" + std::string(3, '\0') + static_cast<char>(base.size()) + base;
}

TEST(Journal, RecordsAreReadAsWritten) {
  const JournalRecord first{.first = 3, .entries = {"one", ""}, .checkpoint = "note\n"};
  const JournalRecord second{.first = 5, .entries = {"two"}, .checkpoint = "other\n"};
  const std::string bytes = header("base\n") + first.print() + second.print();
  const JournalContents contents = JournalContents::parse(bytes).value();
  EXPECT_EQ(contents.base, "base\n");
  ASSERT_EQ(contents.records.size(), 2U);
  EXPECT_EQ(contents.records[0].first, 3U);
  EXPECT_EQ(contents.records[0].entries, first.entries);
  EXPECT_EQ(contents.records[1].checkpoint, "other\n");
  EXPECT_EQ(contents.size_bytes, bytes.size());
  EXPECT_FALSE(contents.is_torn);
}

TEST(Journal, RecordThatIsNotWholeIsLeftOut) {
  const std::string record =
      JournalRecord{.first = 0, .entries = {"one"}, .checkpoint = "note\n"}.print();
  const std::string whole = header("base\n") + record;
  for (std::size_t size = header("base\n").size(); size < whole.size(); ++size) {
    const JournalContents contents = JournalContents::parse(whole.substr(0, size)).value();
    EXPECT_TRUE(contents.records.empty()) << size;
    EXPECT_EQ(contents.is_torn, size != header("base\n").size());
  }
  for (std::size_t i = header("base\n").size(); i < whole.size(); ++i) {
    std::string changed = whole;
    changed[i] ^= 1;
    EXPECT_TRUE(JournalContents::parse(changed).value().records.empty()) << i;
  }
}

TEST(Journal, OtherFileIsCorrupt) {
  for (const std::string& bytes :
       {std::string(), std::string("tiles.log.journal.v2\n"), header("base\n").substr(0, 25),
        header("base\n").substr(0, 28)}) {
    EXPECT_EQ(JournalContents::parse(bytes).error().code(), ErrorCode::Corrupt);
  }
}

}  // namespace
}  // namespace tiles::tlog
