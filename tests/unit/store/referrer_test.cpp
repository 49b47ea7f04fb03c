// SPDX-License-Identifier: Apache-2.0
// Manifests about other manifests: found by their subject, kept as long as it.
#include <fstream>

#include "store/index.h"
#include "store_fixture.h"

namespace tiles::store {
namespace {

class ReferrerTest : public StoreTest {
 protected:
  // A referrer that says `text` about `subject`.
  Result<Descriptor> attach(const Descriptor& subject, std::string_view text) {
    const Stored config = TILES_TRY(store_->blobs().put("{}"));
    const Stored body = TILES_TRY(store_->blobs().put(text));
    Manifest manifest{.media_type = std::string(media_type::kOciManifest),
                      .artifact_type = "text/x-remark",
                      .config = layer_of(media_type::kOciEmpty, config),
                      .layers = {layer_of("text/plain", body)},
                      .subject = subject,
                      .annotations = {}};
    return store_->attach(manifest);
  }

  Descriptor model(std::string_view name) {
    const Descriptor manifest = put_build(*store_, name, "be brief").value();
    EXPECT_TRUE(store_->tag(named(name), manifest.digest));
    return manifest;
  }
};

TEST_F(ReferrerTest, IsFoundByItsSubjectAlone) {
  const Descriptor first = model("first");
  const Descriptor second = model("second");
  const Descriptor remark = attach(first, "good").value();
  EXPECT_EQ(store_->referrers(first.digest).value(), std::vector<Descriptor>{remark});
  EXPECT_TRUE(store_->referrers(second.digest).value().empty());
  EXPECT_EQ(store_->list().value().size(), 2U);
}

TEST_F(ReferrerTest, NewestComesFirstAndTheSameStandsOnce) {
  const Descriptor subject = model("m");
  const Descriptor one = attach(subject, "one").value();
  const Descriptor two = attach(subject, "two").value();
  EXPECT_EQ(store_->referrers(subject.digest).value(), (std::vector<Descriptor>{two, one}));
  ASSERT_TRUE(attach(subject, "one"));
  EXPECT_EQ(store_->referrers(subject.digest).value(), (std::vector<Descriptor>{one, two}));
}

TEST_F(ReferrerTest, SurvivesOpeningTheStoreAgain) {
  const Descriptor subject = model("m");
  const Descriptor remark = attach(subject, "good").value();
  const auto again = Store::open(root()).value();
  EXPECT_EQ(again->referrers(subject.digest).value(), std::vector<Descriptor>{remark});
}

TEST_F(ReferrerTest, OfSomethingThatIsNotHereIsRefused) {
  Descriptor subject = model("m");
  subject.digest = crypto::sha256("nothing");
  expect_code(attach(subject, "good"), ErrorCode::NotFound);
  subject = model("m");
  ++subject.size_bytes;
  expect_code(attach(subject, "good"), ErrorCode::Corrupt);
}

TEST_F(ReferrerTest, WithoutSubjectIsRefused) {
  const Descriptor subject = model("m");
  Manifest manifest = store_->manifest(subject.digest).value();
  expect_code(store_->attach(manifest), ErrorCode::Invalid);
}

TEST_F(ReferrerTest, DryRunCountsItAndLeavesIt) {
  const Descriptor subject = model("m");
  ASSERT_TRUE(attach(attach(subject, "good").value(), "about that"));
  ASSERT_TRUE(store_->untag("m:latest"));
  EXPECT_EQ(store_->collect(Collect::DryRun).value().blobs.size(), 8U);
  EXPECT_EQ(store_->referrers(subject.digest).value().size(), 1U);
  EXPECT_EQ(store_->collect(Collect::Remove).value().blobs.size(), 8U);
  EXPECT_TRUE(store_->referrers(subject.digest).value().empty());
  EXPECT_TRUE(store_->blobs().list().value().empty());
}

TEST_F(ReferrerTest, IsTakenAwayAlone) {
  const Descriptor subject = model("m");
  const Descriptor one = attach(subject, "one").value();
  const Descriptor two = attach(subject, "two").value();
  ASSERT_TRUE(store_->detach(one.digest));
  EXPECT_EQ(store_->referrers(subject.digest).value(), std::vector<Descriptor>{two});
  expect_code(store_->detach(one.digest), ErrorCode::NotFound);
  expect_code(store_->detach(subject.digest), ErrorCode::NotFound);
}

TEST_F(ReferrerTest, OfAReferrerIsKeptWithIt) {
  const Descriptor subject = model("m");
  const Descriptor remark = attach(subject, "good").value();
  const Descriptor answer = attach(remark, "no").value();
  EXPECT_TRUE(store_->collect(Collect::Remove).value().blobs.empty());
  EXPECT_EQ(store_->referrers(remark.digest).value(), std::vector<Descriptor>{answer});
}

TEST_F(ReferrerTest, IsKeptWithAPinnedSubject) {
  const Descriptor subject = model("m");
  ASSERT_TRUE(attach(subject, "good"));
  ASSERT_TRUE(store_->pin(subject.digest));
  ASSERT_TRUE(store_->untag("m:latest"));
  EXPECT_TRUE(store_->collect(Collect::Remove).value().blobs.empty());
}

TEST_F(ReferrerTest, DamagedOneDoesNotStopACollection) {
  const Descriptor subject = model("m");
  const Descriptor remark = attach(subject, "good").value();
  std::ofstream(blob_file(remark.digest)) << "changed";
  EXPECT_TRUE(store_->collect(Collect::Remove)) << phrase(store_->collect(Collect::Remove));
  EXPECT_TRUE(store_->manifest(subject.digest));
}

TEST(ReferrerIndex, PrintOfParseIsIdentity) {
  Index index;
  index.set("m:latest", {.media_type = std::string(media_type::kOciManifest),
                         .digest = crypto::sha256("m"),
                         .size_bytes = 1,
                         .artifact_type = {},
                         .annotations = {}});
  index.refer({.media_type = std::string(media_type::kOciManifest),
               .digest = crypto::sha256("r"),
               .size_bytes = 1,
               .artifact_type = "text/x-remark",
               .annotations = {}},
              crypto::sha256("m"));
  const std::string text = index.print().value();
  EXPECT_NE(text.find("\"app.tiles.subject\":\"sha256:"), std::string::npos) << text;
  EXPECT_EQ(Index::parse(text).value(), index);
}

TEST(ReferrerIndex, SubjectThatIsNoDigestIsRefused) {
  const auto index = Index::parse(
      R"({"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json",)"
      R"("digest":"sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",)"
      R"("size":1,"annotations":{"app.tiles.subject":"m"}}]})");
  expect_code(index, ErrorCode::Unsupported);
}

}  // namespace
}  // namespace tiles::store
