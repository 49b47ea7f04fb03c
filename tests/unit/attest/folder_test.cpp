// SPDX-License-Identifier: Apache-2.0
#include "attest/folder.h"

#include <filesystem>
#include <fstream>

#include "attest_cases.h"
#include "support/temporary_directory.h"

namespace tiles::attest {
namespace {

class FolderTest : public ::testing::Test {
 protected:
  void write(const std::string& path, std::string_view bytes) const {
    const auto file = directory_.path() / path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
  }
  Result<ModelContent> hash(const Serialization& serialization, std::size_t threads = 2) const {
    return open_directory(directory_.path())
        .and_then([&](const std::unique_ptr<FileSystem>& files) {
          return hash_folder(*files, "model", serialization, threads);
        });
  }
  Result<FolderDifference> compare(const ModelContent& content,
                                   const std::vector<std::string>& ignored = {}) const {
    return open_directory(directory_.path())
        .and_then([&](const std::unique_ptr<FileSystem>& files) {
          return compare_folder(*files, content, ignored, 2);
        });
  }

  testing::TemporaryDirectory directory_;
};

using Names = std::vector<std::string>;

Names names_of(const ModelContent& content) {
  Names names;
  for (const Resource& resource : content.resources) names.push_back(resource.name);
  return names;
}

TEST_F(FolderTest, AllFilesAreHashedInTheOrderOfTheirNames) {
  write("b", "b");
  write("a/c", "c");
  write("a.txt", "");
  const ModelContent content = hash({}).value();
  EXPECT_EQ(names_of(content), (Names{"a.txt", "a/c", "b"}));
  EXPECT_EQ(content.resources[0].digest, crypto::sha256(""));
  EXPECT_EQ(content.resources[1].digest, crypto::sha256("c"));
}

TEST_F(FolderTest, ThreadsDoNotChangeTheRoot) {
  for (int i = 0; i < 50; ++i)
    write("f" + std::to_string(i), std::string(static_cast<std::size_t>(i) * 1'000, 'x'));
  const crypto::Digest root = hash({}, 1).value().root();
  for (const std::size_t threads : {0U, 2U, 7U, 100U}) {
    EXPECT_EQ(hash({}, threads).value().root(), root);
  }
}

TEST_F(FolderTest, ShardsCoverAFileAndAnEmptyOneHasNone) {
  write("a", "0123456789");
  write("b", "01234567");
  write("c", "");
  const ModelContent content =
      hash({.pieces = Pieces::Shards, .shard_bytes = 4, .ignored = {}}).value();
  EXPECT_EQ(names_of(content), (Names{"a:0:4", "a:4:8", "a:8:10", "b:0:4", "b:4:8"}));
  EXPECT_EQ(content.resources[2].digest, crypto::sha256("89"));
}

TEST_F(FolderTest, IgnoredPathsAreLeftOutWithAllBelowThem) {
  for (const char* path : {".git/config", ".gitignore", "a", ".github/x/y", ".gitx"})
    write(path, "x");
  EXPECT_EQ(names_of(hash({.ignored = ignored_by_default()}).value()), (Names{".gitx", "a"}));
}

TEST_F(FolderTest, SymbolicLinkIsRefused) {
  write("a", "x");
  std::filesystem::create_symlink("a", directory_.path() / "link");
  expect_error(hash({}), ErrorCode::Invalid, "'link' is a symbolic link");
}

TEST_F(FolderTest, NameThatIsNotUtf8IsRefused) {
  write("\xff", "x");
  expect_error(hash({}), ErrorCode::Invalid, "not UTF-8");
}

TEST_F(FolderTest, FolderWithoutFilesIsRefused) {
  expect_error(hash({}), ErrorCode::Invalid, "no file to sign");
}

TEST_F(FolderTest, NestingIsWalkedUpToItsLimit) {
  std::string path;
  for (std::size_t i = 0; i < kFolderDepthMax; ++i) path += "d/";
  write(path + "a", "x");
  EXPECT_TRUE(hash({}));
  write(path + "d/a", "x");
  expect_error(hash({}), ErrorCode::Limit, "deeper than 64");
}

TEST_F(FolderTest, SameFilesHaveNoDifference) {
  write("a", "1");
  write("d/b", "2");
  EXPECT_TRUE(compare(hash({}).value()).value().is_empty());
}

TEST_F(FolderTest, ChangedMissingAndUnsignedFilesAreTold) {
  write("a", "1");
  write("b", "2");
  write("c", "3");
  const ModelContent content = hash({}).value();
  write("a", "changed");
  std::filesystem::remove(directory_.path() / "b");
  write("new", "4");
  write("model.sig", "5");
  const FolderDifference difference = compare(content, {"model.sig"}).value();
  EXPECT_EQ(difference.changed, Names{"a"});
  EXPECT_EQ(difference.missing, Names{"b"});
  EXPECT_EQ(difference.unsigned_files, Names{"new"});
}

TEST(Folder, PublishedFoldersAreAsTheirSignaturesSay) {
  for (const std::string folder : {"model_signing/v1.0.1", "model_signing/v1.1.0"}) {
    const Bundle bundle = Bundle::parse(published(folder + "/model.sig")).value();
    const auto key = crypto::EcPublicKey::parse_pem(published("model_signing/key.pem")).value();
    const ModelContent content =
        open_bundle(bundle, key, crypto::HighS::Accepted).and_then(ModelContent::read).value();
    const auto files = open_directory(TILES_SOURCE "/tests/data/trust/" + folder).value();
    const auto difference = compare_folder(*files, content, {"model.sig", "ignore-me"}, 2);
    ASSERT_TRUE(difference.has_value()) << phrase(difference);
    EXPECT_TRUE(difference->is_empty()) << folder;
  }
}

}  // namespace
}  // namespace tiles::attest
