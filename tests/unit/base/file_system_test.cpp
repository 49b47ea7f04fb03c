// SPDX-License-Identifier: Apache-2.0
#include "base/file_system.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "support/temporary_directory.h"

namespace tiles {
namespace {

class DiskFileSystemTest : public ::testing::Test {
 protected:
  testing::TemporaryDirectory directory_;
  std::unique_ptr<FileSystem> files_ = *open_directory(directory_.path());
};

TEST_F(DiskFileSystemTest, ReplacedFileHoldsTheNewBytesAndNothingElseIsLeft) {
  ASSERT_TRUE(replace_file(*files_, "a.md", "one"));
  ASSERT_TRUE(replace_file(*files_, "a.md", "two"));
  EXPECT_EQ(files_->read("a.md", 100).value(), "two");
  EXPECT_EQ(files_->list("").value().size(), 1U);
}

TEST_F(DiskFileSystemTest, WriteNewRefusesAnExistingFile) {
  ASSERT_TRUE(files_->write_new("a.md", "one"));
  const auto again = files_->write_new("a.md", "two");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code(), ErrorCode::AlreadyExists);
  EXPECT_EQ(files_->read("a.md", 100).value(), "one");
}

TEST_F(DiskFileSystemTest, PathsOutsideTheRootAreInvalid) {
  for (const char* path : {"../x", "a/../../x", "/etc/passwd", "a//b", "./a", "a/."}) {
    const auto read = files_->read(path, 100);
    ASSERT_FALSE(read) << path;
    EXPECT_EQ(read.error().code(), ErrorCode::Invalid) << path;
  }
}

TEST_F(DiskFileSystemTest, SymbolicLinksAreNeverFollowed) {
  std::filesystem::create_directory(directory_.path() / "real");
  std::filesystem::create_directory_symlink("/etc", directory_.path() / "link");
  std::filesystem::create_symlink("/etc/passwd", directory_.path() / "passwd.md");
  EXPECT_FALSE(files_->read("link/passwd", 1 << 20));
  EXPECT_FALSE(files_->read("passwd.md", 1 << 20));
  EXPECT_FALSE(files_->append("passwd.md", "x"));
  EXPECT_EQ(files_->info("passwd.md").value().kind, FileKind::SymbolicLink);
}

TEST_F(DiskFileSystemTest, FifoIsRefusedWithoutBlocking) {
  ASSERT_EQ(::mkfifo((directory_.path() / "pipe.md").c_str(), 0600), 0);
  const auto read = files_->read("pipe.md", 100);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code(), ErrorCode::Invalid);
}

TEST_F(DiskFileSystemTest, ReadStopsAtTheLimitAndNotBelowIt) {
  ASSERT_TRUE(files_->write_new("a", "12345"));
  EXPECT_EQ(files_->read("a", 5).value(), "12345");
  EXPECT_EQ(files_->read("a", 4).error().code(), ErrorCode::Limit);
}

TEST_F(DiskFileSystemTest, RemoveTakesFilesAndEmptyDirectoriesOnly) {
  ASSERT_TRUE(make_directories(*files_, "a/b/c"));
  ASSERT_TRUE(files_->write_new("a/b/c/x", "1"));
  EXPECT_FALSE(files_->remove("a/b/c"));
  ASSERT_TRUE(files_->remove("a/b/c/x"));
  EXPECT_TRUE(files_->remove("a/b/c"));
  EXPECT_EQ(files_->info("a/b/c").error().code(), ErrorCode::NotFound);
}

TEST_F(DiskFileSystemTest, AppendAddsToTheEnd) {
  ASSERT_TRUE(files_->append("log", "one\n"));
  ASSERT_TRUE(files_->append("log", "two\n"));
  EXPECT_EQ(files_->read("log", 100).value(), "one\ntwo\n");
}

TEST_F(DiskFileSystemTest, FileIsWrittenAndReadInPieces) {
  auto writer = files_->create("big").value();
  ASSERT_TRUE(writer->write("one "));
  ASSERT_TRUE(writer->write("two"));
  ASSERT_TRUE(writer->sync());
  EXPECT_EQ(files_->create("big").error().code(), ErrorCode::AlreadyExists);
  const auto reader = files_->open("big").value();
  ASSERT_TRUE(files_->remove("big"));
  std::string piece(5, ' ');
  EXPECT_EQ(reader->read_at(2, piece).value(), 5U);
  EXPECT_EQ(piece, "e two");
  EXPECT_EQ(reader->read_at(5, piece).value(), 2U);
  EXPECT_EQ(reader->read_at(7, piece).value(), 0U);
  EXPECT_EQ(reader->info()->size_bytes, 7U);
}

TEST_F(DiskFileSystemTest, OnlyRegularFilesAreOpenedInPieces) {
  ASSERT_EQ(::mkfifo((directory_.path() / "pipe").c_str(), 0600), 0);
  ASSERT_TRUE(files_->make_directory("folder"));
  ASSERT_TRUE(files_->make_link("/etc/passwd", "link"));
  EXPECT_EQ(files_->open("pipe").error().code(), ErrorCode::Invalid);
  EXPECT_EQ(files_->open("folder").error().code(), ErrorCode::Invalid);
  EXPECT_EQ(files_->open("link").error().code(), ErrorCode::Denied);
  EXPECT_EQ(files_->open("none").error().code(), ErrorCode::NotFound);
  EXPECT_EQ(open_file(directory_.path() / "pipe").error().code(), ErrorCode::Invalid);
  EXPECT_TRUE(open_file(directory_.path() / "link"));
}

TEST_F(DiskFileSystemTest, LinkTellsItsTarget) {
  ASSERT_TRUE(files_->make_link("/some/where", "link"));
  EXPECT_EQ(files_->read_link("link").value(), "/some/where");
  ASSERT_TRUE(files_->write_new("file", "x"));
  EXPECT_EQ(files_->read_link("file").error().code(), ErrorCode::Invalid);
}

TEST_F(DiskFileSystemTest, SharedFileHasTheBytesOfTheOther) {
  const testing::TemporaryDirectory elsewhere;
  std::ofstream(elsewhere.path() / "model") << "weights";
  std::filesystem::create_symlink("model", elsewhere.path() / "link");
  ASSERT_TRUE(files_->share(elsewhere.path() / "link", "linked", Sharing::HardLink));
  EXPECT_EQ(files_->read("linked", 10).value(), "weights");
  EXPECT_TRUE(
      std::filesystem::equivalent(elsewhere.path() / "model", directory_.path() / "linked"));
  EXPECT_EQ(files_->share(elsewhere.path() / "model", "linked", Sharing::HardLink).error().code(),
            ErrorCode::AlreadyExists);
  EXPECT_EQ(files_->share(elsewhere.path(), "x", Sharing::HardLink).error().code(),
            ErrorCode::Invalid);
  if (const auto cloned = files_->share(elsewhere.path() / "model", "cloned", Sharing::Clone)) {
    EXPECT_EQ(files_->read("cloned", 10).value(), "weights");
  } else {  // This disk has no clones: then nothing is left.
    EXPECT_EQ(cloned.error().code(), ErrorCode::Unsupported);
    EXPECT_FALSE(files_->info("cloned"));
  }
}

}  // namespace
}  // namespace tiles
