// SPDX-License-Identifier: Apache-2.0
#include "store/blob_store.h"

#include <sys/stat.h>

#include "base/format.h"
#include "store_fixture.h"
#include "support/fault_file_system.h"

namespace tiles::store {
namespace {

namespace fs = std::filesystem;

class BlobStoreTest : public StoreTest {
 protected:
  BlobStore& blobs() { return store_->blobs(); }

  // Changes one bit of the file.
  static void flip(const fs::path& path) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    const int byte = file.get();
    file.seekp(0);
    file.put(static_cast<char>(byte ^ 1));
  }

  void expect_nothing_left() {
    EXPECT_TRUE(fs::is_empty(root() / ".tiles" / "staged"));
    EXPECT_TRUE(blobs().list().value().empty());
  }
};

TEST_F(BlobStoreTest, SameBytesTwiceIsOneFile) {
  const auto first = blobs().put("hello");
  const auto second = blobs().put("hello");
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->digest, crypto::sha256("hello"));
  EXPECT_EQ(first->way, Way::Copied);
  EXPECT_EQ(second->way, Way::Present);
  EXPECT_EQ(blobs().list().value().size(), 1U);
  EXPECT_EQ(read_file(blob_file(first->digest)), "hello");
  EXPECT_EQ(blobs().path(first->digest).value(), blob_file(first->digest));
  EXPECT_TRUE(fs::is_empty(root() / ".tiles" / "staged"));
}

