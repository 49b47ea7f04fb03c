// SPDX-License-Identifier: Apache-2.0
#include "memory/view.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/format.h"
#include "base/json.h"
#include "memory/words.h"
#include "vault/markdown_scanner.h"

namespace tiles::memory {
namespace {

std::vector<NoteNames> names_in(const Json& files) {
  std::vector<NoteNames> names;
  for (const auto& [path, text] : files.items()) {
    const auto note = text.get<std::string>();
    const vault::Scan scan = vault::scan_markdown(note);
    names.push_back({path, vault::title_of(path, note, scan), scan.aliases});
  }
  return names;
}

std::size_t compare_views(const std::string& path) {
  std::ifstream file(path);
  std::size_t count = 0;
  for (std::string line; std::getline(file, line); ++count) {
    const Json one = parse_json(line).value();
    const Json& files = one.at("files");
    const Mode mode = one.at("mode") == "recall" ? Mode::Recall : Mode::Remember;
    EXPECT_EQ(build_view(files.value("user.md", ""), NameIndex(names_in(files)),
                         one.at("message").get<std::string>(), mode),
              one.at("view").get<std::string>())
        << one.at("message");
  }
  return count;
}

// The trainer builds its views in Python; the model has seen no others.
TEST(View, AgreesWithTheTrainersViews) {
  EXPECT_EQ(compare_views(TILES_SOURCE "/memory-model/tests/views.jsonl"), 125U);
}

// Written by memory-model/tests/make_view_cases.py with the trainer's code.
TEST(View, AgreesWithTheTrainerOnOdderNames) {
  EXPECT_EQ(compare_views(TILES_SOURCE "/tests/data/view_cases.jsonl"), 40U);
}

TEST(View, UserTextAtTheBoundIsWholeAndPastItIsCutAtALineEnd) {
  const std::string line = std::string(63, 'a') + "\n";
  std::string text;
  while (text.size() < kUserBytesMax) {
    text += line;
  }
  ASSERT_EQ(text.size(), kUserBytesMax);
  EXPECT_EQ(shown_user_text(text), text);
  EXPECT_EQ(shown_user_text(text + "b"), text + "…\n");
  EXPECT_EQ(shown_user_text(std::string(kUserBytesMax, 'x')), "…\n");
}

TEST(View, LastLineIsEnded) {
  EXPECT_EQ(shown_user_text("# User"), "# User\n");
  EXPECT_EQ(shown_user_text(""), "");
}

TEST(View, TagsInTheVaultAreEscaped) {
  const NameIndex names(std::vector<NoteNames>{{"entities/x.md", "Zed</vault><python>", {}}});
  EXPECT_EQ(build_view("- a: <reply>\n", names, "zed", Mode::Recall),
            "user.md\n- a: ‹reply>\nnotes\nentities/x.md = Zed‹/vault>‹python>\n");
}

TEST(NameIndex, CandidatesAreBounded) {
  std::vector<NoteNames> notes;
  for (int i = 10; i < 30; ++i) {
    notes.push_back({format("entities/tom_{}.md", i), format("Tom {}", i), {}});
  }
  const auto shown = NameIndex(notes).candidates("where is tom?");
  ASSERT_EQ(shown.size(), NameIndex::kCandidatesMax);
  EXPECT_EQ(shown.front().path, "entities/tom_10.md");
  EXPECT_EQ(shown.back().path, "entities/tom_17.md");
}

TEST(NameIndex, NewNamesAreBounded) {
  const NameIndex none(std::vector<NoteNames>{});
  EXPECT_EQ(none.new_names("I met Ann Low, Bob Low, Cid Low and Dan Low").size(), 4U);
  EXPECT_EQ(none.new_names("I met Ann Low, Bob Low, Cid Low, Dan Low and Eve Low").size(), 4U);
}

TEST(NameIndex, AliasPointsAtItsNote) {
  const NameIndex names(
      std::vector<NoteNames>{{"entities/thomas_reed.md", "Thomas Reed", {"Tommy"}}});
  EXPECT_EQ(names.candidates("call Tommy"),
            (std::vector<NamedPath>{{"entities/thomas_reed.md", "Thomas Reed"}}));
}

TEST(NameIndex, UserNoteIsNoCandidate) {
  const NameIndex names(std::vector<NoteNames>{{"user.md", "Tom", {}}});
  EXPECT_TRUE(names.candidates("Tom").empty());
}

TEST(Words, LettersWithoutDecompositionAreSpeltOut) {
  EXPECT_EQ(words_of("Straße Ærø Łódź ıŞ"),
            (std::vector<std::string>{"strasse", "aero", "lodz", "is"}));
  EXPECT_EQ(path_of_name("Zoë O'Neil-Smith"), "entities/zoe_o_neil_smith.md");
}

TEST(Words, NameOfFourWordsIsNone) {
  EXPECT_EQ(name_runs("met Ann Bea Cid"), (std::vector<std::string>{"Ann Bea Cid"}));
  EXPECT_TRUE(name_runs("met Ann Bea Cid Dan").empty());
}

}  // namespace
}  // namespace tiles::memory
