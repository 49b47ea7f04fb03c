// SPDX-License-Identifier: Apache-2.0
#include "attest/attachment.h"

#include <filesystem>

#include "attest_cases.h"
#include "unit/store/store_fixture.h"

namespace tiles::attest {
namespace {

class AttachmentTest : public store::StoreTest {
 protected:
  AttachmentTest() {
    manifest_ = store::put_build(*store_, "weights", "be brief").value();
    EXPECT_TRUE(store_->tag(store::named("m"), manifest_.digest));
    auto signer = test_signer();
    bundle_ = sign_statement(small_statement(), signer).value();
  }

  store::Descriptor manifest_;
  Bundle bundle_;
};

TEST_F(AttachmentTest, ContentIsEveryBlobOnceByItsPlaceInTheLayout) {
  const store::Manifest build = store_->manifest(manifest_.digest).value();
  const ModelContent content = content_of(manifest_, build);
  ASSERT_EQ(content.resources.size(), 4U);
  for (const Resource& resource : content.resources) {
    EXPECT_EQ(resource.name, "blobs/sha256/" + resource.digest.hex());
    EXPECT_TRUE(std::filesystem::exists(root() / resource.name));
  }
  EXPECT_EQ(content.name, manifest_.digest.text());
}

TEST_F(AttachmentTest, IsReadBackAndIsNoModel) {
  ASSERT_TRUE(attach_bundle(*store_, manifest_, {bundle_, "https://example.com/kind/v1"}));
  const auto attachments = attachments_of(*store_, manifest_.digest).value();
  ASSERT_EQ(attachments.size(), 1U);
  EXPECT_EQ(attachments.front().predicate_type, "https://example.com/kind/v1");
  EXPECT_EQ(Bundle::parse(attachments.front().text).value(), bundle_);
  EXPECT_EQ(store_->list().value().size(), 1U);
}

TEST_F(AttachmentTest, IsAReferrerAsOciHasIt) {
  const Attachment attachment =
      attach_bundle(*store_, manifest_, {bundle_, "https://example.com/kind/v1"}).value();
  const Json json = parse_json(store_->blobs().read(attachment.referrer.digest).value()).value();
  EXPECT_EQ(json["subject"]["digest"], manifest_.digest.text());
  EXPECT_EQ(json["artifactType"], kBundleMediaType);
  EXPECT_EQ(json["config"]["mediaType"], "application/vnd.oci.empty.v1+json");
  EXPECT_EQ(json["layers"][0]["mediaType"], kBundleMediaType);
}

TEST_F(AttachmentTest, GoesWithItsModel) {
  ASSERT_TRUE(attach_bundle(*store_, manifest_, {bundle_, "https://example.com/kind/v1"}));
  EXPECT_TRUE(store_->collect(store::Collect::Remove).value().blobs.empty());
  EXPECT_EQ(attachments_of(*store_, manifest_.digest).value().size(), 1U);
  ASSERT_TRUE(store_->untag("m:latest"));
  // Manifest, configuration, two layers; of the referrer its manifest, configuration and bundle,
  // where both have the same configuration.
  EXPECT_EQ(store_->collect(store::Collect::Remove).value().blobs.size(), 6U);
  EXPECT_TRUE(attachments_of(*store_, manifest_.digest).value().empty());
}

TEST_F(AttachmentTest, DamagedBundleIsToldAsSuch) {
  const Attachment attachment = attach_bundle(*store_, manifest_, {bundle_, "t"}).value();
  write_file("store/blobs/sha256/" + crypto::sha256(attachment.text).hex(), "changed");
  const auto attachments = attachments_of(*store_, manifest_.digest).value();
  ASSERT_EQ(attachments.size(), 1U);
  EXPECT_EQ(attachments.front().referrer, attachment.referrer);
  EXPECT_EQ(attachments.front().damage.value().code(), ErrorCode::Corrupt);
}

}  // namespace
}  // namespace tiles::attest
