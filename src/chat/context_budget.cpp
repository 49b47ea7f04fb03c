// SPDX-License-Identifier: Apache-2.0
#include "chat/context_budget.h"

#include <algorithm>
#include <numeric>

namespace tiles::chat {

Budget plan_budget(const BudgetRequest& request) {
  Budget budget;
  const std::size_t fixed = request.system + request.newest + request.reply;
  const std::size_t total =
      std::accumulate(request.turns.begin(), request.turns.end(), std::size_t{0});
  budget.first_kept = std::min(request.first_kept, request.turns.size());
  budget.fits = fixed <= request.window;
  const std::size_t room = budget.fits ? request.window - fixed : 0;
  const auto kept_from = [&request](std::size_t first) {
    return std::accumulate(request.turns.begin() + static_cast<std::ptrdiff_t>(first),
                           request.turns.end(), std::size_t{0});
  };
  budget.history = kept_from(budget.first_kept);
  if (budget.history > room) {
    while (budget.history > room / 2) {
      budget.history -= request.turns[budget.first_kept];
      ++budget.first_kept;
    }
  }
  budget.left_out = total - budget.history;
  budget.free = room - budget.history;
  return budget;
}

}  // namespace tiles::chat
