// SPDX-License-Identifier: Apache-2.0
#include "memory/message_words.h"

#include "memory/words.h"

namespace tiles::memory {
namespace {

std::size_t character_size(std::string_view text) {
  std::size_t size = 1;
  while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) ++size;
  return size;
}

}  // namespace

std::vector<MessageWord> message_words(std::string_view message) {
  std::vector<MessageWord> words;
  bool is_open = false;
  std::size_t at = 0;
  while (at < message.size()) {
    const std::size_t size = character_size(message.substr(at));
    const bool is_part = !words_of(message.substr(at, size)).empty();
    if (is_part && !is_open) words.push_back({"", at, at});
    if (is_part) words.back().end = at + size;
    is_open = is_part;
    at += size;
  }
  for (MessageWord& word : words) {
    word.folded = fold(message.substr(word.begin, word.end - word.begin));
  }
  return words;
}

}  // namespace tiles::memory
