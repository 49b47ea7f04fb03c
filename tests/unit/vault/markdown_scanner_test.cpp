// SPDX-License-Identifier: Apache-2.0
#include "vault/markdown_scanner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <ctime>
#include <string>
#include <vector>

#include "vault/front_matter.h"

namespace tiles::vault {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> facts_of(std::string_view text) {
  std::vector<std::string> facts;
  for (const Fact& fact : scan_markdown(text).facts) {
    facts.push_back(std::to_string(fact.line) + " " + std::string(slice(text, fact.key)) + "=" +
                    std::string(slice(text, fact.value)));
  }
  return facts;
}

std::vector<std::string> links_of(std::string_view text) {
  std::vector<std::string> links;
  for (const Link& link : scan_markdown(text).links) {
    links.emplace_back(slice(text, link.target));
  }
  return links;
}

TEST(MarkdownScanner, ListLinesWithAColonAreFacts) {
  EXPECT_THAT(
      facts_of("# User\n- city: Valencia\r\n* gate code: 4711\n  + **Role**: CEO. Since 1999\n"
               "- **Born:** 1980\n"),
      ElementsAre("2 city=Valencia", "3 gate code=4711", "4 Role=CEO. Since 1999", "5 Born=1980"));
}

TEST(MarkdownScanner, TasksLinksAndPlainLinesAreNoFacts) {
  EXPECT_THAT(facts_of("- [ ] call: Ana\n- [x] pay: 3\n- see [[a]]: b\n- time 10:30\n- key:\n-\n"
                       "city: Oslo\n- `a: b`\n---\n- : x\n"),
              IsEmpty());
}

TEST(MarkdownScanner, KeyLengthStopsAtItsBound) {
  const std::string key(kKeyBytesMax, 'k');
  EXPECT_THAT(facts_of("- " + key + ": v"), ElementsAre("1 " + key + "=v"));
  EXPECT_THAT(facts_of("- " + key + "k: v"), IsEmpty());
}

TEST(MarkdownScanner, WikiLinkPartsAreSplit) {
  const std::string text =
      "a [[entities/tom.md#Early life|Tom]] b ![[x#^id-1]] [[#Here]] [[t\\|b]]";
  const Scan scan = scan_markdown(text);
  ASSERT_EQ(scan.links.size(), 4U);
  EXPECT_EQ(slice(text, scan.links[0].target), "entities/tom.md");
  EXPECT_EQ(slice(text, scan.links[0].heading), "Early life");
  EXPECT_EQ(slice(text, scan.links[0].shown), "Tom");
  EXPECT_EQ(slice(text, scan.links[0].whole), "[[entities/tom.md#Early life|Tom]]");
  EXPECT_EQ(scan.links[1].kind, LinkKind::Embed);
  EXPECT_EQ(slice(text, scan.links[1].whole), "![[x#^id-1]]");
  EXPECT_EQ(slice(text, scan.links[1].block), "id-1");
  EXPECT_EQ(slice(text, scan.links[2].target), "");
  EXPECT_EQ(slice(text, scan.links[2].heading), "Here");
  EXPECT_EQ(slice(text, scan.links[3].target), "t");
}

TEST(MarkdownScanner, MarkdownLinksToNotesCount) {
  EXPECT_THAT(links_of("[a](b.md) [c](d.png) [e](https://x.org/f.md) ![g](h.md#top) [i] (j.md)"),
              ElementsAre("b.md", "h.md"));
}

TEST(MarkdownScanner, BrokenLinksArePlainText) {
  EXPECT_THAT(links_of("[[a\nb]] [[c [[d]] [[e] ]\n [[]"), ElementsAre("d"));
}

TEST(MarkdownScanner, LinkLengthStopsAtItsBound) {
  const std::string target(kLinkBytesMax - 4, 'a');
  EXPECT_THAT(links_of("[[" + target + "]]"), ElementsAre(target));
  EXPECT_THAT(links_of("[[" + target + "a]]"), IsEmpty());
}

TEST(MarkdownScanner, CodeAndCommentsAreSkipped) {
  EXPECT_THAT(
      links_of("```\n[[a]]\n- k: v\n```\n`[[b]]` ``[[c]] ` ``[[d]]\n~~~~\n[[e]]\n~~~\n[[f]]\n~~~~\n"
               "%% [[g]]\n[[h]] %%[[i]] <!-- [[j]]\n-->[[k]] \\[[l]] [[m]]"),
      ElementsAre("d", "i", "k", "m"));
  EXPECT_THAT(facts_of("%%\n- k: v\n%%\n- a: b\n"), ElementsAre("4 a=b"));
}

TEST(MarkdownScanner, CommentWithoutEndIsText) {
  EXPECT_THAT(links_of("100%% of [[a]] <!-- [[b]]"), ElementsAre("a", "b"));
}

TEST(MarkdownScanner, FrontMatterGivesAliasesAndTags) {
  const std::string text =
      "---\naliases: [Tommy, \"Reed, Tom\"]\ntags:\n  - '#family'\n  - london\nx: y\n---\n# Tom "
      "Reed\n- a: b\n";
  const Scan scan = scan_markdown(text);
  EXPECT_THAT(scan.aliases, ElementsAre("Tommy", "Reed, Tom"));
  EXPECT_THAT(scan.tags, ElementsAre("family", "london"));
  EXPECT_EQ(title_of("entities/tom.md", text, scan), "Tom Reed");
  ASSERT_EQ(scan.facts.size(), 1U);
  EXPECT_EQ(scan.facts[0].line, 9U);
}

TEST(MarkdownScanner, AliasesStopAtTheirBounds) {
  const std::string name(kNameBytesMax, 'n');
  std::string list = name + ", " + name + "n";
  for (std::size_t i = 2; i <= kNamesMax; ++i) list += ", a" + std::to_string(i);
  EXPECT_EQ(scan_markdown("---\naliases: [" + list + "]\n---\n").aliases.size(), kNamesMax);
  EXPECT_EQ(scan_markdown("---\naliases: [" + list + ", more]\n---\n").aliases.size(), kNamesMax);
}

TEST(MarkdownScanner, FrontMatterWithoutEndIsText) {
  const std::string open = "---\naliases: [A]\n" + std::string(kFrontMatterBytesMax, 'x');
  EXPECT_THAT(scan_markdown(open + "\n---\n").aliases, IsEmpty());
  EXPECT_THAT(scan_markdown("---\nalias: A").aliases, IsEmpty());
  EXPECT_THAT(scan_markdown("---\r\nalias: A\r\n---").aliases, ElementsAre("A"));
}

TEST(MarkdownScanner, HeadingsHaveLevels) {
  const std::string text = "# A #\n## C#\n####### no\n#no\n   ### D\n    # code\n#\n";
  std::vector<std::string> found;
  for (const Heading& heading : scan_markdown(text).headings) {
    found.push_back(std::to_string(heading.level) + std::string(slice(text, heading.text)));
  }
  EXPECT_THAT(found, ElementsAre("1A", "2C#", "3D", "1"));
}

TEST(MarkdownScanner, TagsAndBlockIdsAreFound) {
  const std::string text = "a #one b#two #3 #caf\xC3\xA9/x\nline ^id-1\n^alone\nx^no\n";
  const Scan scan = scan_markdown(text);
  ASSERT_EQ(scan.inline_tags.size(), 2U);
  EXPECT_EQ(slice(text, scan.inline_tags[1].name), "caf\xC3\xA9/x");
  ASSERT_EQ(scan.blocks.size(), 2U);
  EXPECT_EQ(slice(text, scan.blocks[0].name), "id-1");
  EXPECT_EQ(scan.blocks[1].line, 3U);
}

TEST(MarkdownScanner, TitleFallsBackToTheFileName) {
  EXPECT_EQ(title_of("entities/tom_reed-jr.md", "", scan_markdown("")), "tom reed jr");
}

TEST(MarkdownScanner, ItemsStopAtTheirBound) {
  std::string text;
  for (std::size_t i = 0; i < kItemsMax; ++i) text += "[[a]]";
  EXPECT_FALSE(scan_markdown(text).truncated);
  const Scan scan = scan_markdown(text + "[[a]]");
  EXPECT_TRUE(scan.truncated);
  EXPECT_EQ(scan.links.size(), kItemsMax);
}

// Each of these would be quadratic in a scanner that looks ahead without bound.
TEST(MarkdownScanner, HostileTextTakesLinearTime) {
  for (const std::string_view unit :
       {"[", "[[a", "`", "`` ` ", "%", "<!--", "[a](", "#", "- a:", "!["}) {
    std::string text;
    while (text.size() < 1'000'000) text += unit;
    // Of the processor, so that a busy machine does not count.
    const std::clock_t start = std::clock();
    EXPECT_EQ(scan_markdown(text).line_count, 1U);
    EXPECT_LT(std::clock() - start, 5 * CLOCKS_PER_SEC) << unit;
  }
}

void expect_within(ByteRange range, std::string_view text) {
  RC_ASSERT(range.begin <= range.end);
  RC_ASSERT(range.end <= text.size());
}

RC_GTEST_PROP(MarkdownScanner, RangesLieOnTheirLinesForAnyBytes, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "- ", "key: v", "\n", "\r\n", "[[", "]]", "#", " ", "|", "^id", "```", "`", "%%", "---\n",
      "**", "\xff", "![", "](", "x.md)", "<!--", "-->", "\\"));
  std::string text;
  for (const std::string& piece : pieces) text += piece;
  const Scan scan = scan_markdown(text);
  for (const Fact& fact : scan.facts) {
    expect_within(fact.whole, text);
    RC_ASSERT(fact.whole.begin <= fact.key.begin && fact.key.end < fact.value.begin);
    RC_ASSERT(fact.value.end <= fact.whole.end);
    const auto before = std::string_view(text).substr(0, fact.whole.begin);
    RC_ASSERT(fact.line == 1 + std::count(before.begin(), before.end(), '\n'));
  }
  for (const Link& link : scan.links) {
    expect_within(link.whole, text);
    for (const ByteRange part : {link.target, link.heading, link.block, link.shown}) {
      expect_within(part, text);
    }
    RC_ASSERT(slice(text, link.whole).find('\n') == std::string_view::npos);
  }
  for (const Heading& heading : scan.headings) expect_within(heading.text, text);
}

