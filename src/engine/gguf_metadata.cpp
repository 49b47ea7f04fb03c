// SPDX-License-Identifier: Apache-2.0
#include "engine/gguf_metadata.h"

#include <ggml.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <set>
#include <span>
#include <type_traits>
#include <utility>

#include "base/format.h"

namespace tiles::engine {

namespace {

static_assert(std::endian::native == std::endian::little);

// Numbers of the format's value types.
enum class ValueType : std::uint32_t {
  UInt8,
  Int8,
  UInt16,
  Int16,
  UInt32,
  Int32,
  Float32,
  Bool,
  String,
  Array,
  UInt64,
  Int64,
  Float64,
};

constexpr std::uint64_t kAlignmentDefault = 32;
constexpr std::uint64_t kAlignmentMax = 1u << 20;

// Size of a fixed-size value, 0 for others.
std::uint64_t fixed_size(ValueType type) {
  switch (type) {
    case ValueType::UInt8:
    case ValueType::Int8:
    case ValueType::Bool:
      return 1;
    case ValueType::UInt16:
    case ValueType::Int16:
      return 2;
    case ValueType::UInt32:
    case ValueType::Int32:
    case ValueType::Float32:
      return 4;
    case ValueType::UInt64:
    case ValueType::Int64:
    case ValueType::Float64:
      return 8;
    case ValueType::String:
    case ValueType::Array:
      return 0;
  }
  return 0;
}

// Reads forward through a buffer of its own: stdio's locking for each small field costs more than
// the rest.
class Cursor {
 public:
  Cursor(std::FILE* file, std::uint64_t file_bytes)
      : file_(file), end_(std::min(file_bytes, GgufLimits::kHeadBytes)), file_bytes_(file_bytes) {}

  std::uint64_t position() const { return position_; }

  Result<void> read(void* out, std::uint64_t size) {
    TILES_CHECK(check_room(size));
    auto* target = static_cast<char*>(out);
    while (size > 0) {
      if (used_ == filled_) TILES_CHECK(fill());
      const std::uint64_t part = std::min<std::uint64_t>(size, filled_ - used_);
      std::memcpy(target, buffer_.data() + used_, part);
      used_ += part;
      target += part;
      size -= part;
      position_ += part;
    }
    return {};
  }

  Result<void> skip(std::uint64_t size) {
    TILES_CHECK(check_room(size));
    while (size > 0) {
      if (used_ == filled_) TILES_CHECK(fill());
      const std::uint64_t part = std::min<std::uint64_t>(size, filled_ - used_);
      used_ += part;
      size -= part;
      position_ += part;
    }
    return {};
  }

  template <typename T>
  Result<T> number() {
    T value{};
    TILES_CHECK(read(&value, sizeof value));
    return value;
  }

  // `what` names the string in the error.
  Result<std::string> text(std::uint64_t size_bytes_max, std::string_view what) {
    const std::uint64_t size = TILES_TRY(text_size(size_bytes_max, what));
    std::string value(size, '\0');
    TILES_CHECK(read(value.data(), size));
    return value;
  }

  Result<void> skip_text(std::uint64_t size_bytes_max, std::string_view what) {
    return skip(TILES_TRY(text_size(size_bytes_max, what)));
  }

 private:
  Result<std::uint64_t> text_size(std::uint64_t size_bytes_max, std::string_view what) {
    const auto size = TILES_TRY(number<std::uint64_t>());
    if (size > size_bytes_max) {
      return fail(ErrorCode::Limit,
                  format("{} has {} bytes, the limit is {}", what, size, size_bytes_max));
    }
    TILES_CHECK(check_room(size));
    return size;
  }

  Result<void> check_room(std::uint64_t size) const {
    if (size <= end_ - position_) return {};
    if (end_ < file_bytes_) {
      return fail(ErrorCode::Limit,
                  format("metadata has more than {} bytes", GgufLimits::kHeadBytes));
    }
    return fail(ErrorCode::Corrupt,
                format("file is truncated: it ends at byte {}, within its metadata", file_bytes_));
  }

  Result<void> fill() {
    used_ = 0;
    filled_ = std::fread(buffer_.data(), 1, buffer_.size(), file_);
    if (filled_ == 0) return fail(ErrorCode::Io, "file cannot be read");
    return {};
  }

