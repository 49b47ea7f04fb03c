// SPDX-License-Identifier: Apache-2.0
// The words of a message with where they stand in it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tiles::memory {

struct MessageWord {
  std::string folded;
  std::size_t begin = 0;  // In bytes of the message.
  std::size_t end = 0;
};

// Words as words_of() gives them; "Tom's" is "tom" and "s".
std::vector<MessageWord> message_words(std::string_view message);

}  // namespace tiles::memory
