// SPDX-License-Identifier: Apache-2.0
#include "models/near_word.h"

#include <tilekit/near_word.h>

namespace tilekit {

std::optional<std::string_view> near_word(std::string_view word,
                                          std::span<const std::string_view> known) {
  return tiles::models::near_word(word, known);
}

}  // namespace tilekit
