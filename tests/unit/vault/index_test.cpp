// SPDX-License-Identifier: Apache-2.0
#include "vault/index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

#include "base/format.h"
#include "vault_fixture.h"

namespace tiles::vault {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class IndexTest : public VaultTest {
 protected:
  RefreshReport refresh() {
    const auto report = vault_->index().refresh();
    EXPECT_TRUE(report.has_value()) << phrase(report);
    return report.value_or(RefreshReport());
  }

  std::vector<std::string> search(std::string_view query) {
    std::vector<std::string> found;
    const auto hits = vault_->index().search(query, 10);
    EXPECT_TRUE(hits.has_value()) << phrase(hits);
    for (const SearchHit& hit : hits.value_or(std::vector<SearchHit>())) {
      found.push_back(hit.path + ":" + std::to_string(hit.line) + ":" + hit.snippet);
    }
    return found;
  }

  std::vector<std::string> backlinks(std::string_view path) {
    std::vector<std::string> found;
    const auto links = vault_->index().backlinks(path);
    for (const IndexedLink& link : links.value_or(std::vector<IndexedLink>())) {
      found.push_back(link.from + ":" + std::to_string(link.line));
    }
    return found;
  }

  std::filesystem::path cache_file() const {
    for (const auto& entry : std::filesystem::directory_iterator(cache())) {
      if (entry.path().extension() == ".sqlite") return entry.path();
    }
    ADD_FAILURE() << "there is no cache file";
    return {};
  }

