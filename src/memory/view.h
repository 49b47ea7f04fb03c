// SPDX-License-Identifier: Apache-2.0
// What the host shows a model before a task, the same for the same vault and message.
// Rules: docs/protocols/memory.md, section View.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "memory/name_index.h"
#include "memory/outcome.h"

namespace tiles::memory {

inline constexpr std::size_t kUserBytesMax = 4096;

// The part of `user.md` that the view shows: cut at a line end, with the line `…` after a cut.
std::string shown_user_text(std::string_view user_text);

// Tags in it are escaped. `user_text` is empty where there is no `user.md`.
std::string build_view(std::string_view user_text, const NameIndex& names, std::string_view message,
                       Mode mode);

}  // namespace tiles::memory