std::string aliased(std::string_view text) { return with_alias(text, "Bill"); }

TEST(FrontMatter, AnAliasIsAddedInTheMannerOfTheNote) {
  EXPECT_EQ(aliased("# A\n"), "---\naliases: [\"Bill\"]\n---\n# A\n");
  EXPECT_EQ(aliased("---\naliases: [A, B]\n---\n"), "---\naliases: [A, B, \"Bill\"]\n---\n");
  EXPECT_EQ(aliased("---\naliases: []\n---\n"), "---\naliases: [\"Bill\"]\n---\n");
  EXPECT_EQ(aliased("---\nalias: A\n---\n"), "---\nalias: [A, \"Bill\"]\n---\n");
  EXPECT_EQ(aliased("---\naliases:\n- A\n---\n"), "---\naliases:\n- \"Bill\"\n- A\n---\n");
  EXPECT_EQ(aliased("---\ntags: [x]\n---\nt"), "---\naliases: [\"Bill\"]\ntags: [x]\n---\nt");
  for (const char* text : {"# A\n", "---\naliases: [A, B]\n---\n", "---\nalias: A\n---\n",
                           "---\naliases:\n  - A\n---\n", "---\ntags: [x]\n---\n"}) {
    EXPECT_THAT(read_front_matter(aliased(text)).aliases, ::testing::Contains("Bill")) << text;
  }
}

