// SPDX-License-Identifier: Apache-2.0
#include "memory/noted_lines.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "base/assert.h"
#include "base/json.h"
#include "memory/relations.h"
#include "vault/vault.h"
#include "vault_folder.h"

namespace tiles::memory {
namespace {

class NotedLines : public VaultFolder {
 protected:
  void SetUp() override {
    write("user.md", "# User\n- city: Lisbon\n- sister: [[entities/ana.md]]\n\nLikes fado.\n");
    write("entities/ana.md",
          "# Ana Reed\n- job: nurse\n- husband: [[entities/tom.md|her Tom]]\n- [ ] car: Volvo\n");
    write("entities/tom.md", "---\ntags: [x]\n---\n# Tom Hale\n## Work\n* baker\n| desk | 12 |\n");
    write("entities/kim.md", "# Kim\n- plays: the old cello\n- city: Oslo\n");
  }
  std::vector<NotedLine> lines(std::string_view message) {
    vault_ = vault::Vault::open(folder_.path(), clock_).value();
    TILES_ASSERT(vault_->index().refresh());
    std::vector<NoteNames> names;
    std::map<std::string, std::string, std::less<>> titles;
    const auto known = vault_->index().names().value();
    for (const auto& name : known) {
      names.push_back({name.path, name.title, name.aliases});
      titles.emplace(name.path, name.title);
    }
    const NameIndex index(std::move(names));
    const TitleOfLink title_of_link = [&](std::string_view target, std::string_view from) {
      const auto path = vault_->index().resolve(target, from);
      const auto found = path ? titles.find(*path) : titles.end();
      return found == titles.end() ? std::string() : found->second;
    };
    auto transaction = vault_->begin(vault::Access::ReadOnly).value();
    const auto relations = relations_in(read("user.md"));
    const auto candidates = index.candidates(message, relations);
    return noted_lines({message, candidates, relations, index, title_of_link, transaction, {}})
        .value();
  }
  static std::vector<std::string> words(const std::vector<NotedLine>& lines) {
    std::vector<std::string> words;
    for (const NotedLine& line : lines) words.push_back(line.words);
    return words;
  }

  std::unique_ptr<vault::Vault> vault_;
};

TEST_F(NotedLines, LinksAreFollowedFromTheUsersNote) {
  const auto found = lines("hello");
  EXPECT_EQ(words(found),
            (std::vector<std::string>{
                "my city: Lisbon", "my sister: Ana Reed", "my Likes fado.",
                "my sister Ana Reed's job: nurse", "my sister Ana Reed's husband: her Tom",
                "my sister Ana Reed's car: Volvo", "my sister's husband Tom Hale's tags: [x]",
                "my sister's husband Tom Hale's work: baker",
                "my sister's husband Tom Hale's work desk: 12"}));
  EXPECT_EQ(found[1].link, std::nullopt);
  EXPECT_EQ(found[3].link, 1U);
  EXPECT_EQ(found[7].link, 4U);
  EXPECT_EQ(found[7].path, "entities/tom.md");
  EXPECT_EQ(found[7].value, "baker");
  EXPECT_EQ(found[7].said.line.text, "* baker");
}

TEST_F(NotedLines, WhatTheMessageNamesComesFirst) {
  const auto found = words(lines("Where does Tom work?"));
  ASSERT_GE(found.size(), 4U);
  EXPECT_EQ(found[0], "Tom Hale's tags: [x]");
  EXPECT_EQ(found[1], "Tom Hale's work: baker");
  EXPECT_EQ(found[3], "my city: Lisbon");
}

TEST_F(NotedLines, OtherNotesAreLookedThroughForWordsOfTheMessage) {
  const auto found = words(lines("who has an old cello?"));
  ASSERT_EQ(found.size(), 10U);
  EXPECT_EQ(found.back(), "Kim's plays: the old cello");
}

TEST_F(NotedLines, WordsBeyondAnyLengthAreNotLookedFor) {
  EXPECT_EQ(lines(std::string(4'000, 'x') + " cello").size(), 10U);
  EXPECT_EQ(lines(std::string(4'000, 'x')).size(), 9U);
}

TEST_F(NotedLines, ALongValueIsCut) {
  std::string value = "1";
  for (int i = 2; i <= 24; ++i) value += " " + std::to_string(i);
  write("user.md", "- a: " + value + " 25\n");
  const auto found = lines("hello");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].words, "my a: " + value);
  EXPECT_EQ(found[0].value, value + " 25");
}

TEST_F(NotedLines, ThereIsALimit) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "- key " + std::to_string(i) + ": value\n";
  write("user.md", text);
  EXPECT_EQ(lines("hello").size(), 80U);
  std::filesystem::remove(folder_.path() / "user.md");
  write("entities/kim.md", text);
  EXPECT_EQ(lines("which value?").size(), 24U);
  EXPECT_EQ(lines("Kim?").size(), 80U);
}

TEST_F(NotedLines, OneLineLeadsToFourNotes) {
  std::string line = "- friends";
  for (const char* name : {"a", "b", "c", "d", "e"}) {
    const std::string path = std::string("entities/") + name + ".md";
    write(path, std::string("# Note ") + name + "\n- city: Oslo\n");
    line += " [[" + path + "]]";
  }
  write("user.md", line + "\n");
  EXPECT_EQ(lines("hello").size(), 5U);
}

// The trainer lays the lines out in Python; the reader has seen no others.
TEST_F(NotedLines, AgreesWithTheTrainersLines) {
  std::ifstream file(TILES_SOURCE "/memory-model/tests/reader_lines.jsonl");
  std::size_t count = 0;
  for (std::string text; std::getline(file, text); ++count) {
    const Json one = parse_json(text).value();
    std::filesystem::remove_all(folder_.path() / "entities");
    std::filesystem::remove(folder_.path() / "user.md");
    for (const auto& [path, note] : one.at("files").items()) write(path, note.get<std::string>());
    EXPECT_EQ(words(lines(one.at("message").get<std::string>())),
              one.at("lines").get<std::vector<std::string>>())
        << one.at("message");
    for (const auto& [path, note] : one.at("files").items()) {
      std::filesystem::remove(folder_.path() / path);
    }
  }
  EXPECT_EQ(count, 80U);
}

TEST_F(NotedLines, NothingStandsInAnEmptyVault) {
  std::filesystem::remove_all(folder_.path() / "entities");
  std::filesystem::remove(folder_.path() / "user.md");
  EXPECT_TRUE(lines("Where do I live?").empty());
}

}  // namespace
}  // namespace tiles::memory
