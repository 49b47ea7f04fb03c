// SPDX-License-Identifier: Apache-2.0
// The reader that the program carries.
#pragma once

#include "memory/read_answer.h"

namespace tiles::kit {

// Loads it when it is first asked for. What it gives lives as long as the function and its copies.
// One thread at a time.
memory::OpenReader embedded_reader();

}  // namespace tiles::kit
