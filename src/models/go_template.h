// SPDX-License-Identifier: Apache-2.0
// Go's text/template, as Ollama's Modelfiles use it: TEMPLATE without Go. Same bytes as Go for the
// same JSON data, and the same refusals, but for: complex numbers (refused here), values that only
// Go has (functions, channels), and the bounds below.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "models/go_tree.h"

namespace tiles::models {

class GoTemplate {
 public:
  static constexpr std::size_t kTextBytesMax = std::size_t{1} << 20;
  static constexpr std::size_t kNestingMax = 64;  // Of actions and of parentheses.
  static constexpr std::size_t kOutputBytesMax = std::size_t{16} << 20;
  static constexpr std::size_t kDepthMax = 100;        // Of blocks and calls in a rendering.
  static constexpr std::size_t kStepsMax = 5'000'000;  // Nodes and commands in one rendering.
  // Of all the texts that functions and pipelines of one rendering make, variables included.
  static constexpr std::size_t kWorkBytesMax = std::size_t{128} << 20;

  // The day for currentDate and yesterdayDate, as days since 1970-01-01; asked at most twice.
  using Today = std::function<long()>;

  // Errors: Invalid with the line, Limit.
  static Result<GoTemplate> parse(std::string_view text);

  // Runs with `data` as dot. Nothing is kept: safe from several threads. Errors: Invalid with the
  // line, Limit.
  Result<std::string> render(const Json& data, const Today& today) const;
  Result<std::string> render(const GoValue& data, const Today& today) const;

  // Whether the template mentions the field anywhere: Ollama decides by it what a model can do.
  bool mentions(std::string_view field) const;

  // The same without what follows the first action that mentions the field: Ollama ends a prompt
  // there, for the answer to go on. Conditions and loops around it stay.
  GoTemplate cut_after(std::string_view field) const;

 private:
  GoTemplate(std::string text, GoTemplates templates)
      : text_(std::move(text)), templates_(std::move(templates)) {}

  std::string text_;
  GoTemplates templates_;
};

}  // namespace tiles::models
