// SPDX-License-Identifier: Apache-2.0
// A store in a temporary folder, and builds of any layers for it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "store/media_types.h"
#include "store/store.h"
#include "support/temporary_directory.h"

namespace tiles::models {

struct TestLayer {
  std::string_view media_type;
  std::string body;
  store::Annotations annotations = {};
};

class BuildTest : public ::testing::Test {
 protected:
  BuildTest() {
    std::filesystem::create_directory(root());
    auto opened = store::Store::open(root());
    EXPECT_TRUE(opened.has_value());
    store_ = std::move(opened).value();
  }

  std::filesystem::path root() const { return directory_.path() / "store"; }
  std::filesystem::path file_of(std::string_view body) const {
    return root() / "blobs" / "sha256" / crypto::sha256(body).hex();
  }

  store::Descriptor put(const TestLayer& layer) {
    const auto stored = store_->blobs().put(layer.body);
    EXPECT_TRUE(stored.has_value());
    return {.media_type = std::string(layer.media_type),
            .digest = stored->digest,
            .size_bytes = stored->size_bytes,
            .artifact_type = {},
            .annotations = layer.annotations};
  }

  // Names a build of these layers "model:latest".
  void build(const std::vector<TestLayer>& layers, const TestLayer& config = kEmptyConfig,
             std::string_view manifest_type = store::media_type::kOciManifest) {
    store::Manifest manifest{.media_type = std::string(manifest_type),
                             .artifact_type = {},
                             .config = put(config),
                             .layers = {},
                             .subject = {},
                             .annotations = {}};
    for (const TestLayer& layer : layers) manifest.layers.push_back(put(layer));
    const auto described = store_->put_manifest(manifest);
    ASSERT_TRUE(described.has_value()) << described.error().text();
    const auto named = store_->tag(name(), described->digest);
    ASSERT_TRUE(named.has_value()) << named.error().text();
  }

  static store::ModelName name() { return store::ModelName::parse("model").value(); }

  static inline const TestLayer kEmptyConfig{store::media_type::kModelConfig, "{}"};
  static inline const TestLayer kWeights{store::media_type::kWeights, "weights"};

  testing::TemporaryDirectory directory_;
  std::unique_ptr<store::Store> store_;
};

}  // namespace tiles::models
