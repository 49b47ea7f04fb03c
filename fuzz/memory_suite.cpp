// SPDX-License-Identifier: Apache-2.0
// A suite is anybody's file: it is read or refused, and what is read can be graded.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "score/grade.h"
#include "score/suite.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto tasks = tiles::score::parse_suite(text, "/nowhere");
  if (!tasks) return 0;
  for (const tiles::score::SuiteTask& task : *tasks) {
    const auto verdict = tiles::score::grade(task, {"answered", task.message, task.files});
    // Nothing was changed, so nothing was lost, unless a rename or a merge was wanted.
    const auto* rules = std::get_if<tiles::score::RuleExpectation>(&task.expectation);
    TILES_ASSERT(rules != nullptr || !verdict.is_damaged);
  }
  return 0;
}