  // Past the time in which two writes may have one time stamp.
  void settle() {
    clock_.advance(std::chrono::hours(24 * 365 * 10));
    refresh();
  }
};

TEST_F(IndexTest, NamesAreTitlesAndAliasesInOrderOfPath) {
  write("entities/ana.md", "---\naliases: [Anita]\n---\n# Ana Ruiz\n");
  refresh();
  const auto names = vault_->index().names();
  ASSERT_EQ(names->size(), 3U);
  EXPECT_EQ((*names)[0].title, "Ana Ruiz");
  EXPECT_THAT((*names)[0].aliases, ElementsAre("Anita"));
  EXPECT_EQ((*names)[2].path, "user.md");
}

TEST_F(IndexTest, OnlyWhatChangedIsReadAgain) {
  EXPECT_EQ(refresh().read, 2U);
  settle();
  EXPECT_EQ(refresh().read, 0U);
  write("user.md", "# User\n- city: Rome\n");
  const RefreshReport report = refresh();
  EXPECT_EQ(report.read, 1U);
  EXPECT_EQ(report.changed, 1U);
  EXPECT_THAT(search("rome"), ElementsAre("user.md:2:- city: Rome"));
  EXPECT_THAT(search("valencia"), IsEmpty());
}

TEST_F(IndexTest, SameBytesWithANewTimeAreNotIndexedAgain) {
  settle();
  write("user.md", on_disk("user.md"));
  const RefreshReport report = refresh();
  EXPECT_EQ(report.read, 1U);
  EXPECT_EQ(report.changed, 0U);
}

TEST_F(IndexTest, EditWithinOneTimeStampIsSeen) {
  // The clock stands at the time of the write, as it does for an edit right after a refresh.
  const auto stamp = std::filesystem::last_write_time(root() / "user.md");
  clock_.set(std::chrono::time_point_cast<std::chrono::milliseconds>(
      std::chrono::file_clock::to_sys(stamp)));
  refresh();
  write("user.md", "# User\n- city: Alicante\n- brother: [[entities/tom_reed.md]]\n");
  std::filesystem::last_write_time(root() / "user.md", stamp);
  refresh();
  EXPECT_THAT(search("alicante"), ElementsAre("user.md:2:- city: Alicante"));
}

TEST_F(IndexTest, RemovedNoteIsForgotten) {
  refresh();
  std::filesystem::remove(root() / "entities/tom_reed.md");
  EXPECT_EQ(refresh().removed, 1U);
  EXPECT_THAT(search("4711"), IsEmpty());
  EXPECT_EQ(vault_->index().links("user.md")->front().resolved, "");
}

TEST_F(IndexTest, SearchFindsWordsInAnyCaseWithoutAccentsByStem) {
  write("entities/jose.md", "# José Peña\n- likes: hiking in the Sierra\n");
  refresh();
  EXPECT_THAT(search("PENA jose"), ElementsAre("entities/jose.md:1:# José Peña"));
  EXPECT_THAT(search("hikes"), ElementsAre("entities/jose.md:2:- likes: hiking in the Sierra"));
}

TEST_F(IndexTest, NotesWithAllWordsComeAloneAndTitlesFirst) {
  write("a.md", "# A\nTom Reed lives in Oslo\n");
  write("b.md", "# Oslo\nA city\n");
  refresh();
  EXPECT_THAT(search("tom oslo"),
              ElementsAre(HasSubstr("entities/tom_reed.md"), HasSubstr("a.md:2")));
  EXPECT_THAT(search("oslo").front(), HasSubstr("b.md"));
  EXPECT_EQ(search("zebra valencia").size(), 1U);
}

TEST_F(IndexTest, NothingInAQueryIsSyntax) {
  refresh();
  for (const std::string_view query :
       {"\"", "a AND", "city:", "NEAR(", "*", "- +", "'; DROP TABLE notes;", "", "^city",
        "title : x", "\xff", "(((((("}) {
    EXPECT_TRUE(vault_->index().search(query, 10).has_value()) << query;
  }
  EXPECT_EQ(search("city OR").size(), 2U);
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "w" + std::to_string(i) + " ";
  EXPECT_TRUE(vault_->index().search(many, 10).has_value());
}

TEST_F(IndexTest, HitsStopAtTheirBound) {
  for (std::size_t i = 0; i <= Index::kHitsMax; ++i)
    write("n" + std::to_string(i) + ".md", "common\n");
  refresh();
  EXPECT_EQ(vault_->index().search("common", Index::kHitsMax)->size(), Index::kHitsMax);
  EXPECT_EQ(vault_->index().search("common", Index::kHitsMax + 1)->size(), Index::kHitsMax);
  EXPECT_EQ(begin().search("common", Transaction::kHitsMax + 1)->size(), Transaction::kHitsMax);
}

// "word00 word01 …": in the order of their letters, which is that of the query's words.
std::string words_to(std::size_t count) {
  std::string words;
  for (std::size_t i = 0; i < count; ++i) words += format("word{:02} ", i);
  return words;
}

TEST_F(IndexTest, QueryWordsCountUpToTheirBound) {
  constexpr std::size_t kMax = Index::kQueryWordsMax;
  write("fewer.md", words_to(kMax - 1));
  write("bound.md", words_to(kMax));
  write("more.md", words_to(kMax + 1));
  refresh();
  EXPECT_EQ(search(words_to(kMax)).size(), 2U);
  EXPECT_EQ(search(words_to(kMax + 1)).size(), 2U);
}

TEST_F(IndexTest, QueryBytesCountUpToTheirBound) {
  refresh();
  const std::string word = "4711";
  const std::string spaces(Index::kQueryBytesMax - word.size(), ' ');
  EXPECT_EQ(search(spaces + word).size(), 1U);
  EXPECT_EQ(search(spaces + " " + word).size(), 0U);
}

TEST_F(IndexTest, LongLineIsCutAroundTheWord) {
  write("long.md", std::string(5000, 'x') + " needle " + std::string(5000, 'y') + "\n");
  refresh();
  const auto hits = vault_->index().search("needle", 1);
  ASSERT_EQ(hits->size(), 1U);
  EXPECT_THAT(hits->front().snippet, HasSubstr("needle"));
  EXPECT_LE(hits->front().snippet.size(), Index::kSnippetBytesMax);
}

TEST_F(IndexTest, LinksResolveByPathThenByFolderThenByName) {
  write(
      "a/note.md",
      "[[other]] [x](other.md) [[b/other]] [[Tom Reed]] [[tom_reed]] [[#Here]] [x](../user.md)\n");
  write("a/other.md", "x");
  write("b/other.md", "x");
  refresh();
  std::vector<std::string> resolved;
  const auto links = vault_->index().links("a/note.md");
  for (const IndexedLink& link : links.value()) resolved.push_back(link.resolved);
  EXPECT_THAT(resolved, ElementsAre("a/other.md", "a/other.md", "b/other.md", "",
                                    "entities/tom_reed.md", "a/note.md", "user.md"));
}

TEST_F(IndexTest, BacklinksAreThoseThatLeadHere) {
  write("x/tom_reed.md", "# Other Tom\n");
  write("a.md", "line\n[[tom_reed]] and [[x/tom_reed]]\n[t](entities/tom%5Freed.md)\n");
  refresh();
  EXPECT_THAT(backlinks("x/tom_reed.md"), ElementsAre("a.md:2", "a.md:2"));
  EXPECT_THAT(backlinks("entities/tom_reed.md"), ElementsAre("a.md:3", "user.md:3"));
}

TEST_F(IndexTest, FactsAndHeadingsHaveTheirLines) {
  refresh();
  const auto facts = vault_->index().facts("entities/tom_reed.md");
  ASSERT_EQ(facts->size(), 2U);
  EXPECT_EQ((*facts)[0].key, "gate code");
  EXPECT_EQ((*facts)[0].value, "4711");
  EXPECT_EQ((*facts)[0].line, 2U);
  EXPECT_EQ(vault_->index().facts("")->size(), 4U);
  EXPECT_EQ(vault_->index().headings("user.md")->front().text, "User");
}

TEST_F(IndexTest, DamagedCacheIsMadeAnew) {
  refresh();
  const std::filesystem::path file = cache_file();
  vault_.reset();
  for (const std::string_view garbage : {"not a database", ""}) {
    std::filesystem::remove(file.native() + "-wal");
    std::ofstream(file, std::ios::binary) << garbage << std::string(8192, '\x5A');
    reopen();
    refresh();
    EXPECT_THAT(search("4711"), ElementsAre("entities/tom_reed.md:2:- gate code: 4711"));
    vault_.reset();
  }
}

TEST_F(IndexTest, PageDamagedInPlaceIsMadeAnew) {
  for (int i = 0; i < 300; ++i)
    write("n" + std::to_string(i) + ".md", "# N\nword" + std::to_string(i) + "\n");
  refresh();
  const std::filesystem::path file = cache_file();
  vault_.reset();
  {
    std::fstream damage(file, std::ios::in | std::ios::out | std::ios::binary);
    const auto size = static_cast<std::streamoff>(std::filesystem::file_size(file));
    for (std::streamoff page = 4096; page < size; page += 4096) {
      damage.seekp(page);
      damage << std::string(64, '\xA5');
    }
  }
  reopen();
  refresh();
  EXPECT_THAT(search("word217"), ElementsAre("n217.md:2:word217"));
}

TEST_F(IndexTest, CacheOfAnotherVersionIsMadeAnew) {
  refresh();
  const std::filesystem::path file = cache_file();
  vault_.reset();
  {
    // Bytes 60 to 63 of a database hold its user version.
    std::fstream version(file, std::ios::in | std::ios::out | std::ios::binary);
    version.seekp(60);
    version << std::string("\0\0\0\x63", 4);
  }
  reopen();
  refresh();
  EXPECT_EQ(search("4711").size(), 1U);
}

TEST_F(IndexTest, CacheThatCannotBeWrittenIsKeptInMemory) {
  vault_.reset();
  std::filesystem::remove_all(cache());
  std::ofstream(cache()) << "a file in the way";
  reopen();
  refresh();
  EXPECT_EQ(search("4711").size(), 1U);
}

// No file of this process may grow while one stands: as on a full disk.
class FilesStopGrowing {
 public:
  FilesStopGrowing() {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    signal_before_ = ::signal(SIGXFSZ, SIG_IGN);
    const rlimit none{.rlim_cur = 0, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &none);
  }
  ~FilesStopGrowing() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, signal_before_);
  }
  FilesStopGrowing(const FilesStopGrowing&) = delete;
  FilesStopGrowing& operator=(const FilesStopGrowing&) = delete;

 private:
  rlimit before_{};
  void (*signal_before_)(int) = nullptr;
};

