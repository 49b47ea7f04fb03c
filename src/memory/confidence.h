// SPDX-License-Identifier: Apache-2.0
// How sure the model was of what it wrote in one task. Formula: docs/protocols/memory.md, section
// Confidence.
#pragma once

#include <optional>
#include <span>

#include "memory/outcome.h"

namespace tiles::memory {

// From 0 to 1; nothing without a token.
std::optional<double> confidence_of(std::span<const WrittenToken> tokens);

}  // namespace tiles::memory