  std::FILE* file_;
  std::uint64_t end_;
  std::uint64_t file_bytes_;
  std::uint64_t position_ = 0;
  std::array<char, 1u << 16> buffer_;
  std::uint64_t used_ = 0;
  std::uint64_t filled_ = 0;
};

template <typename T>
Result<GgufValue> read_number(Cursor& cursor) {
  const T value = TILES_TRY(cursor.number<T>());
  if constexpr (std::is_floating_point_v<T>) {
    return GgufValue(static_cast<double>(value));
  } else if constexpr (std::is_signed_v<T>) {
    return GgufValue(static_cast<std::int64_t>(value));
  } else {
    return GgufValue(static_cast<std::uint64_t>(value));
  }
}

Result<GgufValue> read_scalar(Cursor& cursor, ValueType type) {
  switch (type) {
    case ValueType::UInt8:
      return read_number<std::uint8_t>(cursor);
    case ValueType::Int8:
      return read_number<std::int8_t>(cursor);
    case ValueType::UInt16:
      return read_number<std::uint16_t>(cursor);
    case ValueType::Int16:
      return read_number<std::int16_t>(cursor);
    case ValueType::UInt32:
      return read_number<std::uint32_t>(cursor);
    case ValueType::Int32:
      return read_number<std::int32_t>(cursor);
    case ValueType::UInt64:
      return read_number<std::uint64_t>(cursor);
    case ValueType::Int64:
      return read_number<std::int64_t>(cursor);
    case ValueType::Float32:
      return read_number<float>(cursor);
    case ValueType::Float64:
      return read_number<double>(cursor);
    case ValueType::Bool:
      return GgufValue(TILES_TRY(cursor.number<std::uint8_t>()) != 0);
    case ValueType::String:
      return GgufValue(TILES_TRY(cursor.text(GgufLimits::kStringBytes, "a metadata value")));
    case ValueType::Array:
      break;
  }
  return fail(ErrorCode::Invalid,
              format("unknown type {} of a metadata value", static_cast<std::uint32_t>(type)));
}

Result<void> read_array_items(Cursor& cursor, ValueType type, GgufArray& array) {
  if (type == ValueType::String) {
    for (std::uint64_t i = 0; i < array.count; ++i) {
      TILES_CHECK(cursor.skip_text(GgufLimits::kStringBytes, "a metadata value"));
    }
    return {};
  }
  const bool is_real = type == ValueType::Float32 || type == ValueType::Float64;
  if (is_real || array.count > GgufArray::kKeptItemsMax) {
    return cursor.skip(array.count * fixed_size(type));
  }
  for (std::uint64_t i = 0; i < array.count; ++i) {
    const GgufValue value = TILES_TRY(read_scalar(cursor, type));
    array.integers.push_back(std::visit(
        [](const auto& item) -> std::int64_t {
          if constexpr (std::is_arithmetic_v<std::decay_t<decltype(item)>>) {
            return static_cast<std::int64_t>(item);
          } else {
            return 0;
          }
        },
        value));
  }
  return {};
}

Result<GgufValue> read_array(Cursor& cursor) {
  const auto type = static_cast<ValueType>(TILES_TRY(cursor.number<std::uint32_t>()));
  if (type != ValueType::String && fixed_size(type) == 0) {
    return fail(ErrorCode::Invalid,
                format("unknown type {} of an array's items", static_cast<std::uint32_t>(type)));
  }
  GgufArray array;
  array.count = TILES_TRY(cursor.number<std::uint64_t>());
  if (array.count > GgufLimits::kArrayItems) {
    return fail(ErrorCode::Limit, format("an array has {} items, the limit is {}", array.count,
                                         GgufLimits::kArrayItems));
  }
  TILES_CHECK(read_array_items(cursor, type, array));
  return GgufValue(std::move(array));
}

Result<void> read_values(Cursor& cursor, std::uint64_t count, GgufMetadata& metadata) {
  for (std::uint64_t i = 0; i < count; ++i) {
    std::string key = TILES_TRY(cursor.text(GgufLimits::kKeyBytes, "a metadata key"));
    const auto type = static_cast<ValueType>(TILES_TRY(cursor.number<std::uint32_t>()));
    auto value = type == ValueType::Array ? read_array(cursor) : read_scalar(cursor, type);
    if (!value) return fail(std::move(value).error().within("metadata key '" + key + "'"));
    if (!metadata.values.emplace(key, *std::move(value)).second) {
      return fail(ErrorCode::Invalid, "metadata key '" + key + "' stands twice");
    }
  }
  return {};
}

struct TensorExtent {
  std::uint64_t offset = 0;  // From the start of the data.
  std::uint64_t size_bytes = 0;
};

Result<std::uint64_t> tensor_size(std::uint32_t type, std::span<const std::uint64_t> shape) {
  if (type >= GGML_TYPE_COUNT || ggml_type_size(static_cast<ggml_type>(type)) == 0) {
    return fail(ErrorCode::Unsupported, format("unknown type {}", type));
  }
  const auto block_items = static_cast<std::uint64_t>(ggml_blck_size(static_cast<ggml_type>(type)));
  std::uint64_t items = 1;
  for (const std::uint64_t length : shape) {
    if (length == 0 || __builtin_mul_overflow(items, length, &items)) {
      return fail(ErrorCode::Invalid, "impossible shape");
    }
  }
  if (shape.empty() || shape[0] % block_items != 0) {
    return fail(ErrorCode::Invalid, "shape does not fit its type");
  }
  std::uint64_t size = 0;
  if (__builtin_mul_overflow(items / block_items, ggml_type_size(static_cast<ggml_type>(type)),
                             &size)) {
    return fail(ErrorCode::Invalid, "impossible shape");
  }
  return size;
}

Result<TensorExtent> read_tensor_fields(Cursor& cursor) {
  const auto dimensions = TILES_TRY(cursor.number<std::uint32_t>());
  if (dimensions > GgufLimits::kDimensions) {
    return fail(ErrorCode::Limit,
                format("{} dimensions, the limit is {}", dimensions, GgufLimits::kDimensions));
  }
  std::array<std::uint64_t, GgufLimits::kDimensions> shape{};
  TILES_CHECK(cursor.read(shape.data(), dimensions * sizeof shape[0]));
  const auto type = TILES_TRY(cursor.number<std::uint32_t>());
  TensorExtent extent;
  extent.offset = TILES_TRY(cursor.number<std::uint64_t>());
  extent.size_bytes = TILES_TRY(tensor_size(type, std::span(shape).first(dimensions)));
  return extent;
}

// The place in the data where the last tensor ends.
Result<std::uint64_t> read_tensors(Cursor& cursor, GgufMetadata& metadata) {
  std::uint64_t data_end = 0;
  std::set<std::string> names;
  for (std::uint64_t i = 0; i < metadata.tensor_count; ++i) {
    std::string name = TILES_TRY(cursor.text(GgufLimits::kTensorNameBytes, "a tensor's name"));
    auto extent = read_tensor_fields(cursor);
    if (!extent) return fail(std::move(extent).error().within("tensor '" + name + "'"));
    std::uint64_t end = 0;
    if (__builtin_add_overflow(extent->offset, extent->size_bytes, &end) ||
        __builtin_add_overflow(metadata.tensor_bytes, extent->size_bytes, &metadata.tensor_bytes)) {
      return fail(ErrorCode::Invalid, "tensor '" + name + "' has an impossible place");
    }
    data_end = std::max(data_end, end);
    if (!names.insert(name).second) {
      return fail(ErrorCode::Invalid, "tensor '" + name + "' stands twice");
    }
  }
  return data_end;
}

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
  GgufMetadata metadata;
  metadata.file_bytes = TILES_TRY(file_size(file));
  Cursor cursor(file, metadata.file_bytes);
  std::array<char, 4> magic{};
  if (metadata.file_bytes < magic.size() || !cursor.read(magic.data(), magic.size()) ||
      std::string_view(magic.data(), magic.size()) != "GGUF") {
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
  TILES_CHECK(read_values(cursor, key_count, metadata));
  const std::uint64_t data_end = TILES_TRY(read_tensors(cursor, metadata));
  TILES_CHECK(check_data_fits(metadata, cursor.position(), data_end));
  return metadata;
}

}  // namespace tiles::engine
