// SPDX-License-Identifier: Apache-2.0
// Names of the parts of a split GGUF, "model-00001-of-00003.gguf", as llama.cpp gives them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tiles::models {

struct SplitName {
  static constexpr std::uint32_t kPartsMax = 4'096;  // As many as a manifest has layers.

  std::string stem;        // "model"
  std::uint32_t part = 0;  // From 0; the name counts from 1.
  std::uint32_t parts = 1;

  bool operator==(const SplitName&) const = default;

  std::string text() const;
};

// Nothing when `file_name` is not such a name.
std::optional<SplitName> parse_split_name(std::string_view file_name);

}  // namespace tiles::models
