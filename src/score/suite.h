// SPDX-License-Identifier: Apache-2.0
// Suites of memory tasks with what is right: lines of JSON. Format: docs/formats/memory_suite.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "memory/agent.h"
#include "memory/outcome.h"
#include "vault/filters.h"

namespace tiles::score {

// The notes of a vault by path.
using Files = std::map<std::string, std::string>;

// What a made task expects: one final vault, and what the reply must hold.
struct ExactExpectation {
  enum class Kind : std::uint8_t { Answer, Unknown, Clarify, Change, Nothing };
  Kind kind = Kind::Nothing;
  std::string answer;                  // Several parts are parted by a line feed.
  std::vector<std::string> choices;    // Each `who|which`: a question names either.
  std::vector<std::string> forbidden;  // No reply may hold them.
  Files target;
};

// What a hand-written task expects: rules that several answers may meet.
struct RuleExpectation {
  struct Rule {
    std::vector<std::string> paths;
    std::vector<std::string> values;
    std::vector<std::string> keys;  // Empty: any.
    std::vector<std::vector<std::string>> also;
    std::optional<std::string> line;  // The whole line, else `holds`.
    std::string holds;
    std::vector<std::string> keeps;
    std::vector<std::string> titles;
  };
  // One accepted final state.
  struct State {
    std::vector<Rule> adds, may_add, removes, may_remove, creates;
    std::vector<std::string> adds_none;
    std::vector<std::pair<std::string, std::string>> redirects;  // Old path, new path.
  };
  std::vector<std::string> outcomes;
  std::vector<std::vector<std::string>> reply_all;
  std::vector<std::string> reply_none;
  std::vector<std::string> reply_later;
  std::vector<State> states;  // At least one.
};

struct SuiteTask {
  std::string id;
  std::string family;
  std::string group;  // Tasks of one group are right together; empty: it stands alone.
  memory::Mode mode = memory::Mode::Recall;
  std::string message;
  std::vector<memory::TextSpan> untrusted;
  Files files;
  std::vector<std::pair<vault::FilterKind, std::string>> filters;
  std::optional<TimePoint> now;  // Else the time of the run.
  std::variant<ExactExpectation, RuleExpectation> expectation;
};

struct SuiteLimits {
  static constexpr std::uint64_t kBytes = std::uint64_t{512} << 20;
  static constexpr std::size_t kLineBytes = std::size_t{16} << 20;
  static constexpr std::size_t kTasks = 100'000;
  static constexpr std::size_t kFiles = 10'000;  // Of one vault.
};

// `folder`: where tasks that name a vault find `vaults/<name>/`. Errors: Invalid and Limit, with
// the line's number; those of reading a vault.
Result<std::vector<SuiteTask>> parse_suite(std::string_view text,
                                           const std::filesystem::path& folder);
Result<std::vector<SuiteTask>> read_suite(const std::filesystem::path& file);

// The file, or the suite in the program where the name is empty.
Result<std::vector<SuiteTask>> chosen_suite(const std::string& file);

// Of one `expect` object of a hand-written task. Errors: Invalid.
Result<RuleExpectation> parse_rules(const Json& expect);

}  // namespace tiles::score
