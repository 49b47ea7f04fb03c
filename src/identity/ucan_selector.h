// SPDX-License-Identifier: Apache-2.0
// Selectors of UCAN policies: which part of an invocation's arguments a statement speaks of. A part
// of jq: ".", ".key", "[\"key\"]", "[2]", "[-1]", "[1:3]", "[]" (the values of a list or map), and
// "?" behind a step, which makes null of what is not there.
// Source: UCAN Delegation 1.0, "Selectors".
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "identity/dag_value.h"

namespace tiles::identity {

class Selector {
 public:
  static constexpr std::size_t kBytesMax = 1'024;
  static constexpr std::size_t kStepsMax = 64;

  // Errors: Invalid (with the place), Limit.
  static Result<Selector> parse(std::string_view text);
  const std::string& text() const { return text_; }

  // The part of `value`, or null when it is not there and has no "?". Values that are no part of
  // `value` itself are put into `made`, which must live as long as what is returned.
  const DagValue* resolve(const DagValue& value, std::deque<DagValue>& made) const;

 private:
  struct Step {
    enum class Kind { Key, Index, Slice, Values };
    Kind kind = Kind::Key;
    bool is_optional = false;
    std::string key{};
    std::optional<std::int64_t> first{};  // Also of an index.
    std::optional<std::int64_t> last{};   // Past the end of a slice.
  };
  class Parser;
  static const DagValue* take(const Step& step, const DagValue& value, std::deque<DagValue>& made);

  std::string text_;
  std::vector<Step> steps_;
};

}  // namespace tiles::identity
