// SPDX-License-Identifier: Apache-2.0
// What a delegation demands of the arguments it is used with: a list of statements that must all
// hold. [operator, selector, operand] with == != < <= > >= like all any, and [and|or, statements],
// [not, statement]. A statement whose selector finds nothing, or something of another kind, does
// not hold. Source: UCAN Delegation 1.0, "Policy".
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "identity/dag_value.h"
#include "identity/ucan_selector.h"

namespace tiles::identity {

class Policy {
 public:
  static constexpr std::size_t kStatementsMax = 256;
  static constexpr std::size_t kDepthMax = 16;
  static constexpr std::size_t kPatternBytesMax = 1'024;
  // What one check may cost: looked-at statements, values that are compared or
  // that slices copy. Past it nothing holds.
  static constexpr std::size_t kCheckStepsMax = 100'000;

  // Without statements: everything holds.
  Policy() = default;
  // Errors: Invalid, Limit.
  static Result<Policy> parse(const DagValue& value);
  DagValue value() const { return DagValue(value_); }
  bool is_empty() const { return statements_.empty(); }

  // Whether all statements hold for `arguments`. Errors: Denied (which statement does not), Limit.
  Result<void> check(const DagValue& arguments) const;

 private:
  enum class Operator {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Like,
    All,
    Any,
    And,
    Or,
    Not
  };
  struct Statement {
    Operator op = Operator::Equal;
    Selector selector{};
    DagValue operand{};
    std::vector<Statement> inner{};
  };
  class Reader;
  class Check;

  DagValue::List value_;
  std::vector<Statement> statements_;
};

// Whether `text` is as `pattern` says, in which '*' stands for anything and "\*" for itself.
bool is_like(std::string_view text, std::string_view pattern);

}  // namespace tiles::identity
