// SPDX-License-Identifier: Apache-2.0
// The answer of a server to a chat: events that end in Finish, or an error.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include "base/assert.h"
#include "engine/chat_answer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  bool is_finished = false;
  const auto finish = tiles::engine::read_chat_answer(
      {reinterpret_cast<const char*>(data), size},
      [&](const tiles::engine::CompletionEvent& event) {
        TILES_ASSERT(!is_finished);
        is_finished = std::holds_alternative<tiles::engine::Finish>(event);
        const auto* choice = std::get_if<tiles::engine::TokenChoice>(&event);
        TILES_ASSERT(choice == nullptr || choice->log_probability <= 0);
      });
  TILES_ASSERT(finish.has_value() == is_finished);
  return 0;
}
