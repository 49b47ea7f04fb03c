// SPDX-License-Identifier: Apache-2.0
#include "memory/outcome.h"

#include <array>

namespace tiles::memory {

std::string_view outcome_name(OutcomeKind kind) {
  constexpr std::array<std::string_view, 7> kNames = {"answered",   "clarify", "unknown", "unsure",
                                                      "remembered", "nothing", "gave_up"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view entry_name(EntryKind kind) {
  constexpr std::array<std::string_view, 7> kNames = {"view",   "message", "think",  "python",
                                                      "result", "reply",   "problem"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace tiles::memory
