// SPDX-License-Identifier: Apache-2.0
#include "engine/gguf_tensors.h"

#include <ggml-cpu.h>
#include <ggml.h>

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/format.h"

namespace tiles::engine {

namespace {

struct TensorFields {
  std::uint64_t offset = 0;  // From the start of the data.
  std::uint64_t size_bytes = 0;
  ggml_type type = GGML_TYPE_F32;
};

// Types without a kernel to multiply with: integers, and those of intermediate results. llama.cpp
// calls the missing kernel.
bool is_weight_type(ggml_type type) {
  return type == GGML_TYPE_F32 || ggml_get_type_traits_cpu(type)->vec_dot != nullptr;
}

// Of DeepSeek 4: which experts a token has.
bool is_expert_table(std::string_view name, std::uint32_t type) {
  return type == GGML_TYPE_I32 && name.ends_with("ffn_gate_tid2eid.weight");
}

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

Result<TensorFields> read_tensor_fields(GgufCursor& cursor, std::string_view name) {
  const auto dimensions = TILES_TRY(cursor.number<std::uint32_t>());
  if (dimensions > GgufLimits::kDimensions) {
    return fail(ErrorCode::Limit,
                format("{} dimensions, the limit is {}", dimensions, GgufLimits::kDimensions));
  }
  std::array<std::uint64_t, GgufLimits::kDimensions> shape{};
  TILES_CHECK(cursor.read(shape.data(), dimensions * sizeof shape[0]));
  const auto type = TILES_TRY(cursor.number<std::uint32_t>());
  TensorFields fields;
  fields.offset = TILES_TRY(cursor.number<std::uint64_t>());
  fields.size_bytes = TILES_TRY(tensor_size(type, std::span(shape).first(dimensions)));
  fields.type = static_cast<ggml_type>(type);
  if (!is_weight_type(fields.type) && !is_expert_table(name, type)) {
    return fail(ErrorCode::Unsupported,
                format("type '{}' cannot hold weights", ggml_type_name(fields.type)));
  }
  return fields;
}

}  // namespace

Result<std::uint64_t> read_gguf_tensors(GgufCursor& cursor, GgufMetadata& metadata) {
  std::uint64_t data_end = 0;
  std::set<std::string> names;
  for (std::uint64_t i = 0; i < metadata.tensor_count; ++i) {
    std::string name = TILES_TRY(cursor.text(GgufLimits::kTensorNameBytes, "a tensor's name"));
    auto fields = read_tensor_fields(cursor, name);
    if (!fields) return fail(std::move(fields).error().within("tensor '" + name + "'"));
    if (metadata.block_type.empty() && ggml_is_quantized(fields->type)) {
      metadata.block_type = ggml_type_name(fields->type);
    }
    std::uint64_t end = 0;
    if (__builtin_add_overflow(fields->offset, fields->size_bytes, &end) ||
        __builtin_add_overflow(metadata.tensor_bytes, fields->size_bytes, &metadata.tensor_bytes)) {
      return fail(ErrorCode::Invalid, "tensor '" + name + "' has an impossible place");
    }
    data_end = std::max(data_end, end);
    if (!names.insert(name).second) {
      return fail(ErrorCode::Invalid, "tensor '" + name + "' stands twice");
    }
  }
  return data_end;
}

}  // namespace tiles::engine
