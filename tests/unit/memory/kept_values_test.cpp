// SPDX-License-Identifier: Apache-2.0
#include "memory/kept_values.h"

#include <gtest/gtest.h>

namespace tiles::memory {
namespace {

constexpr std::string_view kBefore = "# User\n- allergy: pollen\n- city: Porto\n";
constexpr std::string_view kAfter = "# User\n- allergy: nuts\n- city: Porto\n";

TEST(KeptValues, AnotherAllergyLeavesTheFirstOneWhereItWas) {
  EXPECT_EQ(with_kept_values(kBefore, kAfter, "I am allergic to nuts."),
            "# User\n- allergy: pollen\n- allergy: nuts\n- city: Porto\n");
}

TEST(KeptValues, AMessageThatSaysWhatChangedReplacesTheValue) {
  for (const std::string_view message :
       {"I am actually allergic to nuts.", "I'm allergic to nuts now.", "It is nuts instead.",
        "Nuts, and pollen was a mistake.", "I don't mind, nuts it is."}) {
    EXPECT_EQ(with_kept_values(kBefore, kAfter, message), kAfter) << message;
  }
}

TEST(KeptValues, AKeyWithOneValueIsReplaced) {
  EXPECT_EQ(with_kept_values("- city: Porto\n", "- city: Oslo\n", "I live in Oslo."),
            "- city: Oslo\n");
}

TEST(KeptValues, RemovingAndAddingAreLeftAlone) {
  EXPECT_EQ(with_kept_values(kBefore, "# User\n- city: Porto\n", "Forget it."),
            "# User\n- city: Porto\n");
  const std::string both = "# User\n- allergy: pollen\n- allergy: nuts\n";
  EXPECT_EQ(with_kept_values("# User\n- allergy: pollen\n", both, "I am allergic to nuts."), both);
}

TEST(KeptValues, TextWithoutALineBreakAtItsEndStaysSo) {
  EXPECT_EQ(with_kept_values("- Hobby: chess", "- Hobby: go", "I play go."),
            "- Hobby: chess\n- Hobby: go");
}

}  // namespace
}  // namespace tiles::memory