TEST_F(BlobStoreTest, BlobsAreForTheirOwnerAlone) {
  const auto stored = blobs().put("hello");
  struct stat status {};
  ASSERT_EQ(::stat(blob_file(stored->digest).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(BlobStoreTest, LargeBlobIsReadBackInPieces) {
  std::string bytes(3'000'000, 'x');
  bytes[2'999'999] = 'y';
  const auto stored = blobs().put(bytes);
  ASSERT_TRUE(stored.has_value());
  const auto file = blobs().open(stored->digest);
  ASSERT_TRUE(file.has_value());
  std::string end(10, ' ');
  EXPECT_EQ((*file)->read_at(2'999'998, end).value(), 2U);
  EXPECT_EQ(end.substr(0, 2), "xy");
  EXPECT_EQ(blobs().size_bytes(stored->digest).value(), 3'000'000U);
}

TEST_F(BlobStoreTest, FlippedBitIsCorrupt) {
  const auto stored = blobs().put("hello");
  EXPECT_TRUE(blobs().verify(stored->digest).has_value());
  flip(blob_file(stored->digest));
  const auto verified = blobs().verify(stored->digest);
  expect_code(verified, ErrorCode::Corrupt);
  EXPECT_NE(phrase(verified).find(stored->digest.text()), std::string::npos);
  EXPECT_NE(phrase(verified).find(crypto::sha256("iello").text()), std::string::npos);
  expect_code(blobs().check(stored->digest), ErrorCode::Corrupt);
  expect_code(blobs().read(stored->digest), ErrorCode::Corrupt);
}

TEST_F(BlobStoreTest, FlippedBitWithoutATraceIsFoundByHashingAndThenRemembered) {
  const auto stored = blobs().put("hello");
  const fs::path path = blob_file(stored->digest);
  const auto time = fs::last_write_time(path);
  flip(path);
  fs::last_write_time(path, time);
  EXPECT_TRUE(blobs().check(stored->digest).has_value());
  expect_code(blobs().verify(stored->digest), ErrorCode::Corrupt);
  expect_code(blobs().check(stored->digest), ErrorCode::Corrupt);
}

TEST_F(BlobStoreTest, CheckHashesOnlyWhatChanged) {
  const auto stored = blobs().put("hello");
  int hashed = 0;
  const auto count = [&](std::uint64_t) {
    ++hashed;
    return Step::Continue;
  };
  EXPECT_TRUE(blobs().check(stored->digest, count).has_value());
  EXPECT_EQ(hashed, 0);
  fs::last_write_time(blob_file(stored->digest), fs::file_time_type::clock::now());
  EXPECT_TRUE(blobs().check(stored->digest, count).has_value());
  EXPECT_EQ(hashed, 1);
  EXPECT_TRUE(blobs().check(stored->digest, count).has_value());
  EXPECT_EQ(hashed, 1);
}

TEST_F(BlobStoreTest, DamagedBlobIsMendedByPuttingItAgain) {
  const auto stored = blobs().put("hello");
  flip(blob_file(stored->digest));
  EXPECT_EQ(blobs().put("hello")->way, Way::Copied);
  EXPECT_TRUE(blobs().verify(stored->digest).has_value());
}

TEST_F(BlobStoreTest, LongerSourceThanAllowedIsRefusedAndLeavesNothing) {
  const fs::path file = write_file("m.gguf", "12345");
  for (const ImportKind kind : {ImportKind::Share, ImportKind::Copy, ImportKind::InPlace}) {
    expect_code(blobs().import_file(file, kind, {.size_bytes_max = 4}), ErrorCode::Limit);
  }
  const ByteSource endless = [](std::span<char> out) -> Result<std::size_t> { return out.size(); };
  expect_code(blobs().put(endless, {.size_bytes_max = 2'000'000}), ErrorCode::Limit);
  expect_nothing_left();
  EXPECT_TRUE(blobs().import_file(file, ImportKind::Share, {.size_bytes_max = 5}).has_value());
}

TEST_F(BlobStoreTest, OtherBytesThanExpectedAreRefusedWithBothDigests) {
  const fs::path file = write_file("m.gguf", "12345");
  const auto stored =
      blobs().import_file(file, ImportKind::Share, {.expected = crypto::sha256("54321")});
  expect_code(stored, ErrorCode::Corrupt);
  EXPECT_NE(phrase(stored).find(crypto::sha256("12345").text()), std::string::npos);
  EXPECT_NE(phrase(stored).find(crypto::sha256("54321").text()), std::string::npos);
  expect_nothing_left();
}

TEST_F(BlobStoreTest, CancelledOrFailingSourceLeavesNothing) {
  const fs::path file = write_file("m.gguf", std::string(2'500'000, 'x'));
  const auto cancel = [](std::uint64_t done) {
    return done > 2'000'000 ? Step::Cancel : Step::Continue;
  };
  expect_code(blobs().import_file(file, ImportKind::Copy, {.progress = cancel}),
              ErrorCode::Cancelled);
  const ByteSource failing = [](std::span<char>) -> Result<std::size_t> {
    return fail(ErrorCode::Denied, "no more");
  };
  expect_code(blobs().put(failing), ErrorCode::Denied);
  expect_nothing_left();
  const auto stored = blobs().import_file(file, ImportKind::Copy);
  expect_code(blobs().verify(stored->digest, cancel), ErrorCode::Cancelled);
}

TEST_F(BlobStoreTest, ImportedFileIsNotCopiedWhereTheDiskCanAvoidIt) {
  const fs::path file = write_file("m.gguf", "weights");
  const auto stored = blobs().import_file(file, ImportKind::Share);
  ASSERT_TRUE(stored.has_value()) << phrase(stored);
  EXPECT_TRUE(stored->way == Way::Cloned || stored->way == Way::HardLinked);
  EXPECT_EQ(fs::equivalent(file, blob_file(stored->digest)), stored->way == Way::HardLinked);
  EXPECT_EQ(blobs().import_file(file, ImportKind::Share)->way, Way::Present);
  EXPECT_EQ(read_file(file), "weights");
  EXPECT_TRUE(fs::is_empty(root() / ".tiles" / "staged"));
}

TEST_F(BlobStoreTest, HardLinkToItselfLeavesNoSecondName) {
  const fs::path file = write_file("m.gguf", "weights");
  const auto stored = blobs().import_file(file, ImportKind::Share);
  fs::remove(root() / ".tiles" / "checked" / stored->digest.hex());
  EXPECT_TRUE(blobs().import_file(file, ImportKind::Share).has_value());
  EXPECT_TRUE(fs::is_empty(root() / ".tiles" / "staged"));
}

TEST_F(BlobStoreTest, LinkToAFileIsImportedAsTheFile) {
  fs::create_symlink(write_file("m.gguf", "weights"), directory_.path() / "link.gguf");
  for (const ImportKind kind : {ImportKind::Copy, ImportKind::Share, ImportKind::InPlace}) {
    const auto stored = blobs().import_file(directory_.path() / "link.gguf", kind);
    ASSERT_TRUE(stored.has_value()) << phrase(stored);
    EXPECT_EQ(stored->digest, crypto::sha256("weights"));
  }
}

TEST_F(BlobStoreTest, WaysAreTriedInOrder) {
  const fs::path file = write_file("m.gguf", "weights");
  const std::pair<std::vector<Sharing>, Way> cases[] = {
      {{}, Way::Cloned},
      {{Sharing::Clone}, Way::HardLinked},
      {{Sharing::Clone, Sharing::HardLink}, Way::Copied}};
  for (const auto& [refused, way] : cases) {
    const auto disk = std::make_shared<testing::FaultDisk>();
    for (const Sharing sharing : refused) disk->refuse(sharing);
    const auto store = Store::open(std::make_unique<testing::FaultFileSystem>(disk));
    const auto stored = (*store)->blobs().import_file(file, ImportKind::Share);
    ASSERT_TRUE(stored.has_value()) << phrase(stored);
    EXPECT_EQ(stored->way, way);
    EXPECT_EQ((*store)->blobs().read(stored->digest).value(), "weights");
  }
}

TEST_F(BlobStoreTest, MovedFileIsGoneFromItsPlace) {
  const fs::path file = write_file("m.gguf", "weights");
  EXPECT_EQ(blobs().import_file(file, ImportKind::Move)->way, Way::Moved);
  EXPECT_FALSE(fs::exists(file));
  write_file("m.gguf", "weights");
  EXPECT_EQ(blobs().import_file(file, ImportKind::Move)->way, Way::Present);
  EXPECT_FALSE(fs::exists(file));
  EXPECT_EQ(blobs().read(crypto::sha256("weights")).value(), "weights");
}

TEST_F(BlobStoreTest, ReferencedFileIsReadWhereItLiesAndItsChangeIsSeen) {
  const fs::path file = write_file("m.gguf", "weights");
  const auto stored = blobs().import_file(file, ImportKind::InPlace);
  ASSERT_TRUE(stored.has_value()) << phrase(stored);
  EXPECT_EQ(stored->way, Way::Referenced);
  EXPECT_EQ(blobs().path(stored->digest).value(), fs::canonical(file));
  EXPECT_EQ(blobs().read(stored->digest).value(), "weights");
  EXPECT_TRUE(blobs().check(stored->digest).has_value());
  write_file("m.gguf", "Weights, changed");
  expect_code(blobs().check(stored->digest), ErrorCode::Corrupt);
  fs::remove(file);
  expect_code(blobs().check(stored->digest), ErrorCode::NotFound);
  EXPECT_FALSE(blobs().contains(stored->digest));
  // The bytes themselves take the place of the reference.
  EXPECT_EQ(blobs().put("weights")->way, Way::Copied);
  EXPECT_TRUE(blobs().verify(stored->digest).has_value());
}

TEST_F(BlobStoreTest, FileThatIsSharedTakesThePlaceOfAReference) {
  const fs::path file = write_file("m.gguf", "weights");
  const fs::path same = write_file("n.gguf", "weights");
  ASSERT_EQ(blobs().import_file(file, ImportKind::InPlace)->way, Way::Referenced);
  EXPECT_EQ(blobs().import_file(same, ImportKind::InPlace)->way, Way::Present);
  const auto shared = blobs().import_file(same, ImportKind::Share);
  ASSERT_TRUE(shared.has_value()) << phrase(shared);
  EXPECT_NE(shared->way, Way::Present);
  fs::remove(file);
  EXPECT_TRUE(blobs().check(shared->digest).has_value());
  EXPECT_FALSE(fs::is_symlink(blob_file(shared->digest)));
}

TEST_F(BlobStoreTest, FileThatChangesWhileItIsReadIsRefused) {
  const fs::path file = write_file("m.gguf", "weights");
  const auto change = [&](std::uint64_t) {
    std::ofstream(file, std::ios::app) << "!";
    return Step::Continue;
  };
  for (const ImportKind kind : {ImportKind::Copy, ImportKind::InPlace}) {
    bool changed = false;
    const auto once = [&](std::uint64_t done) {
      return std::exchange(changed, true) ? Step::Continue : change(done);
    };
    expect_code(blobs().import_file(file, kind, {.progress = once}), ErrorCode::Conflict);
  }
  expect_nothing_left();
}

TEST_F(BlobStoreTest, WhatIsNoRegularFileIsRefused) {
  ASSERT_EQ(::mkfifo((directory_.path() / "pipe").c_str(), 0600), 0);
  for (const ImportKind kind : {ImportKind::Copy, ImportKind::Share, ImportKind::InPlace}) {
    expect_code(blobs().import_file(directory_.path() / "pipe", kind), ErrorCode::Invalid);
    expect_code(blobs().import_file(directory_.path(), kind), ErrorCode::Invalid);
    expect_code(blobs().import_file(directory_.path() / "none", kind), ErrorCode::NotFound);
  }
  expect_nothing_left();
}

TEST_F(BlobStoreTest, MissingBlobIsNotFound) {
  const crypto::Digest none = crypto::sha256("none");
  expect_code(blobs().open(none), ErrorCode::NotFound);
  expect_code(blobs().verify(none), ErrorCode::NotFound);
  expect_code(blobs().path(none), ErrorCode::NotFound);
  EXPECT_FALSE(blobs().contains(none));
}

TEST_F(BlobStoreTest, ReadStopsAtTheLimitAndNotBelowIt) {
  const auto stored = blobs().put("hello");
  EXPECT_TRUE(blobs().read(stored->digest, 5).has_value());
  expect_code(blobs().read(stored->digest, 4), ErrorCode::Limit);
}

}  // namespace
}  // namespace tiles::store
