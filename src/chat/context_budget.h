// SPDX-License-Identifier: Apache-2.0
// What of a conversation fits the model's window. Nothing is left out without being said.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace tiles::chat {

struct BudgetRequest {
  std::size_t window = 0;
  std::size_t reply = 0;  // Kept free for the answer.
  std::size_t system = 0;
  std::size_t newest = 0;          // The message to be answered and what was recalled for it.
  std::vector<std::size_t> turns;  // Each earlier turn, oldest first.
  std::size_t first_kept = 0;      // As the budget before chose it.
};

struct Budget {
  bool fits = false;  // False: system, newest and reply alone are larger than the window.
  std::size_t first_kept = 0;
  std::size_t history = 0;   // Tokens of the turns that are kept.
  std::size_t left_out = 0;  // Tokens of the turns that are not.
  std::size_t free = 0;
};

// Oldest turns go first. When one has to go, as many go as leave half of the room for history free:
// the start of the prompt then stays the same for many turns, and the model's cache with it.
Budget plan_budget(const BudgetRequest& request);

}  // namespace tiles::chat
