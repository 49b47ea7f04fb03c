// SPDX-License-Identifier: Apache-2.0
// Published test data and short ways to bytes.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/encodings.h"
#include "base/file_system.h"
#include "base/json.h"

namespace tiles::identity {

// `path` below tests/data/trust.
inline std::string published_text(std::string_view path) {
  const auto files = open_directory(TILES_SOURCE "/tests/data/trust").value();
  return files->read(path, 1U << 20U).value();
}
inline Json published(std::string_view path) { return parse_json(published_text(path)).value(); }

inline std::span<const std::byte> bytes_in(const std::string& text) {
  return std::as_bytes(std::span(text));
}

}  // namespace tiles::identity
