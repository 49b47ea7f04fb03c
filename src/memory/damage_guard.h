// SPDX-License-Identifier: Apache-2.0
// Lines that an edit would lose though the message does not speak of them. Rules:
// docs/protocols/memory.md, section Lines that would be lost.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "memory/grounding.h"
#include "memory/name_index.h"
#include "vault/change.h"

namespace tiles::memory {

struct LostLine {
  std::string path;
  std::string text;  // Without blanks at its ends.

  bool operator==(const LostLine&) const = default;
};

struct SpokenMessage {
  std::string_view text;         // What the user says, without what others wrote.
  std::vector<NamedPath> notes;  // Those that it mentions: the candidates of the view.
};

// In order of path and line.
std::vector<LostLine> unspoken_losses(const std::vector<vault::Change>& changes,
                                      const SpokenMessage& message,
                                      const TitleOfLink& title_of_link);

}  // namespace tiles::memory
