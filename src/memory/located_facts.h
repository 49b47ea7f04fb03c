// SPDX-License-Identifier: Apache-2.0
// From lines that a task has read to facts with a place.
#pragma once

#include <vector>

#include "memory/outcome.h"
#include "memory/readings.h"
#include "vault/vault.h"

namespace tiles::memory {

// Where the lines stand in the files now. A line that is no longer there is no fact.
std::vector<Fact> located(const vault::Vault& vault, const std::vector<ReadLine>& lines);

}  // namespace tiles::memory
