// SPDX-License-Identifier: Apache-2.0
// Bytes as the C libraries of this module take them, and owners of what they give.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace tiles::crypto {

inline const unsigned char* octets_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
inline const unsigned char* octets_of(std::span<const std::byte> bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
inline unsigned char* octets_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}
inline unsigned char* octets_of(std::span<std::byte> bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

// Deleter of a unique_ptr: FreeWith<&EVP_PKEY_free>.
template <auto free_function>
struct FreeWith {
  template <typename T>
  void operator()(T* object) const {
    free_function(object);
  }
};

}  // namespace tiles::crypto
