// SPDX-License-Identifier: Apache-2.0
// Reads the head of a GGUF file forward, never past its end or GgufLimits::kHeadBytes.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiles::engine {

// Through a buffer of its own: stdio's locking for each small field costs more than the rest.
// Errors of all calls: Corrupt (the file ends), Limit (the head is too long), Io.
class GgufCursor {
 public:
  // `file` stands at its start and outlives the object.
  GgufCursor(std::FILE* file, std::uint64_t file_bytes);

  std::uint64_t position() const { return position_; }

  Result<void> read(void* out, std::uint64_t size);
  Result<void> skip(std::uint64_t size);

  template <typename T>
  Result<T> number() {
    T value{};
    TILES_CHECK(read(&value, sizeof value));
    return value;
  }

  // A length, then so many bytes. `what` names the string in the error.
  Result<std::string> text(std::uint64_t size_bytes_max, std::string_view what);
  Result<void> skip_text(std::uint64_t size_bytes_max, std::string_view what);

 private:
  Result<std::uint64_t> text_size(std::uint64_t size_bytes_max, std::string_view what);
  Result<void> check_room(std::uint64_t size) const;
  // The next bytes of the buffer, at most `size_bytes_max`, at least one.
  Result<std::string_view> take(std::uint64_t size_bytes_max);

  std::FILE* file_;
  std::uint64_t end_;
  std::uint64_t file_bytes_;
  std::uint64_t position_ = 0;
  std::array<char, 1u << 16> buffer_;
  std::uint64_t used_ = 0;
  std::uint64_t filled_ = 0;
};

}  // namespace tiles::engine
