// SPDX-License-Identifier: Apache-2.0
// Writes GGUF files byte by byte, right ones and wrong ones.
#pragma once

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace tiles::engine::testing {

// Numbers of the format's value types.
inline constexpr std::uint32_t kUInt16 = 2;
inline constexpr std::uint32_t kUInt32 = 4;
inline constexpr std::uint32_t kInt32 = 5;
inline constexpr std::uint32_t kFloat32 = 6;
inline constexpr std::uint32_t kBool = 7;
inline constexpr std::uint32_t kString = 8;
inline constexpr std::uint32_t kArray = 9;
inline constexpr std::uint32_t kUInt64 = 10;

// Bytes of a head, field by field.
class Bytes {
 public:
  template <typename T>
  Bytes& number(T value) {
    char raw[sizeof value];
    std::memcpy(raw, &value, sizeof value);
    text_.append(raw, sizeof value);
    return *this;
  }
  Bytes& string(std::string_view value) {
    number<std::uint64_t>(value.size());
    text_ += value;
    return *this;
  }
  Bytes& raw(std::string_view value) {
    text_ += value;
    return *this;
  }
  const std::string& get() const { return text_; }

 private:
  std::string text_;
};

// A file with metadata and 32-bit float tensors, as ggml's docs/gguf.md describes version 3.
class GgufWriter {
 public:
  GgufWriter& text(std::string_view key, std::string_view value) {
    begin(key, kString).string(value);
    return *this;
  }
  GgufWriter& number(std::string_view key, std::uint32_t value) {
    begin(key, kUInt32).number(value);
    return *this;
  }
  GgufWriter& short_number(std::string_view key, std::uint16_t value) {
    begin(key, kUInt16).number(value);
    return *this;
  }
  GgufWriter& integer(std::string_view key, std::int32_t value) {
    begin(key, kInt32).number(value);
    return *this;
  }
  GgufWriter& real(std::string_view key, float value) {
    begin(key, kFloat32).number(value);
    return *this;
  }
  GgufWriter& flag(std::string_view key, bool value) {
    begin(key, kBool).number<std::uint8_t>(value ? 1 : 0);
    return *this;
  }
  GgufWriter& texts(std::string_view key, const std::vector<std::string>& values) {
    Bytes& out = begin(key, kArray).number(kString).number<std::uint64_t>(values.size());
    for (const std::string& value : values) out.string(value);
    return *this;
  }
  GgufWriter& integers(std::string_view key, const std::vector<std::int32_t>& values) {
    Bytes& out = begin(key, kArray).number(kInt32).number<std::uint64_t>(values.size());
    for (const std::int32_t value : values) out.number(value);
    return *this;
  }
  GgufWriter& reals(std::string_view key, const std::vector<float>& values) {
    Bytes& out = begin(key, kArray).number(kFloat32).number<std::uint64_t>(values.size());
    for (const float value : values) out.number(value);
    return *this;
  }
  GgufWriter& tensor(std::string_view name, std::initializer_list<std::uint64_t> shape,
                     const std::vector<float>& values) {
    tensors_.string(name).number(static_cast<std::uint32_t>(shape.size()));
    for (const std::uint64_t length : shape) tensors_.number(length);
    tensors_.number<std::uint32_t>(0).number<std::uint64_t>(data_.size());
    data_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
    data_.resize((data_.size() + 31) / 32 * 32);
    ++tensor_count_;
    return *this;
  }

  std::string finish() const {
    std::string file = Bytes()
                           .raw("GGUF")
                           .number<std::uint32_t>(3)
                           .number(tensor_count_)
                           .number(key_count_)
                           .raw(keys_.get())
                           .raw(tensors_.get())
                           .get();
    file.resize((file.size() + 31) / 32 * 32);
    return file + data_;
  }

 private:
  Bytes& begin(std::string_view key, std::uint32_t type) {
    ++key_count_;
    return keys_.string(key).number(type);
  }

  Bytes keys_;
  Bytes tensors_;
  std::string data_;
  std::uint64_t key_count_ = 0;
  std::uint64_t tensor_count_ = 0;
};

// So many numbers from -0.3 to 0.3, the same for a seed.
inline std::vector<float> made_weights(std::uint64_t count, std::uint32_t seed) {
  std::vector<float> values(count);
  std::uint32_t state = seed * 2654435761u + 1;
  for (float& value : values) {
    state = state * 1664525u + 1013904223u;
    value = (static_cast<float>(state >> 8) / 16777216.0f - 0.5f) * 0.6f;
  }
  return values;
}

}  // namespace tiles::engine::testing
