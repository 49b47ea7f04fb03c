// SPDX-License-Identifier: Apache-2.0
// Lines that an edit would lose though the message does not speak of them. Rules:
// docs/protocols/memory.md, section Lines that would be lost.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "memory/grounding.h"
#include "vault/change.h"

namespace tiles::memory {

struct LostLine {
  std::string path;
  std::string text;  // Without blanks at its ends.

  bool operator==(const LostLine&) const = default;
};

// `message`: what the user says, without what others wrote. In order of path and line.
std::vector<LostLine> unspoken_losses(const std::vector<vault::Change>& changes,
                                      std::string_view message, const TitleOfLink& title_of_link);

}  // namespace tiles::memory
