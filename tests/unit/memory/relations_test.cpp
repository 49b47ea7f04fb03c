// SPDX-License-Identifier: Apache-2.0
#include "memory/relations.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tiles::memory {
namespace {

constexpr std::string_view kUser =
    "# User\n- **mother**: [[entities/eva.md|Eva]]\n- wife: [[entities/ana]]\n- likes [[x.md]]\n";

bool names(const std::vector<NamedPath>& relations, const NamedPath& one) {
  return std::ranges::find(relations, one) != relations.end();
}

TEST(Relations, ALineOfOneLinkIsARelation) {
  EXPECT_EQ(relations_in(kUser), (std::vector<NamedPath>{{"entities/eva.md", "my mother"},
                                                         {"entities/ana.md", "my wife"}}));
  EXPECT_TRUE(relations_in("").empty());
}

TEST(Relations, PeopleHaveOtherWordsForThem) {
  const auto spoken = spoken_relations(kUser);
  for (const char* name : {"my mother", "my mum", "our mom", "mum", "mom"}) {
    EXPECT_TRUE(names(spoken, {"entities/eva.md", name})) << name;
  }
  EXPECT_TRUE(names(spoken, {"entities/ana.md", "our missus"}));
  // No name by itself.
  EXPECT_FALSE(names(spoken, {"entities/ana.md", "wife"}));
  EXPECT_FALSE(names(spoken, {"entities/eva.md", "mother"}));
}

TEST(Relations, ProseNamesThemToo) {
  const auto spoken = spoken_relations(
      "# Me\n## Family\n- wife [[entities/ana.md|Ana]], since 2014\n"
      "- two kids: [[entities/bo.md]] and [[entities/ida.md]]\n- [[entities/x.md]] called\n");
  EXPECT_TRUE(names(spoken, {"entities/ana.md", "my wife"}));
  EXPECT_TRUE(names(spoken, {"entities/ana.md", "our wife"}));
  EXPECT_TRUE(std::ranges::none_of(
      spoken, [](const NamedPath& one) { return one.path == "entities/x.md"; }));
}

}  // namespace
}  // namespace tiles::memory
