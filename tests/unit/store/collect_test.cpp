// SPDX-License-Identifier: Apache-2.0
// Names, pins, verification of whole builds, and garbage collection.
#include <chrono>

#include "base/directory_lock.h"
#include "base/format.h"
#include "store/layout.h"
#include "store_fixture.h"

namespace tiles::store {
namespace {

namespace fs = std::filesystem;

class BuildsTest : public StoreTest {
 protected:
  Descriptor build(std::string_view weights, std::string_view system) {
    auto build = put_build(*store_, weights, system);
    EXPECT_TRUE(build.has_value()) << phrase(build);
    return build.value();
  }
  bool has(std::string_view bytes) { return store_->blobs().contains(crypto::sha256(bytes)); }
  void tag(std::string_view name, const Descriptor& build) {
    const auto tagged = store_->tag(named(name), build.digest);
    EXPECT_TRUE(tagged.has_value()) << phrase(tagged);
  }
};

TEST_F(BuildsTest, TagMovesAndADigestDoesNot) {
  const Descriptor first = build("w1", "s1");
  const Descriptor second = build("w1", "s2");
  EXPECT_NE(first.digest, second.digest);
  tag("a", first);
  tag("a", second);
  EXPECT_EQ(store_->resolve(named("a"))->digest, second.digest);
  EXPECT_EQ(store_->resolve(named("a@" + first.digest.text())).value(), first);
  EXPECT_EQ(store_->list()->size(), 1U);
  expect_code(store_->tag(named("b@" + first.digest.text()), second.digest), ErrorCode::Conflict);
  expect_code(store_->resolve(named("b")), ErrorCode::NotFound);
  expect_code(store_->resolve(named("a@" + crypto::sha256("x").text())), ErrorCode::NotFound);
}

TEST_F(BuildsTest, BuildIsNamedOnlyWhenItIsWhole) {
  const Descriptor whole = build("weights", "s");
  Manifest manifest = store_->manifest(whole.digest).value();
  manifest.layers[0].size_bytes += 1;
  const Descriptor wrong_size = store_->put_manifest(manifest).value();
  const auto wrong = store_->tag(named("a"), wrong_size.digest);
  expect_code(wrong, ErrorCode::Corrupt);
  EXPECT_NE(phrase(wrong).find("has 7 bytes, the manifest says 8"), std::string::npos)
      << phrase(wrong);
  manifest.layers[0].digest = crypto::sha256("not there");
  const Descriptor missing = store_->put_manifest(manifest).value();
  expect_code(store_->tag(named("a"), missing.digest), ErrorCode::NotFound);
  expect_code(store_->tag(named("a"), crypto::sha256("weights")), ErrorCode::Invalid);
  EXPECT_TRUE(store_->list()->empty());
}

TEST_F(BuildsTest, ManifestOfAPublisherKeepsItsBytes) {
  const Descriptor ours = build("w", "s");
  std::string text = store_->blobs().read(ours.digest).value();
  text.insert(1, "\n  ");
  const auto theirs = store_->put_manifest(text);
  ASSERT_TRUE(theirs.has_value()) << phrase(theirs);
  EXPECT_EQ(theirs->digest, crypto::sha256(text));
  EXPECT_EQ(store_->manifest(theirs->digest).value(), store_->manifest(ours.digest).value());
  expect_code(store_->put_manifest("<html>"), ErrorCode::Invalid);
}

TEST_F(BuildsTest, SameContentIsTheSameManifestInAnotherStore) {
  const fs::path other_root = directory_.path() / "elsewhere";
  fs::create_directory(other_root);
  const auto other = Store::open(other_root).value();
  EXPECT_EQ(put_build(*other, "w", "s")->digest, build("w", "s").digest);
}

TEST_F(BuildsTest, VerifyNamesTheLayerThatIsBad) {
  const Descriptor whole = build("weights", "be brief");
  EXPECT_TRUE(store_->verify(whole.digest, Verify::All)->empty());
  std::ofstream(blob_file(crypto::sha256("weights")), std::ios::binary) << "Weights";
  fs::remove(blob_file(crypto::sha256("be brief")));
  for (const Verify which : {Verify::Changed, Verify::All}) {
    const auto faults = store_->verify(whole.digest, which);
    ASSERT_TRUE(faults.has_value()) << phrase(faults);
    ASSERT_EQ(faults->size(), 2U);
    EXPECT_EQ((*faults)[0].blob.media_type, media_type::kWeights);
    EXPECT_EQ((*faults)[0].error.code(), ErrorCode::Corrupt);
    EXPECT_EQ((*faults)[1].blob.media_type, media_type::kSystem);
    EXPECT_EQ((*faults)[1].error.code(), ErrorCode::NotFound);
  }
}

TEST_F(BuildsTest, VerifyCountsBytesOverAllBlobsAndCanBeStopped) {
  const Descriptor whole = build(std::string(2'000'000, 'w'), "s");
  std::uint64_t last = 0;
  const auto count = [&](std::uint64_t done) {
    EXPECT_GE(done, last);
    last = done;
    return Step::Continue;
  };
  EXPECT_TRUE(store_->verify(whole.digest, Verify::All, count)->empty());
  EXPECT_EQ(last, 2'000'003U);
  const auto stop = [](std::uint64_t) { return Step::Cancel; };
  expect_code(store_->verify(whole.digest, Verify::All, stop), ErrorCode::Cancelled);
}

TEST_F(BuildsTest, CollectionRemovesWhatNoNameUsesAndNothingElse) {
  const Descriptor old_build = build("shared", "old");
  tag("a", old_build);
  tag("a", build("shared", "new"));
  const auto dry = store_->collect(Collect::DryRun);
  ASSERT_TRUE(dry.has_value()) << phrase(dry);
  EXPECT_EQ(dry->blobs.size(), 2U);
  EXPECT_EQ(dry->size_bytes, old_build.size_bytes + 3);
  EXPECT_TRUE(has("old"));
  const auto done = store_->collect(Collect::Remove);
  ASSERT_TRUE(done.has_value()) << phrase(done);
  EXPECT_EQ(done->size_bytes, dry->size_bytes);
  EXPECT_FALSE(has("old"));
  EXPECT_FALSE(store_->blobs().contains(old_build.digest));
  EXPECT_TRUE(has("shared"));
  EXPECT_TRUE(store_->verify(store_->resolve(named("a"))->digest, Verify::All)->empty());
  EXPECT_TRUE(store_->collect(Collect::Remove)->blobs.empty());
}

TEST_F(BuildsTest, SeveralNamesGoTogetherOrNotAtAll) {
  tag("a", build("w", "s"));
  tag("b", build("w", "t"));
  const std::vector<std::string> wrong = {"a:latest", "none:latest"};
  expect_code(store_->untag(wrong), ErrorCode::NotFound);
  EXPECT_EQ(store_->list()->size(), 2U);
  const std::vector<std::string> both = {"a:latest", "b:latest"};
  EXPECT_TRUE(store_->untag(both).has_value());
  EXPECT_TRUE(store_->list()->empty());
}

TEST_F(BuildsTest, UntaggedBuildStaysUntilCollection) {
  tag("a", build("w", "s"));
  expect_code(store_->untag("b:latest"), ErrorCode::NotFound);
  ASSERT_TRUE(store_->untag("a:latest").has_value());
  expect_code(store_->untag("a:latest"), ErrorCode::NotFound);
  EXPECT_TRUE(has("w"));
  EXPECT_EQ(store_->collect(Collect::Remove)->blobs.size(), 4U);
  EXPECT_TRUE(store_->blobs().list()->empty());
  EXPECT_TRUE(fs::is_empty(root() / ".tiles" / "checked"));
}

TEST_F(BuildsTest, PinKeepsABuildOrABlobWithoutAName) {
  const Descriptor pinned = build("w", "s");
  ASSERT_TRUE(store_->blobs().put("alone").has_value());
  ASSERT_TRUE(store_->blobs().put("other").has_value());
  ASSERT_TRUE(store_->pin(pinned.digest).has_value());
  ASSERT_TRUE(store_->pin(crypto::sha256("alone")).has_value());
  ASSERT_TRUE(store_->pin(crypto::sha256("never there")).has_value());
  EXPECT_EQ(store_->pins()->size(), 3U);
  EXPECT_EQ(store_->collect(Collect::Remove)->blobs.size(), 1U);
  EXPECT_TRUE(has("alone"));
  EXPECT_TRUE(store_->verify(pinned.digest, Verify::All)->empty());
  ASSERT_TRUE(store_->unpin(pinned.digest).has_value());
  expect_code(store_->unpin(pinned.digest), ErrorCode::NotFound);
  EXPECT_EQ(store_->collect(Collect::Remove)->blobs.size(), 4U);
}

TEST_F(BuildsTest, NothingIsRemovedWhenAManifestCannotBeRead) {
  const Descriptor whole = build("w", "s");
  tag("a", whole);
  ASSERT_TRUE(store_->blobs().put("garbage").has_value());
  std::ofstream(blob_file(whole.digest), std::ios::binary) << "{}";
  const auto done = store_->collect(Collect::Remove);
  expect_code(done, ErrorCode::Corrupt);
  EXPECT_EQ(done.error().hint(), "tiles rm a:latest");
  EXPECT_TRUE(has("garbage"));
  EXPECT_TRUE(has("w"));
  ASSERT_TRUE(store_->untag("a:latest").has_value());
  EXPECT_EQ(store_->collect(Collect::Remove)->blobs.size(), 5U);
}

TEST_F(BuildsTest, DamagedPinnedManifestStopsCollectionToo) {
  const Descriptor whole = build("w", "s");
  ASSERT_TRUE(store_->pin(whole.digest).has_value());
  std::ofstream(blob_file(whole.digest), std::ios::binary) << "{}";
  expect_code(store_->collect(Collect::Remove), ErrorCode::Corrupt);
  EXPECT_TRUE(has("w"));
}

TEST_F(BuildsTest, IndexOfManifestsByAnotherProgramIsFollowed) {
  const Descriptor inner = build("w", "s");
  const std::string list =
      format(R"({{"schemaVersion":2,"manifests":[{{"mediaType":"{}","digest":"{}","size":{}}}]}})",
             media_type::kOciManifest, inner.digest.text(), inner.size_bytes);
  const Stored stored = store_->blobs().put(list).value();
  std::ofstream(root() / "index.json") << format(
      R"({{"schemaVersion":2,"manifests":[{{"mediaType":"{}","digest":"{}","size":{}}}]}})",
      media_type::kOciIndex, stored.digest.text(), stored.size_bytes);
  EXPECT_TRUE(store_->collect(Collect::Remove)->blobs.empty());
  EXPECT_TRUE(has("w"));
}

TEST_F(BuildsTest, CollectionLeavesTheUsersFileAndTakesTheReference) {
  const fs::path file = write_file("m.gguf", "weights");
  ASSERT_TRUE(store_->blobs().import_file(file, ImportKind::InPlace).has_value());
  const auto done = store_->collect(Collect::Remove);
  ASSERT_TRUE(done.has_value()) << phrase(done);
  EXPECT_EQ(done->size_bytes, 0U);
  EXPECT_EQ(read_file(file), "weights");
  EXPECT_FALSE(fs::exists(fs::symlink_status(blob_file(crypto::sha256("weights")))));
}

TEST_F(BuildsTest, LeftoversOfACrashAreRemovedAndOtherFilesAreNot) {
  write_file("store/.tiles/staged/0123", "half");
  write_file("store/.tiles-0123.tmp", "half");
  write_file("store/.tiles/pins/.tiles-01.tmp", "");
  write_file("store/README", "mine");
  write_file("store/blobs/sha256/notes.txt", "mine");
  EXPECT_EQ(store_->collect(Collect::DryRun)->leftovers, 3U);
  const auto done = store_->collect(Collect::Remove);
  ASSERT_TRUE(done.has_value()) << phrase(done);
  EXPECT_EQ(done->leftovers, 3U);
  EXPECT_EQ(done->size_bytes, 8U);
  EXPECT_EQ(store_->collect(Collect::DryRun)->leftovers, 0U);
  EXPECT_TRUE(fs::exists(root() / "README"));
  EXPECT_TRUE(fs::exists(root() / "blobs" / "sha256" / "notes.txt"));
}

TEST_F(BuildsTest, NothingIsCollectedWhileSomebodyAdds) {
  ASSERT_TRUE(store_->blobs().put("not named yet").has_value());
  {
    const auto held = store_->blobs().hold();
    ASSERT_TRUE(held.has_value());
    expect_code(store_->collect(Collect::Remove), ErrorCode::Busy);
    EXPECT_TRUE(store_->blobs().put("more").has_value());
  }
  EXPECT_EQ(store_->collect(Collect::Remove)->blobs.size(), 2U);
}

TEST_F(BuildsTest, OtherVersionOfTheLayoutIsRefused) {
  std::ofstream(root() / "oci-layout") << R"({"imageLayoutVersion":"2.0.0"})";
  expect_code(Store::open(root()), ErrorCode::Unsupported);
  std::ofstream(root() / "oci-layout") << "[1]";
  expect_code(Store::open(root()), ErrorCode::Unsupported);
  expect_code(Store::open(root() / "none"), ErrorCode::NotFound);
}

TEST_F(BuildsTest, LayoutIsThatOfTheSpecification) {
  EXPECT_EQ(read_file(root() / "oci-layout"), R"({"imageLayoutVersion":"1.0.0"})");
  EXPECT_EQ(read_file(root() / "index.json"),
            R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json",)"
            R"("manifests":[]})");
  EXPECT_TRUE(fs::is_directory(root() / "blobs" / "sha256"));
}

// A pull that was last touched at a whole second, and that second.
class PullsTest : public BuildsTest {
 protected:
  fs::path folder_of(std::string_view bytes) const {
    return root() / layout::pull(crypto::sha256(bytes));
  }
  void stop_pull(std::string_view bytes) const {
    const fs::path folder = folder_of(bytes);
    fs::create_directories(folder);
    std::ofstream(folder / "data", std::ios::binary) << bytes;
    std::ofstream(folder / "journal") << "tiles-pull";
    const auto time = std::chrono::file_clock::from_sys(stopped_);
    for (const fs::path& path : {folder / "data", folder / "journal", folder}) {
      fs::last_write_time(path, std::chrono::time_point_cast<fs::file_time_type::duration>(time));
    }
  }
  std::size_t pulls_at(TimePoint now, Collect collect = Collect::DryRun) {
    const auto garbage = store_->collect(collect, now);
    EXPECT_TRUE(garbage.has_value()) << phrase(garbage);
    return garbage ? garbage->pulls.size() : 0;
  }

