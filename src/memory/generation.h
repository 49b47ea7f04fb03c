// SPDX-License-Identifier: Apache-2.0
// One turn of the model, with what ends it early.
#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "base/result.h"
#include "engine/completion.h"
#include "memory/dialect.h"
#include "memory/outcome.h"

namespace tiles::memory {

enum class GenerationEnd : std::uint8_t {
  Whole,     // The model ended, or the turn was whole.
  CutOff,    // No token was left for it.
  Repeated,  // The model said the same over and over.
};

struct Generation {
  GenerationEnd end = GenerationEnd::Whole;
  engine::Usage usage;
};

// Blocks until the turn has ended; the dialect has received all of it, `tokens` every token.
// Errors: Cancelled when `stop` was requested, and those of Completion::start and wait.
Result<Generation> generate(engine::Completion& completion, Dialect& dialect, std::stop_token stop,
                            std::vector<WrittenToken>& tokens);

}  // namespace tiles::memory
