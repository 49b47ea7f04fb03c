// SPDX-License-Identifier: Apache-2.0
// Random bytes of the operating system.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace tiles {

void fill_random(std::span<std::byte> out);

// `byte_count` random bytes in lower-case hexadecimal.
std::string random_hex(std::size_t byte_count);

}  // namespace tiles
