// SPDX-License-Identifier: Apache-2.0
#include "memory/embedded.h"

// Laid down by tiles_embed() of cmake/tiles_embed.cmake.
extern "C" {
extern const unsigned char tiles_memory_model_begin[];
extern const unsigned char tiles_memory_model_end[];
extern const unsigned char tiles_stop_words_begin[];
extern const unsigned char tiles_stop_words_end[];
}

namespace tiles::memory {
namespace {

std::span<const std::byte> between(const unsigned char* begin, const unsigned char* end) {
  return {reinterpret_cast<const std::byte*>(begin), reinterpret_cast<const std::byte*>(end)};
}

}  // namespace

std::span<const std::byte> embedded_model() {
  return between(tiles_memory_model_begin, tiles_memory_model_end);
}

std::string_view embedded_stop_words() {
  const auto bytes = between(tiles_stop_words_begin, tiles_stop_words_end);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace tiles::memory
