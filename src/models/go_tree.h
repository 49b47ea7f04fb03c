// SPDX-License-Identifier: Apache-2.0
// A parsed Go template.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "models/go_value.h"

namespace tiles::models {

struct GoPipeline;

// One word of a command, with the fields that follow it: ".a.b", "$x.a", "(…).a", "len".
struct GoOperand {
  enum class Kind : std::uint8_t { Dot, Nil, Constant, Variable, Function, Pipeline };

  Kind kind = Kind::Dot;
  std::size_t offset = 0;
  std::string name;                  // Of a variable ("$", "$x") or function.
  GoValue constant;                  // Number, string or truth.
  std::vector<GoPipeline> pipeline;  // One, in parentheses.
  std::vector<std::string> fields;
};

struct GoCommand {
  std::vector<GoOperand> words;  // Never empty.
};

struct GoPipeline {
  std::size_t offset = 0;
  std::vector<std::string> variables;  // What it declares or assigns; at most two.
  bool assigns = false;
  std::vector<GoCommand> commands;  // Never empty.
};

struct GoNode {
  enum class Kind : std::uint8_t { Text, Action, If, With, Range, Template, Break, Continue };

  Kind kind = Kind::Text;
  std::size_t offset = 0;
  std::string text;                  // Of Text; the name of a Template.
  std::vector<GoPipeline> pipeline;  // At most one.
  std::vector<GoNode> body;
  std::vector<GoNode> otherwise;
};

using GoTemplates = std::map<std::string, std::vector<GoNode>, std::less<>>;  // "" is the main one.

}  // namespace tiles::models
