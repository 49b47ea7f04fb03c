// SPDX-License-Identifier: Apache-2.0
// What a signature of a model is about: OpenSSF Model Signing v1.0, a list of files with their
// digests. Format: docs/formats/attestation.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "attest/statement.h"
#include "base/result.h"
#include "crypto/digest.h"

namespace tiles::attest {

inline constexpr std::string_view kModelSignatureType = "https://model_signing/signature/v1.0";

enum class Pieces {
  Files,   // A digest for each file.
  Shards,  // A digest for each shard_size bytes of a file.
};

// One file, or a shard of it, by the digest of its bytes.
struct Resource {
  std::string name;  // "weights/a.gguf"; of a shard "weights/a.gguf:0:1000000000".
  crypto::Digest digest;

  bool operator==(const Resource&) const = default;
};

// How files became resources.
struct Serialization {
  static constexpr std::uint64_t kShardBytesDefault = 1'000'000'000;
  static constexpr std::size_t kIgnoredMax = 1'024;

  Pieces pieces = Pieces::Files;
  std::uint64_t shard_bytes = kShardBytesDefault;  // With Shards only.
  // Paths that are no part of the model, with all below them.
  std::vector<std::string> ignored;

  bool operator==(const Serialization&) const = default;
};

struct ModelContent {
  static constexpr std::size_t kResourcesMax = 65'536;
  static constexpr std::size_t kNameBytesMax = 4'096;

  std::string name;  // Nothing depends on it.
  Serialization serialization;
  std::vector<Resource> resources;  // At least one; no name stands twice.

  // By name in the order of code points, as the specification wants it.
  void sort();
  // SHA-256 of the digests one after the other: what a signature vouches for.
  crypto::Digest root() const;

  Statement statement() const;
  // Errors: Invalid (another predicate, a name that stands twice or is not plain and relative),
  // Corrupt (the digest of the subject is not root()), Unsupported (another hash than SHA-256,
  // symbolic links that are followed), Limit.
  static Result<ModelContent> read(const Statement& statement);

  bool operator==(const ModelContent&) const = default;
};

}  // namespace tiles::attest
