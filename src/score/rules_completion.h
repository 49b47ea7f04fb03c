// SPDX-License-Identifier: Apache-2.0
// A few fixed rules in the place of a memory model: what a model has to be better than. It speaks
// the in-house protocol. Rules: docs/formats/memory_suite.md, section The rules-only baseline.
#pragma once

#include <memory>

#include "engine/completion.h"

namespace tiles::score {

// Errors of start(): Unsupported for what is no raw prompt.
std::unique_ptr<engine::Completion> make_rules_completion();

}  // namespace tiles::score