TEST_F(IndexTest, CacheThatCanGrowNoMoreIsGivenUpForMemory) {
  refresh();
  write("new.md", "fresh\n");
  {
    const FilesStopGrowing full;
    refresh();
    EXPECT_EQ(search("fresh").size(), 1U);
    EXPECT_EQ(search("4711").size(), 1U);
  }
  reopen();
  refresh();
  EXPECT_EQ(search("fresh").size(), 1U);
}

TEST_F(IndexTest, CacheIsNotTouchedBeforeTheIndexIsAsked) {
  reopen();
  EXPECT_TRUE(std::filesystem::is_empty(cache()));
  refresh();
  EXPECT_FALSE(std::filesystem::is_empty(cache()));
}

TEST_F(IndexTest, CacheIsForItsOwnerAlone) {
  refresh();
  for (const auto& entry : std::filesystem::directory_iterator(cache())) {
    EXPECT_EQ(entry.status().permissions() & std::filesystem::perms(077),
              std::filesystem::perms::none)
        << entry.path();
  }
}

TEST_F(IndexTest, TwoOpeningsShareOneCache) {
  refresh();
  auto other = Vault::open(root(), clock_, {.cache_directory = cache()});
  ASSERT_TRUE(other.has_value());
  write("new.md", "fresh\n");
  refresh();
  ASSERT_TRUE((*other)->index().refresh().has_value());
  EXPECT_EQ((*other)->index().search("fresh", 5)->size(), 1U);
}

