// SPDX-License-Identifier: Apache-2.0
#include "engine/gguf_values.h"

#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/format.h"

namespace tiles::engine {

namespace {

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

template <typename T>
Result<GgufValue> read_number(GgufCursor& cursor) {
  const T value = TILES_TRY(cursor.number<T>());
  if constexpr (std::is_floating_point_v<T>) {
    return GgufValue(static_cast<double>(value));
  } else if constexpr (std::is_signed_v<T>) {
    return GgufValue(static_cast<std::int64_t>(value));
  } else {
    return GgufValue(static_cast<std::uint64_t>(value));
  }
}

Result<GgufValue> read_scalar(GgufCursor& cursor, ValueType type) {
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

Result<void> read_array_items(GgufCursor& cursor, ValueType type, std::uint64_t kept_items_max,
                              GgufArray& array) {
  if (type == ValueType::String) {
    for (std::uint64_t i = 0; i < array.count; ++i) {
      TILES_CHECK(cursor.skip_text(GgufLimits::kStringBytes, "a metadata value"));
    }
    return {};
  }
  if (array.count > kept_items_max) return cursor.skip(array.count * fixed_size(type));
  for (std::uint64_t i = 0; i < array.count; ++i) {
    const GgufValue value = TILES_TRY(read_scalar(cursor, type));
    std::visit(
        [&array](const auto& item) {
          using Item = std::decay_t<decltype(item)>;
          if constexpr (std::is_same_v<Item, double>) {
            array.reals.push_back(item);
          } else if constexpr (std::is_arithmetic_v<Item>) {
            array.integers.push_back(static_cast<std::int64_t>(item));
          }
        },
        value);
  }
  return {};
}

Result<GgufValue> read_array(GgufCursor& cursor, std::uint64_t kept_items_max) {
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
  TILES_CHECK(read_array_items(cursor, type, kept_items_max, array));
  return GgufValue(std::move(array));
}

std::uint64_t kept_items(const GgufValue& value) {
  const auto* array = std::get_if<GgufArray>(&value);
  return array == nullptr ? 0 : array->reals.size() + array->integers.size();
}

}  // namespace

Result<void> read_gguf_values(GgufCursor& cursor, std::uint64_t count, GgufMetadata& metadata) {
  std::uint64_t own_items_left = GgufArray::kKeptOwnItemsMax;
  for (std::uint64_t i = 0; i < count; ++i) {
    std::string key = TILES_TRY(cursor.text(GgufLimits::kKeyBytes, "a metadata key"));
    const bool is_own = key.starts_with("tiles.");
    const auto type = static_cast<ValueType>(TILES_TRY(cursor.number<std::uint32_t>()));
    auto value = type == ValueType::Array
                     ? read_array(cursor, is_own ? own_items_left : GgufArray::kKeptItemsMax)
                     : read_scalar(cursor, type);
    if (!value) return fail(std::move(value).error().within("metadata key '" + key + "'"));
    if (is_own) own_items_left -= kept_items(*value);
    if (!metadata.values.emplace(key, *std::move(value)).second) {
      return fail(ErrorCode::Invalid, "metadata key '" + key + "' stands twice");
    }
  }
  return {};
}

}  // namespace tiles::engine
