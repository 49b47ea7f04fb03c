// SPDX-License-Identifier: Apache-2.0
#include "memory/merging.h"

#include <gtest/gtest.h>

namespace tiles::memory {
namespace {

using Kept = std::optional<std::size_t>;

const std::vector<NamedPath> kTwo = {{"entities/bill.md", "Bill"},
                                     {"entities/william_hale.md", "William Hale"}};

TEST(KeptOfTwo, IsTheOneThatIsAskedForOrTheLongerName) {
  EXPECT_EQ(kept_of_two("merge William Hale into Bill", kTwo), Kept(0));
  EXPECT_EQ(kept_of_two("merge Bill into William Hale", kTwo), Kept(1));
  EXPECT_EQ(kept_of_two("Bill and William Hale are the same person", kTwo), Kept(1));
  EXPECT_EQ(kept_of_two("turns out Bill is the same guy as William Hale", kTwo), Kept(1));
}

TEST(KeptOfTwo, IsNoneWhereNobodySaysSo) {
  EXPECT_EQ(kept_of_two("Bill and William Hale are not the same person", kTwo), std::nullopt);
  EXPECT_EQ(kept_of_two("Bill and William Hale met", kTwo), std::nullopt);
  EXPECT_EQ(kept_of_two("are Bill and William Hale the same person?", kTwo), std::nullopt);
  EXPECT_EQ(kept_of_two("Bill is the same person", {kTwo.front()}), std::nullopt);
  EXPECT_EQ(kept_of_two("Bill and William Hale are the same age", kTwo), std::nullopt);
  EXPECT_EQ(kept_of_two("Bill and William Hale work at the same company", kTwo), std::nullopt);
  EXPECT_EQ(kept_of_two("Bill and William Hale merge their companies in May", kTwo), std::nullopt);
}

TEST(KeptOfTwo, NamesThatShareAWordAreToldApart) {
  const std::vector<NamedPath> toms = {{"entities/tom_hale.md", "Tom Hale"},
                                       {"entities/tom_reed.md", "Tom Reed"}};
  EXPECT_EQ(kept_of_two("merge Tom Hale into Tom Reed", toms), Kept(1));
  EXPECT_EQ(kept_of_two("please merge Tom Reed into Tom Hale", toms), Kept(0));
  EXPECT_EQ(kept_of_two("merge Tom Hale into the other", toms), std::nullopt);
  const std::vector<NamedPath> longer = {{"entities/tom.md", "Tom"},
                                         {"entities/tom_reed.md", "Tom Reed"}};
  EXPECT_EQ(kept_of_two("merge Tom into Tom Reed", longer), Kept(1));
}

}  // namespace
}  // namespace tiles::memory
