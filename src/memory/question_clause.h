// SPDX-License-Identifier: Apache-2.0
// The sentence of a message that asks, for when something else is said around it.
#pragma once

#include <optional>
#include <string_view>

namespace tiles::memory {

// The only sentence that ends with a question mark; without one, the only one that begins as a
// question does. What stands in brackets of its own is no sentence. Nothing when the message is
// one.
std::optional<std::string_view> asking_sentence(std::string_view message);

}  // namespace tiles::memory
