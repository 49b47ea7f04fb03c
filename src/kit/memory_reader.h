// SPDX-License-Identifier: Apache-2.0
// The reader that the program carries.
#pragma once

#include "memory/read_answer.h"
#include "vault/change.h"

namespace tiles::kit {

// Loads it when it is first asked for. What it gives lives as long as the function and its copies.
// One thread at a time.
memory::OpenReader embedded_reader();

// Its name and digest.
vault::WriterModel embedded_reader_model();

}  // namespace tiles::kit
