// SPDX-License-Identifier: Apache-2.0
// The log's entry for another memory model: from then on it is what writes into the memory.
#pragma once

#include <tilekit/home.h>

#include <cstdint>
#include <span>
#include <string>

#include "base/result.h"

namespace tiles::kit {

enum class ModelOrigin : std::uint8_t { Program, Elsewhere };

// What is about to write: logged when it is not the model that wrote last; of a home in which none
// wrote yet that is the one in the program. `digests`: of the weights and of each adapter upon
// them, 64 digits each; at least one. Errors: those of log_event(), so that nothing is written by a
// model that the log does not name.
Result<void> log_memory_model(const tilekit::HomePaths& paths, ModelOrigin origin,
                              std::span<const std::string> digests);

}  // namespace tiles::kit
