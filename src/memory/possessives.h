// SPDX-License-Identifier: Apache-2.0
// "anas car" for "Ana's car": hurried people leave the apostrophe out. Rules:
// docs/protocols/memory.md, section View.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "memory/name_index.h"

namespace tiles::memory {

// The message with the apostrophe where a word is a name of a note and an `s`, or, behind "my" and
// "our", what user.md calls one note and an `s`. Everything else stays.
std::string with_possessives(std::string_view message, const NameIndex& names,
                             const std::vector<NamedPath>& relations);

}  // namespace tiles::memory