TEST(FrontMatter, AnAliasBeyondTheBoundsIsNotWritten) {
  const auto list = [](std::size_t count) {
    std::string text = "---\naliases: [a0";
    for (std::size_t at = 1; at < count; ++at) text += ", a" + std::to_string(at);
    return text + "]\n---\n";
  };
  EXPECT_EQ(read_front_matter(aliased(list(kNamesMax - 1))).aliases.size(), kNamesMax);
  EXPECT_EQ(aliased(list(kNamesMax)), list(kNamesMax));
  const std::string longest(kNameBytesMax, 'x');
  EXPECT_NE(with_alias("# A\n", longest), "# A\n");
  EXPECT_EQ(with_alias("# A\n", longest + "x"), "# A\n");
}

TEST(FrontMatter, AnAliasThatIsThereOrCannotBeWrittenChangesNothing) {
  EXPECT_EQ(aliased("---\naliases: [Bill]\n---\n"), "---\naliases: [Bill]\n---\n");
  EXPECT_EQ(with_alias("# A\n", "Bill \"Bo\""), "# A\n");
  EXPECT_EQ(with_alias("# A\n", "a\nb"), "# A\n");
  EXPECT_EQ(aliased("---\naliases: [A,\n  B]\n---\n"), "---\naliases: [A,\n  B]\n---\n");
  EXPECT_THAT(read_front_matter(with_alias("# A\n", "Sean O'Brien")).aliases,
              ElementsAre("Sean O'Brien"));
}

}  // namespace
}  // namespace tiles::vault
