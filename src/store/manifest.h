// SPDX-License-Identifier: Apache-2.0
// What a build consists of: an OCI image manifest whose layers are files, each named by its digest.
// Format: docs/formats/manifest.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/digest.h"

namespace tiles::store {

using Annotations = std::map<std::string, std::string>;

// A blob as others refer to it.
struct Descriptor {
  static constexpr std::uint64_t kSizeBytesMax = std::uint64_t{1} << 44;
  static constexpr std::size_t kMediaTypeBytesMax = 255;
  static constexpr std::size_t kAnnotationsMax = 256;
  static constexpr std::size_t kAnnotationBytesMax = 65'536;  // A key and its value.
  static constexpr std::size_t kFilePathBytesMax = 1'024;

  std::string media_type;
  crypto::Digest digest;
  std::uint64_t size_bytes = 0;
  std::string artifact_type;  // May be empty.
  Annotations annotations;

  bool operator==(const Descriptor&) const = default;
};

// Holds no time, user, host or path of this machine: the same content is the same digest anywhere.
struct Manifest {
  static constexpr std::size_t kTextBytesMax = std::size_t{4} << 20;
  static constexpr std::size_t kLayersMax = 4'096;

  std::string media_type;     // media_type::kOciManifest, or kDockerManifest when it was pulled.
  std::string artifact_type;  // May be empty.
  Descriptor config;
  std::vector<Descriptor> layers;
  std::optional<Descriptor> subject;  // The manifest this one says something about.
  Annotations annotations;

  bool operator==(const Manifest&) const = default;

  // Bytes of any origin. Unknown members are read over. Refused: a layer that stands twice, one
  // digest with two sizes, a digest in capitals, a file path that is not plain and relative, an
  // object with a key twice. Errors: Invalid, Limit, Unsupported (another schema or digest).
  static Result<Manifest> parse(std::string_view text);

  // The canonical form, whose SHA-256 names the manifest: one line, members in a fixed order,
  // annotations in byte order. Errors: those of parse, so that what is printed can be read.
  Result<std::string> print() const;

  // The first layer of that media type; null when there is none.
  const Descriptor* layer(std::string_view media_type) const;

  // The blobs it needs: the configuration and the layers, each digest once.
  std::vector<Descriptor> blobs() const;
};

}  // namespace tiles::store