TEST_F(IndexTest, WhatIsNoReadableNoteIsTold) {
  std::filesystem::create_symlink("user.md", root() / "link.md");
  ASSERT_EQ(::mkfifo((root() / "pipe.md").c_str(), 0600), 0);
  write("bad.md", "# B\xff\n- k: \xfe\n");
  const RefreshReport report = refresh();
  EXPECT_THAT(report.skipped,
              ElementsAre("link.md: a symbolic link", "pipe.md: not a regular file"));
  EXPECT_EQ(vault_->index().facts("bad.md")->front().value, "\xEF\xBF\xBD");
}

TEST_F(IndexTest, NoteOfFiftyMebibytesIsIndexed) {
  std::string text = "# Big\n- key: value\n";
  while (text.size() < 50U * 1024 * 1024) text += "lorem ipsum [[user]] dolor sit amet\n";
  write("big.md", text);
  const RefreshReport report = refresh();
  EXPECT_TRUE(report.skipped.empty());
  EXPECT_EQ(vault_->index().facts("big.md")->size(), 1U);
  EXPECT_THAT(search("big"), ElementsAre("big.md:1:# Big"));
}

TEST_F(IndexTest, NoteThatIsTooLongIsListedAndTold) {
  write("huge.md", "");
  std::filesystem::resize_file(root() / "huge.md", Index::kNoteBytesMax + 1);
  const RefreshReport report = refresh();
  ASSERT_EQ(report.skipped.size(), 1U);
  EXPECT_THAT(report.skipped[0], HasSubstr("huge.md"));
  settle();
  EXPECT_EQ(refresh().skipped.size(), 1U);
  EXPECT_EQ(vault_->index().names()->at(1).title, "huge");
}

}  // namespace
}  // namespace tiles::vault
