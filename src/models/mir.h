// SPDX-License-Identifier: Apache-2.0
// MIR names, "mir:domain.architecture.series:compatibility": what a model is, whoever serves it.
// There is no published grammar; this one reads what the published data and tools use.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiles::models {

struct MirName {
  static constexpr std::size_t kTextBytesMax = 256;

  std::string domain;         // "model", "ops", "info", "dev" or another word.
  std::string architecture;   // "transformer", "lora", "art".
  std::string series;         // "gpt-oss"; may hold '.'.
  std::string compatibility;  // "mlx-q4"; "*" when the name gives none.

  bool operator==(const MirName&) const = default;

  // Blanks around the separators are read over; letters are compared and kept in lower case but for
  // the compatibility, whose published labels have capitals. Errors: Invalid.
  static Result<MirName> parse(std::string_view text);

  // "mir:domain.architecture.series", and ":compatibility" unless it is "*".
  std::string text() const;
};

// Whether `name` is one of those that `pattern` means: equal parts, without regard to letter case,
// where a part "*" of the pattern stands for any.
bool matches(const MirName& pattern, const MirName& name);

}  // namespace tiles::models
