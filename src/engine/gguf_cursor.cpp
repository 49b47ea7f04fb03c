// SPDX-License-Identifier: Apache-2.0
#include "engine/gguf_cursor.h"

#include <algorithm>
#include <cstring>

#include "base/format.h"
#include "engine/gguf_metadata.h"

namespace tiles::engine {

GgufCursor::GgufCursor(const GgufSource& source)
    : source_(source), end_(std::min(source.size_bytes, GgufLimits::kHeadBytes)) {}

Result<void> GgufCursor::read(void* out, std::uint64_t size) {
  TILES_CHECK(check_room(size));
  auto* target = static_cast<char*>(out);
  while (size > 0) {
    const std::string_view part = TILES_TRY(take(size));
    std::memcpy(target, part.data(), part.size());
    target += part.size();
    size -= part.size();
  }
  return {};
}

Result<void> GgufCursor::skip(std::uint64_t size) {
  TILES_CHECK(check_room(size));
  while (size > 0) size -= TILES_TRY(take(size)).size();
  return {};
}

Result<std::string> GgufCursor::text(std::uint64_t size_bytes_max, std::string_view what) {
  const std::uint64_t size = TILES_TRY(text_size(size_bytes_max, what));
  std::string value(size, '\0');
  TILES_CHECK(read(value.data(), size));
  return value;
}

Result<void> GgufCursor::skip_text(std::uint64_t size_bytes_max, std::string_view what) {
  return skip(TILES_TRY(text_size(size_bytes_max, what)));
}

Result<std::uint64_t> GgufCursor::text_size(std::uint64_t size_bytes_max, std::string_view what) {
  const auto size = TILES_TRY(number<std::uint64_t>());
  if (size > size_bytes_max) {
    return fail(ErrorCode::Limit,
                format("{} has {} bytes, the limit is {}", what, size, size_bytes_max));
  }
  TILES_CHECK(check_room(size));
  return size;
}

Result<void> GgufCursor::check_room(std::uint64_t size) const {
  if (size <= end_ - position_) return {};
  if (end_ < source_.size_bytes) {
    return fail(ErrorCode::Limit,
                format("metadata has more than {} bytes", GgufLimits::kHeadBytes));
  }
  return fail(
      ErrorCode::Corrupt,
      format("file is truncated: it ends at byte {}, within its metadata", source_.size_bytes));
}

Result<std::string_view> GgufCursor::take(std::uint64_t size_bytes_max) {
  if (used_ == filled_) {
    used_ = 0;
    filled_ = TILES_TRY(source_.read_at(position_, buffer_));
    if (filled_ == 0) return fail(ErrorCode::Io, "file cannot be read");
  }
  const std::uint64_t size = std::min(size_bytes_max, filled_ - used_);
  const std::string_view part(buffer_.data() + used_, size);
  used_ += size;
  position_ += size;
  return part;
}

}  // namespace tiles::engine
