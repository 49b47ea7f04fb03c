// SPDX-License-Identifier: Apache-2.0
// Reads the head of a GGUF file forward, never past its end or GgufLimits::kHeadBytes.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/gguf_source.h"

namespace tiles::engine {

// Through a buffer of its own: a call for each small field costs more than the rest.
// Errors of all calls: Corrupt (the file ends), Limit (the head is too long), Io.
class GgufCursor {
 public:
  // `source` outlives the object.
  explicit GgufCursor(const GgufSource& source);

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

  const GgufSource& source_;
  std::uint64_t end_;
  std::uint64_t position_ = 0;
  std::array<char, GgufSource::kPieceBytes> buffer_;
  std::uint64_t used_ = 0;
  std::uint64_t filled_ = 0;
};

}  // namespace tiles::engine
