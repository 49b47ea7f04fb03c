// SPDX-License-Identifier: Apache-2.0
#include "memory/added_line.h"

#include <gtest/gtest.h>

namespace tiles::memory {
namespace {

TEST(AddedLine, GoesToTheEndOfANoteWithoutFurtherHeadings) {
  EXPECT_EQ(with_added_line("", "- a"), "# User\n- a\n");
  EXPECT_EQ(with_added_line("# User\n- b\n\n", "- a"), "# User\n- b\n- a\n");
  EXPECT_EQ(with_added_line("# User", "- a"), "# User\n- a\n");
  EXPECT_EQ(with_added_line("---\ntags: [x]\n---\n# A\nprose\n", "- a"),
            "---\ntags: [x]\n---\n# A\nprose\n- a\n");
}

TEST(AddedLine, GoesBeforeTheFirstHeadingBelowTheTitle) {
  EXPECT_EQ(with_added_line("# Me\n- b\n\n## To do\n- [ ] c\n", "- phone: 1"),
            "# Me\n- b\n- phone: 1\n\n## To do\n- [ ] c\n");
  EXPECT_EQ(with_added_line("# Me\n\n## To do\n- c\n", "- phone: 1"),
            "# Me\n- phone: 1\n\n## To do\n- c\n");
  EXPECT_EQ(with_added_line("## To do\n- c\n", "- phone: 1"), "- phone: 1\n## To do\n- c\n");
}

TEST(AddedLine, GoesUnderTheOnlyHeadingThatItSpeaksOf) {
  const std::string text = "# Me\n- b\n\n## Car\n* Clio\n\n## To do\n- c\n";
  EXPECT_EQ(with_added_line(text, "- car insurance: LV"),
            "# Me\n- b\n\n## Car\n* Clio\n* car insurance: LV\n\n## To do\n- c\n");
  EXPECT_EQ(with_added_line("# Me\n## Car\n- x\n## Old car\n- y\n", "- old car: Clio"),
            "# Me\n- old car: Clio\n## Car\n- x\n## Old car\n- y\n");
}

TEST(AddedLine, AHeadingThatOnlyTheValueHasSaysNothing) {
  EXPECT_EQ(with_added_line("# Me\n\n## School\n- a\n", "- address: 5 School Lane"),
            "# Me\n- address: 5 School Lane\n\n## School\n- a\n");
  EXPECT_EQ(with_added_line("# Me\n\n## School\n- a\n", "- my school is shut"),
            "# Me\n- my school is shut\n\n## School\n- a\n");
}

TEST(AddedLine, HasTheMarkAndTheLineBreaksOfItsPlace) {
  EXPECT_EQ(with_added_line("# Me\n* b\n", "- a"), "# Me\n* b\n* a\n");
  EXPECT_EQ(with_added_line("# Me\r\n- b\r\n", "- a"), "# Me\r\n- b\r\n- a\r\n");
  EXPECT_EQ(with_added_line("# Me\r\n- b\r\n\r\n## C\r\n- d\r\n", "- a"),
            "# Me\r\n- b\r\n- a\r\n\r\n## C\r\n- d\r\n");
}

TEST(AddedLine, LinesOfAnotherNoteStayAsTheyAre) {
  EXPECT_EQ(with_lines_at_end("# A\n\n## B\n* c\n\n", "- d\n- e\n"),
            "# A\n\n## B\n* c\n- d\n- e\n");
  EXPECT_EQ(with_lines_below_title("# A\n* b\n\n## B\n* c\n", "- d\n"),
            "# A\n* b\n- d\n\n## B\n* c\n");
  EXPECT_EQ(with_lines_below_title("# A\n* b\n", "- d\n"), "# A\n* b\n- d\n");
}

}  // namespace
}  // namespace tiles::memory
