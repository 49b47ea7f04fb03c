// SPDX-License-Identifier: Apache-2.0
#include "models/go_fields.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace tiles::models {
namespace {

bool mentions_in(const GoPipeline& pipeline, std::string_view field);

// NOLINTNEXTLINE(misc-no-recursion)
bool mentions_in(const GoOperand& operand, std::string_view field) {
  const bool is_named =
      std::find(operand.fields.begin(), operand.fields.end(), field) != operand.fields.end();
  return is_named ||
         std::any_of(operand.pipeline.begin(), operand.pipeline.end(),
                     [field](const GoPipeline& each) { return mentions_in(each, field); });
}

// NOLINTNEXTLINE(misc-no-recursion)
bool mentions_in(const GoPipeline& pipeline, std::string_view field) {
  for (const GoCommand& command : pipeline.commands) {
    for (const GoOperand& word : command.words) {
      if (mentions_in(word, field)) return true;
    }
  }
  return false;
}

}  // namespace

// NOLINTNEXTLINE(misc-no-recursion)
bool mentions_field(const std::vector<GoNode>& nodes, std::string_view field) {
  return std::any_of(nodes.begin(), nodes.end(), [field](const GoNode& node) {
    return std::any_of(node.pipeline.begin(), node.pipeline.end(),
                       [field](const GoPipeline& each) { return mentions_in(each, field); }) ||
           mentions_field(node.body, field) || mentions_field(node.otherwise, field);
  });
}

namespace {

bool shows(const GoNode& node, std::string_view field) {
  return node.kind == GoNode::Kind::Action && !node.pipeline.empty() &&
         mentions_in(node.pipeline.front(), field);
}

enum class Cut : std::uint8_t { NotYet, Done };

// NOLINTNEXTLINE(misc-no-recursion)
Cut cut_nodes(std::vector<GoNode>& nodes, std::string_view field) {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    GoNode& node = nodes[i];
    Cut cut = shows(node, field) ? Cut::Done : cut_nodes(node.body, field);
    if (cut == Cut::Done) {
      node.otherwise.clear();
    } else {
      cut = cut_nodes(node.otherwise, field);
    }
    if (cut == Cut::Done) {
      nodes.erase(nodes.begin() + static_cast<std::ptrdiff_t>(i) + 1, nodes.end());
      return cut;
    }
  }
  return Cut::NotYet;
}

}  // namespace

void cut_behind_field(std::vector<GoNode>& nodes, std::string_view field) {
  cut_nodes(nodes, field);
}

}  // namespace tiles::models
