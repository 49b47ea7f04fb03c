// SPDX-License-Identifier: Apache-2.0
// `Modelfile.lock`: exactly which bytes a build was made of, so that it can be made again. Format:
// docs/formats/lock.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/digest.h"

namespace tiles::models {

// One file that an instruction brought in, or one manifest of the store. A source of several files
// (a split model, a repository) has an entry for each, in the order in which they are layers.
struct LockedSource {
  static constexpr std::size_t kReferenceBytesMax = 4'096;

  std::string reference;  // As the Modelfile says it.
  // The commit of a repository (hexadecimal digits) or "sha256:…" of a manifest, whatever the
  // reference says by name; empty for a local file.
  std::string revision;
  std::string path;  // Of the file in its source: relative; empty when the source is one file.
  crypto::Digest digest;
  std::uint64_t size_bytes = 0;

  bool operator==(const LockedSource&) const = default;
};

// How weights were made smaller; the same source, type and quantizer give the same bytes.
struct LockedQuantization {
  std::string type;       // "Q4_K_M".
  std::string quantizer;  // "llama.cpp" and its version.

  bool operator==(const LockedQuantization&) const = default;
};

struct Lock {
  static constexpr std::size_t kTextBytesMax = std::size_t{4} << 20;
  static constexpr std::size_t kSourcesMax = 4'096;

  std::vector<LockedSource> sources;  // In the order of the instructions.
  std::optional<LockedQuantization> quantization;
  crypto::Digest manifest;  // What came of it.

  bool operator==(const Lock&) const = default;

  // Errors: Invalid (not JSON, a member that is missing, unknown or of the wrong kind, a path that
  // is not plain and relative), Limit, Unsupported (another format).
  static Result<Lock> parse(std::string_view text);
  // The canonical form: one source a line. Errors: those of parse, so that what is printed can be
  // read.
  Result<std::string> print() const;
};

}  // namespace tiles::models
