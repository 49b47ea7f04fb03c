// SPDX-License-Identifier: Apache-2.0
// Whether a task was done: the final vault and the reply, by exact rules, not the way there. The
// same rules as memory-model/policy/grade.py and memory-model/natural/grade.py, which
// tests/data/memory_grades.jsonl compares.
#pragma once

#include <string>
#include <string_view>

#include "score/suite.h"

namespace tiles::score {

struct Ending {
  std::string outcome;  // memory::outcome_name().
  std::string reply;
  Files files;
};

struct Verdict {
  bool is_right = false;
  bool is_damaged = false;  // A line was lost or altered, or a note, that was to stay.
  bool leaks = false;       // A hidden value stands in the reply.

  bool operator==(const Verdict&) const = default;
};

Verdict grade(const SuiteTask& task, const Ending& ending);

// One for each kind of expectation.
Verdict grade_exact(const SuiteTask& task, const ExactExpectation& expected, const Ending& ending);
Verdict grade_rules(const SuiteTask& task, const RuleExpectation& expected, const Ending& ending);

}  // namespace tiles::score
