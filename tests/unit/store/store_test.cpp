// SPDX-License-Identifier: Apache-2.0
#include "store/store.h"

#include "store_fixture.h"

namespace tiles::store {
namespace {

TEST_F(StoreTest, NamedManifestIsReadBack) {
  const auto build = put_build(*store_, "weights", "be brief");
  ASSERT_TRUE(build.has_value()) << phrase(build);
  ASSERT_TRUE(store_->tag(named("qwen3"), build->digest).has_value());
  const auto again = Store::open(root());
  ASSERT_TRUE(again.has_value()) << phrase(again);
  const auto found = (*again)->resolve(named("qwen3:latest"));
  ASSERT_TRUE(found.has_value()) << phrase(found);
  EXPECT_EQ(*found, *build);
  const auto manifest = (*again)->manifest(found->digest);
  ASSERT_TRUE(manifest.has_value()) << phrase(manifest);
  const Descriptor* system = manifest->layer(media_type::kSystem);
  ASSERT_NE(system, nullptr);
  EXPECT_EQ((*again)->blobs().read(system->digest).value(), "be brief");
}

}  // namespace
}  // namespace tiles::store
