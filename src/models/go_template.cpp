// SPDX-License-Identifier: Apache-2.0
#include "models/go_template.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/format.h"
#include "models/go_fields.h"
#include "models/go_format.h"
#include "models/go_functions.h"
#include "models/go_parser.h"
#include "models/go_tokens.h"

namespace tiles::models {
namespace {

enum class Flow : std::uint8_t { Next, Break, Continue };

// One rendering.
class Run {
 public:
  Run(std::string_view text, const GoTemplates& templates, const GoTemplate::Today& today)
      : text_(text), templates_(templates), today_(today) {}

  Result<Flow> walk(const std::vector<GoNode>& nodes, const GoValue& dot);
  void start(const GoValue& data) { variables_ = {{"$", data}}; }
  std::string take_output() { return std::move(output_); }

 private:
  using Variables = std::vector<std::pair<std::string, GoValue>>;

  Result<Flow> walk_node(const GoNode& node, const GoValue& dot);
  Result<void> walk_action(const GoNode& node, const GoValue& dot);
  Result<Flow> walk_branch(const GoNode& node, const GoValue& dot);
  Result<Flow> walk_range(const GoNode& node, const GoValue& dot);
  Result<bool> walk_item(const GoNode& node, const GoValue& index, const GoValue& item);
  Result<void> walk_template(const GoNode& node, const GoValue& dot);

  Result<GoValue> value_of(const GoPipeline& pipeline, const GoValue& dot);
  Result<GoValue> value_of(const GoCommand& command, const GoValue& dot,
                           const std::optional<GoValue>& last);
  // The value of a word as an argument.
  Result<GoValue> value_of(const GoOperand& operand, const GoValue& dot);
  Result<GoValue> base_of(const GoOperand& operand, const GoValue& dot);
  Result<GoValue> field_of(const GoOperand& operand, const GoValue& value,
                           const std::string& field);
  Result<GoValue> called(const GoOperand& function, std::span<const GoOperand> words,
                         const GoValue& dot, const std::optional<GoValue>& last);
  Result<GoValue> and_or(const GoOperand& function, std::span<const GoOperand> words,
                         const GoValue& dot, const std::optional<GoValue>& last);

  Result<void> set(const std::string& name, const GoValue& value, std::size_t offset);
  Result<void> step(std::size_t offset);
  // Counts the text of a value that was made or copied.
  Result<void> charge(const GoValue& value);
  Result<void> put(std::string_view text, std::size_t offset);
  tl::unexpected<Error> refuse(std::size_t offset, std::string_view what) const {
    return fail_in_template(text_, offset, what);
  }

