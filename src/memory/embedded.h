// SPDX-License-Identifier: Apache-2.0
// Files of memory-model/ that are part of the program.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace tiles::memory {

// The in-house memory model: a GGUF file. Lives as long as the program, aligned to 64 bytes.
std::span<const std::byte> embedded_model();

// Folded words between white space.
std::string_view embedded_stop_words();

}  // namespace tiles::memory
