// SPDX-License-Identifier: Apache-2.0
// FROM and its like that name another machine: what is asked of it, what the lock says.
#include "models/build_sources.h"

#include <filesystem>

#include "models/build.h"
#include "pull_fixture.h"
#include "support/temporary_directory.h"

namespace tiles::models {
namespace {

namespace fs = std::filesystem;

class BuildSourcesTest : public PullTest {
 protected:
  BuildSourcesTest() {
    fs::create_directory(directory_.path() / "store");
    store_ = store::Store::open(directory_.path() / "store").value();
    access_.open = [this]() -> Result<SourceFetcher*> {
      ++opened_;
      if (is_offline_) return fail(ErrorCode::Denied, "offline");
      return &fetcher_;
    };
    access_.options.connections_max = 1;
  }

  Result<Build> build(std::string_view modelfile, const Lock* lock = nullptr) {
    const ModelfileReading reading = read_modelfile(modelfile);
    EXPECT_TRUE(reading.is_accepted()) << modelfile;
    return make_build(*store_, {.file = reading.file,
                                .surroundings = {.folder = directory_.path(), .home = {}},
                                .lock = lock,
                                .progress = {},
                                .remote = &access_});
  }
  void name(const Build& build, std::string_view name) {
    ASSERT_TRUE(store_->tag(store::ModelName::parse(name).value(), build.manifest.digest));
  }

  static constexpr const char* kFrom = "FROM oci://registry.example.org/a/b:v1\nSYSTEM x\n";

  testing::TemporaryDirectory directory_;
  std::unique_ptr<store::Store> store_;
  SourceFetcher fetcher_{client_, {}};
  RemoteAccess access_;
  int opened_ = 0;
  bool is_offline_ = false;
};

TEST_F(BuildSourcesTest, ModelOfARegistryIsFetchedNamedAndLockedByItsManifest) {
  const std::string manifest = publish("weights");
  const auto first = build(kFrom);
  ASSERT_TRUE(first.has_value()) << first.error().text();
  ASSERT_EQ(first->lock.sources.size(), 1U);
  EXPECT_EQ(first->lock.sources[0].reference, "oci://registry.example.org/a/b:v1");
  EXPECT_EQ(first->lock.sources[0].revision, crypto::sha256(manifest).text());
  EXPECT_EQ(first->lock.sources[0].digest, crypto::sha256(manifest));
  const auto named =
      store_->resolve(store::ModelName::parse("registry.example.org/a/b:v1").value());
  ASSERT_TRUE(named.has_value());
  EXPECT_EQ(named->digest, crypto::sha256(manifest));
  is_offline_ = true;  // Now the store has it.
  const auto again = build(kFrom);
  ASSERT_TRUE(again.has_value()) << again.error().text();
  EXPECT_EQ(again->lock, first->lock);
  EXPECT_EQ(opened_, 1);
}

TEST_F(BuildSourcesTest, LockIsFetchedWhateverTheTagMeansNow) {
  const std::string manifest = publish("weights");
  Lock lock;
  {
    const auto first = build(kFrom);
    ASSERT_TRUE(first.has_value()) << first.error().text();
    lock = first->lock;
  }
  ASSERT_TRUE(store_->untag("registry.example.org/a/b:v1").has_value());
  ASSERT_TRUE(store_->collect(store::Collect::Remove).has_value());
  peer_.serve(kRegistry + ("manifests/" + crypto::sha256(manifest).text()), manifest);
  publish("other weights");
  const auto locked = build(kFrom, &lock);
  ASSERT_TRUE(locked.has_value()) << locked.error().text();
  EXPECT_EQ(locked->lock, lock);
  EXPECT_FALSE(store_->resolve(store::ModelName::parse("registry.example.org/a/b:v1").value()));
  EXPECT_NE(build(kFrom)->lock, lock);
}

TEST_F(BuildSourcesTest, OfflineOnlyWhatTheStoreHasIsBuiltFrom) {
  publish("weights");
  is_offline_ = true;
  EXPECT_EQ(build(kFrom).error().code(), ErrorCode::Denied);
  EXPECT_TRUE(peer_.asked().empty());
  EXPECT_TRUE(store_->blobs().list()->empty());
}

TEST_F(BuildSourcesTest, MistakeOfTheModelfileIsFoundBeforeAnythingIsAsked) {
  publish("weights");
  EXPECT_FALSE(build("FROM oci://registry.example.org/a/b:v1\nADAPTER ./none.gguf\n").has_value());
  EXPECT_FALSE(build("FROM oci://registry.example.org/A:v1\n").has_value());
  EXPECT_TRUE(peer_.asked().empty());
}

TEST_F(BuildSourcesTest, SourceThatHasNotWhatTheInstructionWantsIsRefused) {
  publish("weights");
  const auto refused =
      build("FROM oci://registry.example.org/a/b:v1\nADAPTER oci://registry.example.org/a/b:v1\n");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().text(), "the model 'oci://registry.example.org/a/b:v1' has no adapter");
}

TEST_F(BuildSourcesTest, NameThatMeansSomethingElseIsLeftAlone) {
  publish("weights");
  const auto mine = build(kFrom);
  ASSERT_TRUE(mine.has_value());
  name(*mine, "registry.example.org/a/b:v2");
  peer_.serve(std::string(kRegistry) + "manifests/v2", publish("others"));
  const auto digest =
      store_->resolve(store::ModelName::parse("registry.example.org/a/b:v2").value());
  const auto other = build("FROM oci://registry.example.org/a/b:v2\n");
  ASSERT_TRUE(other.has_value()) << other.error().text();
  EXPECT_EQ(other->lock.sources[0].digest, digest->digest);
}

}  // namespace
}  // namespace tiles::models
