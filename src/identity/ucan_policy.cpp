// SPDX-License-Identifier: Apache-2.0
#include "identity/ucan_policy.h"

#include <algorithm>
#include <array>
#include <compare>
#include <optional>
#include <utility>

#include "base/text.h"
#include "identity/dag_json.h"

namespace tiles::identity {

// Reads statements and counts them.
class Policy::Reader {
 public:
  Result<std::vector<Statement>> read_list(const DagValue& value, std::size_t depth) {
    const auto* list = value.as<DagValue::List>();
    if (list == nullptr) return wrong("statements that are no list", value);
    std::vector<Statement> statements;
    for (const DagValue& each : *list) statements.push_back(TILES_TRY(read(each, depth)));
    return statements;
  }

 private:
  static tl::unexpected<Error> wrong(std::string_view what, const DagValue& value) {
    return fail(ErrorCode::Invalid,
                "policy: " + std::string(what) + ": " + shown_in_quotes(print_dag_json(value)));
  }

  Result<Statement> read(const DagValue& value, std::size_t depth) {
    if (depth > kDepthMax || ++count_ > kStatementsMax) {
      return fail(ErrorCode::Limit, "policy of more than " + std::to_string(kStatementsMax) +
                                        " statements or " + std::to_string(kDepthMax) + " levels");
    }
    const auto* parts = value.as<DagValue::List>();
    const auto* name =
        parts != nullptr && !parts->empty() ? parts->front().as<std::string>() : nullptr;
    const auto op = name != nullptr ? operator_of(*name) : std::nullopt;
    if (!op) return wrong("a statement without a known operator", value);
    const bool has_selector = *op < Operator::And;
    if (parts->size() != (has_selector ? 3U : 2U)) {
      return wrong("a statement with another number of parts", value);
    }
    Statement statement;
    statement.op = *op;
    if (has_selector) {
      const auto* selector = (*parts)[1].as<std::string>();
      if (selector == nullptr) return wrong("a selector that is no text", value);
      statement.selector = TILES_TRY(Selector::parse(*selector));
    }
    TILES_CHECK(read_operand(parts->back(), depth, statement));
    return statement;
  }

  Result<void> read_operand(const DagValue& operand, std::size_t depth, Statement& statement) {
    switch (statement.op) {
      case Operator::And:
      case Operator::Or:
        statement.inner = TILES_TRY(read_list(operand, depth + 1));
        return {};
      case Operator::All:
      case Operator::Any:
      case Operator::Not:
        statement.inner.push_back(TILES_TRY(read(operand, depth + 1)));
        return {};
      case Operator::Like: {
        const auto* pattern = operand.as<std::string>();
        if (pattern == nullptr || pattern->size() > kPatternBytesMax) {
          return wrong("a pattern that is no text or is too long", operand);
        }
        break;
      }
      case Operator::Less:
      case Operator::LessEqual:
      case Operator::Greater:
      case Operator::GreaterEqual:
        if (operand.as<std::int64_t>() == nullptr && operand.as<double>() == nullptr) {
          return wrong("a comparison with what is no number", operand);
        }
        break;
      default:
        break;
    }
    statement.operand = operand;
    return {};
  }

  static std::optional<Operator> operator_of(std::string_view name) {
    constexpr std::array<std::string_view, 12> kNames = {
        "==", "!=", "<", "<=", ">", ">=", "like", "all", "any", "and", "or", "not"};
    const auto* found = std::ranges::find(kNames, name);
    if (found == kNames.end()) return std::nullopt;
    return static_cast<Operator>(found - kNames.begin());
  }

  std::size_t count_ = 0;
};

namespace {

// Exact also where a double cannot hold the integer.
std::partial_ordering compare(std::int64_t left, double right) {
  constexpr double kPastMost = 9223372036854775808.0;
  if (right >= kPastMost) return std::partial_ordering::less;
  if (right < -kPastMost) return std::partial_ordering::greater;
  const auto whole = static_cast<std::int64_t>(right);
  if (left != whole) return left <=> whole;
  return 0.0 <=> right - static_cast<double>(whole);
}

// How many values there are in `value`, itself included.
std::size_t count_of(const DagValue& value) {
  std::size_t count = 1;
  if (const auto* list = value.as<DagValue::List>()) {
    for (const DagValue& each : *list) count += count_of(each);
  } else if (const auto* map = value.as<DagValue::Map>()) {
    for (const auto& [key, each] : *map) count += count_of(each);
  }
  return count;
}

std::partial_ordering reversed(std::partial_ordering order) {
  if (std::is_lt(order)) return std::partial_ordering::greater;
  return std::is_gt(order) ? std::partial_ordering::less : order;
}

// Unordered when one of both is no number.
std::partial_ordering compare_numbers(const DagValue& left, const DagValue& right) {
  const auto* left_integer = left.as<std::int64_t>();
  const auto* right_integer = right.as<std::int64_t>();
  const auto* left_double = left.as<double>();
  const auto* right_double = right.as<double>();
  if (left_integer != nullptr && right_integer != nullptr) return *left_integer <=> *right_integer;
  if (left_double != nullptr && right_double != nullptr) return *left_double <=> *right_double;
  if (left_integer != nullptr && right_double != nullptr) {
    return compare(*left_integer, *right_double);
  }
  if (left_double != nullptr && right_integer != nullptr) {
    return reversed(compare(*right_integer, *left_double));
  }
  return std::partial_ordering::unordered;
}

}  // namespace

// One check of a policy: what it may still cost, and whether that was too much.
class Policy::Check {
 public:
  bool holds(const Statement& statement, const DagValue& value) {
    if (!pay(1)) return false;
    const auto inner_holds = [&](const Statement& each) { return holds(each, value); };
    switch (statement.op) {
      case Operator::And:
        return std::ranges::all_of(statement.inner, inner_holds);
      case Operator::Or:
        return statement.inner.empty() || std::ranges::any_of(statement.inner, inner_holds);
      case Operator::Not:
        return !inner_holds(statement.inner.front()) && !is_spent();
      default:
        return selected_holds(statement, value);
    }
  }

