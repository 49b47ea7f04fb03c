// SPDX-License-Identifier: Apache-2.0
// Memory of the machine that this process may still take.
#pragma once

#include <cstdint>

namespace tiles {

// Bytes that can be taken without swapping: what is free or can be freed, within the limits of the
// process's control group. 0 when the system does not say.
std::uint64_t available_memory_bytes();

// All that the machine has, within the limits of the process's control group. 0 when the system
// does not say.
std::uint64_t total_memory_bytes();

// Cores that compute; two hardware threads of one core count once. At least 1.
int physical_core_count();

}  // namespace tiles
