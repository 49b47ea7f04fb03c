// SPDX-License-Identifier: Apache-2.0
#include "vault/line_diff.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace tiles::vault {
namespace {

// The new text, rebuilt from the old one and the hunks.
std::string patched(std::string_view before, std::string_view after) {
  const auto old_lines = lines_of(before);
  const auto new_lines = lines_of(after);
  std::string text;
  std::size_t at = 0;
  for (const Hunk& hunk : diff_lines(before, after)) {
    for (; at < hunk.old_begin; ++at) text += old_lines[at];
    for (std::size_t i = hunk.new_begin; i < hunk.new_end; ++i) text += new_lines[i];
    at = hunk.old_end;
  }
  for (; at < old_lines.size(); ++at) text += old_lines[at];
  return text;
}

TEST(LineDiff, SameTextHasNoHunk) {
  EXPECT_TRUE(diff_lines("a\nb\n", "a\nb\n").empty());
  EXPECT_EQ(unified_diff({"a", "b"}, "x\n", "x\n"), "");
}

TEST(LineDiff, ChangesApartAreHunksApart) {
  EXPECT_EQ(diff_lines("a\nb\nc\nd\n", "a\nB\nc\nd\ne\n"),
            (std::vector<Hunk>{{1, 2, 1, 2}, {4, 4, 4, 5}}));
}

TEST(LineDiff, UnifiedDiffIsThatOfPatchTools) {
  EXPECT_EQ(unified_diff({"a/x", "b/x"}, "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n",
                         "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11"),
            "--- a/x\n+++ b/x\n@@ -8,3 +8,4 @@\n 8\n 9\n 10\n+11\n\\ No newline at end of file\n");
  EXPECT_EQ(unified_diff({"/dev/null", "b/x"}, "", "a\n"),
            "--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a\n");
}

TEST(LineDiff, LineBreaksOfBothKindsAreKept) { EXPECT_EQ(patched("a\r\nb", "a\nb"), "a\nb"); }

TEST(LineDiff, EditsPastTheBoundBecomeOneHunk) {
  std::string before;
  std::string after;
  for (std::size_t i = 0; i <= kEditsMax / 2; ++i) {
    before += "x" + std::to_string(i) + "\nsame\n";
    after += "y" + std::to_string(i) + "\nsame\n";
  }
  EXPECT_EQ(diff_lines(before, after).size(), 1U);
  EXPECT_EQ(patched(before, after), after);
  EXPECT_EQ(diff_lines(before.substr(before.find("x1\n")), after.substr(after.find("y1\n"))).size(),
            kEditsMax / 2);
}

std::string text_of(const std::vector<int>& lines) {
  std::string text;
  for (const int line : lines) text += std::to_string(line) + "\n";
  return text;
}

RC_GTEST_PROP(LineDiff, PatchOfDiffIsTheNewText, ()) {
  const auto small = rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 4));
  const std::string before = text_of(*small);
  const std::string after = text_of(*small);
  RC_ASSERT(patched(before, after) == after);
}

}  // namespace
}  // namespace tiles::vault