  bool is_spent() const { return left_ == 0; }

 private:
  bool pay(std::size_t steps) {
    left_ -= std::min(left_, steps);
    return left_ > 0;
  }

  bool selected_holds(const Statement& statement, const DagValue& value) {
    std::deque<DagValue> made;
    const DagValue* selected = statement.selector.resolve(value, made);
    for (const DagValue& copied : made) {
      if (!pay(count_of(copied))) return false;
    }
    if (selected == nullptr) return false;
    switch (statement.op) {
      case Operator::Equal:
        return is_equal(*selected, statement.operand);
      case Operator::NotEqual:
        return !is_equal(*selected, statement.operand) && !is_spent();
      case Operator::Like: {
        const auto* text = selected->as<std::string>();
        const auto* pattern = statement.operand.as<std::string>();
        return text != nullptr && pay(1 + text->size() * pattern->size() / 1'024) &&
               is_like(*text, *pattern);
      }
      case Operator::All:
      case Operator::Any:
        return quantified_holds(statement, *selected);
      default:
        return is_ordered(statement.op, compare_numbers(*selected, statement.operand));
    }
  }

  static bool is_ordered(Operator op, std::partial_ordering order) {
    switch (op) {
      case Operator::Less:
        return std::is_lt(order);
      case Operator::LessEqual:
        return std::is_lteq(order);
      case Operator::Greater:
        return std::is_gt(order);
      default:
        return std::is_gteq(order);
    }
  }

  // Over the members of a list or the values of a map.
  bool quantified_holds(const Statement& statement, const DagValue& collection) {
    const Statement& inner = statement.inner.front();
    const auto inner_holds = [&](const DagValue& each) { return holds(inner, each); };
    const auto* list = collection.as<DagValue::List>();
    const auto* map = collection.as<DagValue::Map>();
    if (list == nullptr && map == nullptr) return false;
    const bool is_all = statement.op == Operator::All;
    if (list != nullptr) {
      return is_all ? std::ranges::all_of(*list, inner_holds)
                    : std::ranges::any_of(*list, inner_holds);
    }
    const auto value_holds = [&](const auto& each) { return inner_holds(each.second); };
    return is_all ? std::ranges::all_of(*map, value_holds) : std::ranges::any_of(*map, value_holds);
  }

  // As values, so that 1 and 1.0 are the same, also inside lists and maps.
  bool is_equal(const DagValue& left, const DagValue& right) {
    if (!pay(1)) return false;
    if (std::is_eq(compare_numbers(left, right))) return true;
    const auto* left_list = left.as<DagValue::List>();
    const auto* right_list = right.as<DagValue::List>();
    if (left_list != nullptr && right_list != nullptr) {
      return std::ranges::equal(*left_list, *right_list,
                                [&](const auto& a, const auto& b) { return is_equal(a, b); });
    }
    const auto* left_map = left.as<DagValue::Map>();
    const auto* right_map = right.as<DagValue::Map>();
    if (left_map != nullptr && right_map != nullptr) {
      return std::ranges::equal(*left_map, *right_map, [&](const auto& a, const auto& b) {
        return a.first == b.first && is_equal(a.second, b.second);
      });
    }
    return left == right;
  }

  std::size_t left_ = kCheckStepsMax;
};

Result<Policy> Policy::parse(const DagValue& value) {
  Policy policy;
  Reader reader;
  policy.statements_ = TILES_TRY(reader.read_list(value, 1));
  policy.value_ = *value.as<DagValue::List>();
  return policy;
}

Result<void> Policy::check(const DagValue& arguments) const {
  Check check;
  for (std::size_t i = 0; i < statements_.size(); ++i) {
    const bool holds = check.holds(statements_[i], arguments);
    if (check.is_spent()) {
      return fail(ErrorCode::Limit, "policy that costs too much to check");
    }
    if (!holds) {
      return fail(ErrorCode::Denied, "statement " + std::to_string(i + 1) + " does not hold: " +
                                         shown_in_quotes(print_dag_json(value_[i])));
    }
  }
  return {};
}

// Greedy with one place to go back to, the last star: at most text times pattern steps.
bool is_like(std::string_view text, std::string_view pattern) {
  std::size_t t = 0;
  std::size_t p = 0;
  std::size_t star = std::string_view::npos;  // Behind the last star.
  std::size_t star_text = 0;
  while (t < text.size()) {
    const bool is_escaped = p + 1 < pattern.size() && pattern[p] == '\\' && pattern[p + 1] == '*';
    if (p < pattern.size() && pattern[p] == '*') {
      star = ++p;
      star_text = t;
    } else if (is_escaped ? text[t] == '*' : p < pattern.size() && pattern[p] == text[t]) {
      p += is_escaped ? 2 : 1;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star;
      t = ++star_text;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace tiles::identity