  std::string_view text_;
  const GoTemplates& templates_;
  const GoTemplate::Today& today_;
  Variables variables_;
  std::string output_;
  std::size_t depth_ = 0;
  std::size_t steps_ = 0;
  std::size_t work_bytes_ = 0;
};

Result<void> Run::step(std::size_t offset) {
  if (++steps_ > GoTemplate::kStepsMax) {
    return fail(
        ErrorCode::Limit,
        fail_in_template(text_, offset, "the template takes too many steps").value().text());
  }
  return {};
}

Result<void> Run::charge(const GoValue& value) {
  work_bytes_ += value.as_string() == nullptr ? 0 : value.as_string()->size();
  if (work_bytes_ > GoTemplate::kWorkBytesMax) {
    return fail(ErrorCode::Limit, format("template: its values take more than {} bytes in all",
                                         GoTemplate::kWorkBytesMax));
  }
  return {};
}

Result<void> Run::put(std::string_view text, std::size_t offset) {
  if (output_.size() + text.size() > GoTemplate::kOutputBytesMax) {
    return fail(ErrorCode::Limit, fail_in_template(text_, offset,
                                                   format("the output is longer than {} bytes",
                                                          GoTemplate::kOutputBytesMax))
                                      .value()
                                      .text());
  }
  output_ += text;
  return {};
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by kDepthMax.
Result<Flow> Run::walk(const std::vector<GoNode>& nodes, const GoValue& dot) {
  if (depth_ == GoTemplate::kDepthMax) {
    return fail(ErrorCode::Limit,
                format("template: blocks and calls are more than {} deep", GoTemplate::kDepthMax));
  }
  ++depth_;
  Flow flow = Flow::Next;
  for (const GoNode& node : nodes) {
    flow = TILES_TRY(walk_node(node, dot));
    if (flow != Flow::Next) break;
  }
  --depth_;
  return flow;
}

// NOLINTNEXTLINE(misc-no-recursion)
Result<Flow> Run::walk_node(const GoNode& node, const GoValue& dot) {
  TILES_CHECK(step(node.offset));
  switch (node.kind) {
    case GoNode::Kind::Text:
      TILES_CHECK(put(node.text, node.offset));
      return Flow::Next;
    case GoNode::Kind::Action:
      TILES_CHECK(walk_action(node, dot));
      return Flow::Next;
    case GoNode::Kind::If:
    case GoNode::Kind::With:
      return walk_branch(node, dot);
    case GoNode::Kind::Range:
      return walk_range(node, dot);
    case GoNode::Kind::Template:
      TILES_CHECK(walk_template(node, dot));
      return Flow::Next;
    case GoNode::Kind::Break:
      return Flow::Break;
    case GoNode::Kind::Continue:
      return Flow::Continue;
  }
  return Flow::Next;
}

// NOLINTNEXTLINE(misc-no-recursion)
Result<void> Run::walk_action(const GoNode& node, const GoValue& dot) {
  const GoValue value = TILES_TRY(value_of(node.pipeline[0], dot));
  if (!node.pipeline[0].variables.empty()) return {};
  return put(value.is_nothing() ? "<no value>" : go_text(value), node.offset);
}

// NOLINTNEXTLINE(misc-no-recursion)
Result<Flow> Run::walk_branch(const GoNode& node, const GoValue& dot) {
  const std::size_t known = variables_.size();
  const GoValue value = TILES_TRY(value_of(node.pipeline[0], dot));
  const bool is_with = node.kind == GoNode::Kind::With;
  auto flow = value.truth() ? walk(node.body, is_with ? value : dot) : walk(node.otherwise, dot);
  variables_.resize(known);
  return flow;
}

// One round of a loop; false after {{break}}.
// NOLINTNEXTLINE(misc-no-recursion)
Result<bool> Run::walk_item(const GoNode& node, const GoValue& index, const GoValue& item) {
  const GoPipeline& pipeline = node.pipeline[0];
  const std::size_t known = variables_.size();
  const std::size_t count = pipeline.variables.size();
  if (pipeline.assigns) {
    if (count > 1) TILES_CHECK(set(pipeline.variables[0], index, pipeline.offset));
    if (count > 0) TILES_CHECK(set(pipeline.variables[count - 1], item, pipeline.offset));
  } else {
    // The pipeline declared them already, one after the other.
    if (count > 0) variables_[known - 1].second = item;
    if (count > 1) variables_[known - 2].second = index;
  }
  const Flow flow = TILES_TRY(walk(node.body, item));
  variables_.resize(known);
  return flow != Flow::Break;
}

// NOLINTNEXTLINE(misc-no-recursion)
Result<Flow> Run::walk_range(const GoNode& node, const GoValue& dot) {
  const std::size_t known = variables_.size();
  const GoPipeline& pipeline = node.pipeline[0];
  const GoValue value = TILES_TRY(value_of(pipeline, dot));
  bool goes_on = true;
  bool is_empty = true;
  const auto item = [&](const GoValue& index, const GoValue& each) -> Result<void> {
    is_empty = false;
    TILES_CHECK(step(node.offset));
    goes_on = TILES_TRY(walk_item(node, index, each));
    return {};
  };
  if (const auto* list = value.as_list()) {
    for (std::size_t i = 0; i < list->size() && goes_on; ++i) {
      TILES_CHECK(item(GoValue(static_cast<std::int64_t>(i)), (*list)[i]));
    }
  } else if (const auto* map = value.as_map()) {
    for (auto each = map->begin(); each != map->end() && goes_on; ++each) {
      TILES_CHECK(item(GoValue(each->first), each->second));
    }
  } else if (value.as_int() != nullptr || value.as_byte() != nullptr) {
    if (pipeline.variables.size() > 1) {
      return refuse(node.offset, "a number gives range one variable only");
    }
    const std::int64_t count = value.as_int() != nullptr ? *value.as_int() : value.as_byte()->value;
    for (std::int64_t i = 0; i < count && goes_on; ++i) {
      const bool is_byte = value.as_byte() != nullptr;
      const GoValue each =
          is_byte ? GoValue(GoValue::Byte{static_cast<std::uint8_t>(i)}) : GoValue(i);
      TILES_CHECK(item(GoValue(), each));
    }
  } else if (!value.is_nothing()) {
    return refuse(node.offset, format("range cannot go over {}", value.type_name()));
  }
  Result<Flow> flow = is_empty ? walk(node.otherwise, dot) : Result<Flow>(Flow::Next);
  variables_.resize(known);
  return flow;
}

// NOLINTNEXTLINE(misc-no-recursion)
Result<void> Run::walk_template(const GoNode& node, const GoValue& dot) {
  const auto found = templates_.find(node.text);
  if (found == templates_.end() || node.text.empty()) {
    return refuse(node.offset, format("template '{}' is not defined", node.text));
  }
  GoValue data;
  if (!node.pipeline.empty()) data = TILES_TRY(value_of(node.pipeline[0], dot));
  Variables outer = std::exchange(variables_, {{"$", data}});
  TILES_CHECK(walk(found->second, data));
  variables_ = std::move(outer);
  return {};
}

Result<void> Run::set(const std::string& name, const GoValue& value, std::size_t offset) {
  const auto found = std::find_if(variables_.rbegin(), variables_.rend(),
                                  [&name](const auto& variable) { return variable.first == name; });
  if (found == variables_.rend()) return refuse(offset, format("undefined variable '{}'", name));
  found->second = value;
  return {};
}

// NOLINTNEXTLINE(misc-no-recursion)
Result<GoValue> Run::value_of(const GoPipeline& pipeline, const GoValue& dot) {
  std::optional<GoValue> value;
  for (const GoCommand& command : pipeline.commands) {
    TILES_CHECK(step(pipeline.offset));
    value = TILES_TRY(value_of(command, dot, value));
    if (value->is_nil()) value = GoValue();
    TILES_CHECK(charge(*value));
  }
  for (const std::string& name : pipeline.variables) {
    if (pipeline.assigns) {
      TILES_CHECK(set(name, *value, pipeline.offset));
    } else {
      variables_.emplace_back(name, *value);
    }
  }
  return *value;
}

// NOLINTNEXTLINE(misc-no-recursion)
Result<GoValue> Run::value_of(const GoCommand& command, const GoValue& dot,
                              const std::optional<GoValue>& last) {
  const GoOperand& first = command.words[0];
  const bool is_function = first.kind == GoOperand::Kind::Function && first.fields.empty();
  if (is_function) {
    return called(first, std::span(command.words).subspan(1), dot, last);
  }
  if (first.kind == GoOperand::Kind::Nil) return refuse(first.offset, "nil is not a command");
  const bool has_arguments = command.words.size() > 1 || last.has_value();
  if (!has_arguments) return value_of(first, dot);
  if (!first.fields.empty()) {
    // Go looks at what has the field first: a field of nothing is nothing, arguments or not.
    GoOperand owner = first;
    owner.fields.pop_back();
    const GoValue value = TILES_TRY(value_of(owner, dot));
    if (value.is_missing()) return GoValue();
  }
  return refuse(first.offset, "only a function takes arguments");
}

// NOLINTNEXTLINE(misc-no-recursion)
Result<GoValue> Run::base_of(const GoOperand& operand, const GoValue& dot) {
  switch (operand.kind) {
    case GoOperand::Kind::Dot:
      return dot;
    case GoOperand::Kind::Nil:
      return GoValue::nil();
    case GoOperand::Kind::Constant:
      return operand.constant;
    case GoOperand::Kind::Pipeline:
      return value_of(operand.pipeline[0], dot);
    case GoOperand::Kind::Function:
      return called(operand, {}, dot, std::nullopt);
    case GoOperand::Kind::Variable: {
      const auto found =
          std::find_if(variables_.rbegin(), variables_.rend(),
                       [&operand](const auto& each) { return each.first == operand.name; });
      if (found == variables_.rend()) {
        return refuse(operand.offset, format("undefined variable '{}'", operand.name));
      }
      return found->second;
    }
  }
  return GoValue();
}

// NOLINTNEXTLINE(misc-no-recursion)
Result<GoValue> Run::value_of(const GoOperand& operand, const GoValue& dot) {
  GoValue value = TILES_TRY(base_of(operand, dot));
  for (const std::string& field : operand.fields) {
    value = TILES_TRY(field_of(operand, value, field));
  }
  return value;
}

Result<GoValue> Run::field_of(const GoOperand& operand, const GoValue& value,
                              const std::string& field) {
  if (value.is_missing()) return GoValue();
  const GoMap* map = value.as_map();
  if (map == nullptr) {
    return refuse(operand.offset, format("{} has no field '{}'", value.type_name(), field));
  }
  const auto found = map->find(field);
  return found == map->end() ? GoValue() : found->second;
}

// NOLINTNEXTLINE(misc-no-recursion)
Result<GoValue> Run::and_or(const GoOperand& function, std::span<const GoOperand> words,
                            const GoValue& dot, const std::optional<GoValue>& last) {
  if (words.empty() && !last) {
    return refuse(function.offset, format("wrong number of arguments for {}: 0", function.name));
  }
  GoValue value;
  for (const GoOperand& word : words) {
    value = TILES_TRY(value_of(word, dot));
    if (value.truth() == (function.name == "or")) return value;
  }
  return last ? *last : value;
}

// NOLINTNEXTLINE(misc-no-recursion)
Result<GoValue> Run::called(const GoOperand& function, std::span<const GoOperand> words,
                            const GoValue& dot, const std::optional<GoValue>& last) {
  if (function.name == "and" || function.name == "or") return and_or(function, words, dot, last);
  std::vector<GoValue> arguments;
  for (const GoOperand& word : words) arguments.push_back(TILES_TRY(value_of(word, dot)));
  if (last) arguments.push_back(*last);
  auto result = call_go_function(function.name, arguments, today_);
  if (!result) return refuse(function.offset, result.error().text());
  TILES_CHECK(charge(*result));
  return result;
}

}  // namespace

Result<GoTemplate> GoTemplate::parse(std::string_view text) {
  GoTemplates templates = TILES_TRY(parse_go_template(text));
  return GoTemplate(std::string(text), std::move(templates));
}

Result<std::string> GoTemplate::render(const Json& data, const Today& today) const {
  return render(GoValue::from_json(data), today);
}

Result<std::string> GoTemplate::render(const GoValue& data, const Today& today) const {
  Run run(text_, templates_, today);
  run.start(data);
  TILES_CHECK(run.walk(templates_.find("")->second, data));
  return run.take_output();
}

GoTemplate GoTemplate::cut_after(std::string_view field) const {
  GoTemplate cut = *this;
  cut_behind_field(cut.templates_[""], field);
  return cut;
}

bool GoTemplate::mentions(std::string_view field) const {
  return std::any_of(templates_.begin(), templates_.end(),
                     [field](const auto& each) { return mentions_field(each.second, field); });
}

}  // namespace tiles::models
