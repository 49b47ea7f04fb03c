// SPDX-License-Identifier: Apache-2.0
// Shares of right tasks with their intervals, by family.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "score/run.h"

namespace tiles::score {

struct Share {
  std::size_t right = 0;
  std::size_t of = 0;

  double value() const;
  // The 95 % interval of Wilson (1927); 0 and 1 for none.
  double low() const;
  double high() const;
};

struct Row {
  std::string family;
  Share cases;  // A group is one case, right when all its tasks are.
  std::size_t tasks = 0;
  std::size_t damaged = 0;  // Tasks.
  std::size_t leaked = 0;
  std::chrono::microseconds median{0};
  std::chrono::microseconds p95{0};  // The time that 95 of 100 tasks stay within.
};

// In the order in which the families come.
std::vector<Row> rows_of(const std::vector<TaskScore>& scores);
Row total_of(const std::vector<TaskScore>& scores);

}  // namespace tiles::score
