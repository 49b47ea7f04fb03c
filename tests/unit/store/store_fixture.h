// SPDX-License-Identifier: Apache-2.0
// A store in a temporary folder, and small builds for it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "store/media_types.h"
#include "store/store.h"
#include "support/temporary_directory.h"

namespace tiles::store {

template <typename T>
std::string phrase(const Result<T>& result) {
  return result ? "" : result.error().text();
}

template <typename T>
void expect_code(const Result<T>& result, ErrorCode code) {
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code(), code) << result.error().text();
}

inline ModelName named(std::string_view text) { return ModelName::parse(text).value(); }

inline Descriptor layer_of(std::string_view media_type, const Stored& stored) {
  return {.media_type = std::string(media_type),
          .digest = stored.digest,
          .size_bytes = stored.size_bytes,
          .artifact_type = {},
          .annotations = {}};
}

// Stores weights and a system prompt, and a manifest of both. Errors: those of the store.
inline Result<Descriptor> put_build(Store& store, std::string_view weights,
                                    std::string_view system) {
  const Stored config = TILES_TRY(store.blobs().put("{}"));
  const Stored weights_blob = TILES_TRY(store.blobs().put(weights));
  const Stored system_blob = TILES_TRY(store.blobs().put(system));
  const Manifest manifest{.media_type = std::string(media_type::kOciManifest),
                          .artifact_type = std::string(media_type::kModelManifest),
                          .config = layer_of(media_type::kModelConfig, config),
                          .layers = {layer_of(media_type::kWeights, weights_blob),
                                     layer_of(media_type::kSystem, system_blob)},
                          .subject = {},
                          .annotations = {}};
  return store.put_manifest(manifest);
}

class StoreTest : public ::testing::Test {
 protected:
  StoreTest() {
    std::filesystem::create_directory(root());
    auto opened = Store::open(root());
    EXPECT_TRUE(opened.has_value()) << phrase(opened);
    store_ = std::move(opened).value();
  }

  std::filesystem::path root() const { return directory_.path() / "store"; }
  std::filesystem::path blob_file(const crypto::Digest& digest) const {
    return root() / "blobs" / "sha256" / digest.hex();
  }
  std::filesystem::path write_file(const std::string& name, std::string_view bytes) const {
    const auto path = directory_.path() / name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  static std::string read_file(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  testing::TemporaryDirectory directory_;
  std::unique_ptr<Store> store_;
};

}  // namespace tiles::store
