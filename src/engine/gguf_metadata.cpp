// SPDX-License-Identifier: Apache-2.0
#include "engine/gguf_metadata.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>

#include "base/format.h"
#include "engine/gguf_cursor.h"
#include "engine/gguf_tensors.h"
#include "engine/gguf_values.h"

namespace tiles::engine {

namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::uint64_t kAlignmentDefault = 32;
constexpr std::uint64_t kAlignmentMax = 1u << 20;

Result<void> check_version(std::uint32_t version) {
  if (version == 2 || version == 3) return {};
  if ((version & 0xffff) == 0) {
    return fail(ErrorCode::Unsupported, "GGUF of a big-endian machine");
  }
  return fail(ErrorCode::Unsupported,
              format("GGUF version {}; versions 2 and 3 are supported", version));
}

Result<void> check_data_fits(const GgufMetadata& metadata, std::uint64_t head_end,
                             std::uint64_t data_end) {
  std::uint64_t alignment = kAlignmentDefault;
  if (metadata.values.contains("general.alignment")) {
    alignment = metadata.number("general.alignment").value_or(0);
  }
  if (!std::has_single_bit(alignment) || alignment > kAlignmentMax) {
    return fail(ErrorCode::Invalid,
                format("alignment {} is not a power of two up to {}", alignment, kAlignmentMax));
  }
  const std::uint64_t data_begin = (head_end + alignment - 1) / alignment * alignment;
  if (data_end > 0 &&
      (data_begin > metadata.file_bytes || data_end > metadata.file_bytes - data_begin)) {
    return fail(ErrorCode::Corrupt, format("file is truncated: it has {} bytes, its tensors end "
                                           "{} bytes after byte {}",
                                           metadata.file_bytes, data_end, data_begin));
  }
  return {};
}

Result<std::uint64_t> file_size(std::FILE* file) {
  if (fseeko(file, 0, SEEK_END) != 0) return fail_system(errno, "finding the end");
  const off_t size = ftello(file);
  if (size < 0 || fseeko(file, 0, SEEK_SET) != 0) return fail_system(errno, "finding the end");
  return static_cast<std::uint64_t>(size);
}

}  // namespace

std::optional<std::string_view> GgufMetadata::text(std::string_view key) const {
  const auto found = values.find(key);
  if (found == values.end()) return std::nullopt;
  const auto* value = std::get_if<std::string>(&found->second);
  return value ? std::optional<std::string_view>(*value) : std::nullopt;
}

std::optional<std::uint64_t> GgufMetadata::number(std::string_view key) const {
  const auto found = values.find(key);
  if (found == values.end()) return std::nullopt;
  if (const auto* value = std::get_if<std::uint64_t>(&found->second)) return *value;
  const auto* value = std::get_if<std::int64_t>(&found->second);
  if (!value || *value < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*value);
}

const GgufArray* GgufMetadata::array(std::string_view key) const {
  const auto found = values.find(key);
  return found == values.end() ? nullptr : std::get_if<GgufArray>(&found->second);
}

Result<GgufMetadata> read_gguf_metadata(std::FILE* file) {
  GgufSource source;
  source.size_bytes = TILES_TRY(file_size(file));
  source.read_at = [file](std::uint64_t, std::span<char> out) -> Result<std::size_t> {
    return std::fread(out.data(), 1, out.size(), file);
  };
  return read_gguf_metadata(source);
}

Result<GgufMetadata> read_gguf_metadata(const GgufSource& source) {
  GgufMetadata metadata;
  metadata.file_bytes = source.size_bytes;
  GgufCursor cursor(source);
  std::array<char, 4> magic{};
  if (metadata.file_bytes >= magic.size()) TILES_CHECK(cursor.read(magic.data(), magic.size()));
  if (std::string_view(magic.data(), magic.size()) != "GGUF") {
    return fail(ErrorCode::Invalid, "not a GGUF model: it does not begin with 'GGUF'");
  }
  metadata.version = TILES_TRY(cursor.number<std::uint32_t>());
  TILES_CHECK(check_version(metadata.version));
  metadata.tensor_count = TILES_TRY(cursor.number<std::uint64_t>());
  const auto key_count = TILES_TRY(cursor.number<std::uint64_t>());
  if (metadata.tensor_count > GgufLimits::kTensors || key_count > GgufLimits::kKeys) {
    return fail(ErrorCode::Limit,
                format("{} tensors and {} metadata keys, the limits are {} and {}",
                       metadata.tensor_count, key_count, GgufLimits::kTensors, GgufLimits::kKeys));
  }
  TILES_CHECK(read_gguf_values(cursor, key_count, metadata));
  const std::uint64_t data_end = TILES_TRY(read_gguf_tensors(cursor, metadata));
  TILES_CHECK(check_data_fits(metadata, cursor.position(), data_end));
  return metadata;
}

}  // namespace tiles::engine
