// SPDX-License-Identifier: Apache-2.0
// The value that ends a plain statement. Rules: docs/protocols/memory.md, section Told in plain
// words.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "memory/message_words.h"

namespace tiles::memory {

// The value that begins with word `first` and goes to the end of the sentence, without what merely
// closes it. `begin`: the byte after the word before it. Nothing when what stands there is more
// than a value.
std::optional<std::string> spoken_value(std::string_view sentence,
                                        const std::vector<MessageWord>& words, std::size_t first,
                                        std::size_t begin);

// A value that is marked in a message, without the marks around it. Nothing when it cannot be one.
std::optional<std::string> trimmed_value(std::string_view value);

// Whether the value says by its form that it is one: a capital letter, a digit, an address.
bool has_form(std::string_view value);

// Whether it rather says how something is: "broken", "5 years old".
bool is_state(std::string_view value);

}  // namespace tiles::memory
