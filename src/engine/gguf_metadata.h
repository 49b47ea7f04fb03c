// SPDX-License-Identifier: Apache-2.0
// A bounded reader of the head of a GGUF file (versions 2 and 3, little-endian): metadata and the
// sizes of tensors. Every file passes it before llama.cpp sees it. Source: ggml's docs/gguf.md.
#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "engine/gguf_source.h"

namespace tiles::engine {

struct GgufLimits {
  static constexpr std::uint64_t kKeys = 4'096;
  static constexpr std::uint64_t kTensors = 65'536;
  static constexpr std::uint64_t kKeyBytes = 1'024;
  static constexpr std::uint64_t kTensorNameBytes = 63;  // ggml's own bound.
  static constexpr std::uint64_t kStringBytes = 4u << 20;
  static constexpr std::uint64_t kArrayItems = 1u << 22;
  static constexpr std::uint64_t kDimensions = 4;
  static constexpr std::uint64_t kHeadBytes = 256u << 20;
};

// Items of arrays of numbers and booleans with at most kKeptItemsMax items are kept, others
// counted; of the arrays under "tiles." in order those that have kKeptOwnItemsMax together.
struct GgufArray {
  static constexpr std::uint64_t kKeptItemsMax = 4'096;
  static constexpr std::uint64_t kKeptOwnItemsMax = 1u << 20;
  std::uint64_t count = 0;
  std::vector<std::int64_t> integers = {};
  std::vector<double> reals = {};  // Of an array of reals.

  bool operator==(const GgufArray&) const = default;
};

using GgufValue = std::variant<bool, std::int64_t, std::uint64_t, double, std::string, GgufArray>;

struct GgufMetadata {
  std::uint32_t version = 0;
  std::map<std::string, GgufValue, std::less<>> values;
  std::uint64_t tensor_count = 0;
  std::uint64_t tensor_bytes = 0;
  std::uint64_t file_bytes = 0;
  // Of the first tensor in blocks of fewer bits, as ggml spells it ("q4_K"); empty when all are
  // whole numbers.
  std::string block_type;

  // Nothing when the key is missing or of another kind.
  std::optional<std::string_view> text(std::string_view key) const;
  // Also of a signed value that is not negative.
  std::optional<std::uint64_t> number(std::string_view key) const;
  const GgufArray* array(std::string_view key) const;
};

// Reads from the start of `file`, which can be sought, and leaves its position anywhere.
// Errors: Invalid (not GGUF, an unknown type, a key twice), Unsupported (version, byte order),
// Limit (GgufLimits), Corrupt (shorter than its head or its tensors say), Io.
Result<GgufMetadata> read_gguf_metadata(std::FILE* file);
// The same of bytes that lie anywhere; those of the tensors are not asked for.
Result<GgufMetadata> read_gguf_metadata(const GgufSource& source);

}  // namespace tiles::engine