  const TimePoint stopped_{std::chrono::seconds(1'700'000'000)};
  const TimePoint given_up_ = stopped_ + layout::kPullAgeMax;
};

TEST_F(PullsTest, PullIsGarbageOnceNobodyWentOnWithItForAWeek) {
  stop_pull("half of a model");
  EXPECT_EQ(pulls_at(given_up_), 0U);
  const TimePoint later = given_up_ + std::chrono::milliseconds(1);
  EXPECT_EQ(pulls_at(later), 1U);
  EXPECT_TRUE(fs::exists(folder_of("half of a model")));  // It was a dry run.
  const auto done = store_->collect(Collect::Remove, later);
  ASSERT_TRUE(done.has_value()) << phrase(done);
  EXPECT_EQ(done->size_bytes, 25U);
  EXPECT_EQ(done->pulls.front().digest, crypto::sha256("half of a model"));
  EXPECT_FALSE(fs::exists(folder_of("half of a model")));
  EXPECT_EQ(pulls_at(later), 0U);
}

TEST_F(PullsTest, NewestFileOfAPullSaysHowOldItIs) {
  stop_pull("x");
  const TimePoint newer = stopped_ + std::chrono::hours(1);
  fs::last_write_time(folder_of("x") / "data",
                      std::chrono::time_point_cast<fs::file_time_type::duration>(
                          std::chrono::file_clock::from_sys(newer)));
  EXPECT_EQ(pulls_at(given_up_ + std::chrono::minutes(59)), 0U);
  EXPECT_EQ(pulls_at(given_up_ + std::chrono::minutes(61)), 1U);
}

TEST_F(PullsTest, PullUnderWayAndFoldersOfOthersStay) {
  stop_pull("x");
  fs::create_directories(root() / ".tiles/pulls/mine");
  const TimePoint later = given_up_ + std::chrono::hours(1'000);
  {
    const auto held =
        DirectoryLock::take(folder_of("x"), LockKind::Exclusive, std::chrono::milliseconds(0));
    ASSERT_TRUE(held.has_value());
    EXPECT_EQ(pulls_at(later, Collect::Remove), 0U);
  }
  EXPECT_EQ(pulls_at(later, Collect::Remove), 1U);
  EXPECT_TRUE(fs::exists(root() / ".tiles/pulls/mine"));
}

}  // namespace
}  // namespace tiles::store
