// SPDX-License-Identifier: Apache-2.0
#include "memory/grounding.h"

#include <gtest/gtest.h>

namespace tiles::memory {
namespace {

std::string title_of(std::string_view target, std::string_view) {
  return target == "entities/tom_reed.md" ? "Tom Reed" : "";
}

bool rests(std::string_view message, std::string_view reply, std::string line) {
  return Grounding(message, reply, title_of).rests_on({"user.md", std::move(line)});
}

TEST(Grounding, ValueInTheReplyIsAFact) {
  EXPECT_TRUE(rests("where do I live?", "You live in Valencia.", "- city: Valencia"));
  EXPECT_TRUE(rests("where do I live?", "valência", "- city: Valencia"));
  EXPECT_FALSE(rests("where do I live?", "You live in Oslo.", "- city: Valencia"));
}

TEST(Grounding, ValuesAreComparedByWholeWords) {
  EXPECT_FALSE(rests("pet?", "a caterpillar", "- pet: cat"));
  EXPECT_TRUE(rests("pet?", "a cat", "- pet: cat"));
  EXPECT_FALSE(rests("age?", "341", "- age: 34"));
  EXPECT_TRUE(rests("age?", "34", "- age: 34"));
}

TEST(Grounding, ShortValueNeedsItsKeyOrStandsAlone) {
  EXPECT_FALSE(rests("hm?", "Tom is a doctor", "- blood type: A"));
  EXPECT_TRUE(rests("hm?", "A", "- blood type: A"));
  EXPECT_TRUE(rests("hm?", "Your blood type is A.", "- blood type: A"));
}

TEST(Grounding, LongNumberMayBeSpacedOtherwise) {
  EXPECT_TRUE(rests("phone?", "It is +34600000000", "- phone: +34 600 000 000"));
  EXPECT_FALSE(rests("code?", "12 34", "- code: 1234"));
}

TEST(Grounding, PartOfAValueIsEnough) {
  EXPECT_TRUE(rests("born?", "12 March 1990", "- born: 12 March 1990 in Valencia"));
}

TEST(Grounding, LinkCountsByTheTitleOfItsNote) {
  EXPECT_TRUE(rests("who is my brother?", "Tom Reed", "- brother: [[entities/tom_reed.md]]"));
  EXPECT_FALSE(rests("who is my brother?", "Tom Hale", "- brother: [[entities/tom_reed.md]]"));
}

TEST(Grounding, NameThatTheQuestionGaveIsAnEcho) {
  EXPECT_FALSE(rests("where does Tom Reed live?", "Tom Reed lives in Paris", "# Tom Reed"));
  EXPECT_FALSE(rests("where does Tom Reed live?", "Tom Reed lives in Paris",
                     "- brother: [[entities/tom_reed.md]]"));
  EXPECT_TRUE(rests("whose gate code is 4711?", "Tom Reed", "# Tom Reed"));
}

TEST(Grounding, YesAndNoRestOnWhatWasAsked) {
  EXPECT_TRUE(rests("do I live in Valencia?", "Yes.", "- city: Valencia"));
  EXPECT_FALSE(rests("do I live in Oslo?", "Yes.", "- city: Valencia"));
  EXPECT_TRUE(rests("is Oslo my city?", "No.", "- city: Valencia"));
  EXPECT_FALSE(rests("do I have a dog?", "No.", "- city: Valencia"));
}

TEST(Grounding, NotKnowingRestsOnNothing) {
  EXPECT_FALSE(rests("city?", "I don't know.", "- note: I don't know."));
  EXPECT_FALSE(rests("city?", "", "- city: Valencia"));
}

TEST(Grounding, ProseAndTablesCount) {
  EXPECT_TRUE(rests("when did we meet?", "2019", "We met in Oslo in 2019."));
  EXPECT_TRUE(rests("anna's number?", "555 12", "| Anna | 555 12 |"));
  EXPECT_TRUE(rests("what do I like?", "You like chess", "- chess"));
}

TEST(Grounding, AComputedReplyRestsOnTheLineThatItsBracketNames) {
  EXPECT_TRUE(rests("age?", "39 (12 March 1987)", "The birthday is 12 March 1987."));
  EXPECT_TRUE(rests("when?", "-3 days (5 December)", "| party | 5 December |"));
  EXPECT_TRUE(rests("day?", "Friday (27 August 2027)", "We marry on 27 August 2027."));
  EXPECT_FALSE(rests("age?", "39 (12 March 1988)", "The birthday is 12 March 1987."));
  EXPECT_FALSE(rests("where?", "Paris (2019)", "We met in Oslo in 2019."));
  EXPECT_FALSE(rests("age?", "39 years and more (2019)", "We met in Oslo in 2019."));
  EXPECT_FALSE(rests("age?", "39 ()", "We met in Oslo in 2019."));
}

TEST(Grounding, SupportingLinesAreBounded) {
  std::vector<ReadLine> lines;
  for (std::size_t i = 0; i < kFactsMax + 1; ++i) {
    lines.push_back({"n" + std::to_string(i) + ".md", "- city: Oslo"});
  }
  EXPECT_EQ(supporting_lines(Grounding("city?", "Oslo", title_of), lines).size(), kFactsMax);
}

}  // namespace
}  // namespace tiles::memory
