// SPDX-License-Identifier: Apache-2.0
#include "models/go_pipeline_parser.h"

#include <algorithm>
#include <array>
#include <utility>

#include "models/go_format.h"
#include "models/go_parser.h"
#include "models/go_template.h"

namespace tiles::models {
namespace {

constexpr std::array<std::string_view, 23> kFunctions = {
    "and",      "call",         "currentDate", "eq",     "ge",      "gt",    "html",
    "index",    "js",           "json",        "le",     "len",     "lt",    "ne",
    "not",      "or",           "print",       "printf", "println", "slice", "toTypeScriptType",
    "urlquery", "yesterdayDate"};

constexpr std::array<std::string_view, 11> kKeywords = {"block", "break",    "continue", "define",
                                                        "else",  "end",      "if",       "nil",
                                                        "range", "template", "with"};

}  // namespace

bool is_go_keyword(const GoToken& token) {
  return token.kind == GoTokenKind::Word && !token.text.empty() &&
         std::find(kKeywords.begin(), kKeywords.end(), token.text) != kKeywords.end();
}

bool is_go_function(std::string_view name) {
  return !name.empty() && std::find(kFunctions.begin(), kFunctions.end(), name) != kFunctions.end();
}

Result<void> GoPipelineParser::expect_close(std::string_view where) {
  if (peek_word().kind != Kind::Close) return unexpected(where);
  take();
  return {};
}

bool GoPipelineParser::begins_operand() {
  switch (peek_word().kind) {
    case Kind::Word:
      return !is_go_keyword(peek()) || peek().text == "nil";
    case Kind::Truth:
    case Kind::Field:
    case Kind::Dot:
    case Kind::Variable:
    case Kind::Number:
    case Kind::Character:
    case Kind::String:
    case Kind::OpenParen:
      return true;
    default:
      return false;
  }
}

// "$x :=", "$x =" and, for range, "$i, $x :=".
Result<void> GoPipelineParser::parse_variables(GoPipeline& pipeline, std::string_view where) {
  while (peek_word().kind == Kind::Variable) {
    const std::size_t start = at_;
    const std::string name(take().text);
    const Kind next = peek_word().kind;
    const bool ends = next == Kind::Assign || next == Kind::Declare;
    if (!ends && next != Kind::Comma) {
      at_ = start;
      return {};
    }
    take();
    pipeline.variables.push_back(name);
    variables_.push_back(name);
    if (ends) {
      pipeline.assigns = next == Kind::Assign;
      return {};
    }
    if (where != "range" || pipeline.variables.size() > 1) {
      return fail_in_template(text_, tokens_[start].offset,
                              format("too many variables in {}", where));
    }
    const Kind after = peek_word().kind;
    if (after != Kind::Variable && after != Kind::Close && after != Kind::CloseParen) {
      return unexpected("the variables of range");
    }
  }
  return {};
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by kNestingMax.
Result<GoPipeline> GoPipelineParser::parse_pipeline(std::string_view where, Kind end) {
  GoPipeline pipeline;
  pipeline.offset = peek_word().offset;
  TILES_CHECK(parse_variables(pipeline, where));
  while (peek_word().kind != end) {
    if (!begins_operand()) return unexpected(where);
    pipeline.commands.push_back(TILES_TRY(parse_command()));
    const GoOperand& first = pipeline.commands.back().words[0];
    const bool is_plain = first.kind == GoOperand::Kind::Nil ||
                          first.kind == GoOperand::Kind::Constant ||
                          (first.kind == GoOperand::Kind::Dot && first.fields.empty());
    if (is_plain && pipeline.commands.size() > 1) {
      return fail_in_template(text_, first.offset, "only a function can stand after '|'");
    }
  }
  if (pipeline.commands.empty()) return unexpected(format("{}, which has no value", where));
  take();
  return pipeline;
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by kNestingMax.
Result<GoCommand> GoPipelineParser::parse_command() {
  GoCommand command;
  while (true) {
    if (begins_operand()) command.words.push_back(TILES_TRY(parse_operand()));
    switch (peek().kind) {
      case Kind::Space:
        take();
        continue;
      case Kind::Pipe:
        take();
        return command;
      case Kind::Close:
      case Kind::CloseParen:
        return command;
      default:
        return unexpected("a command");
    }
  }
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by kNestingMax.
Result<GoOperand> GoPipelineParser::parse_operand() {
  GoOperand operand = TILES_TRY(parse_term());
  const bool takes_fields = operand.kind == GoOperand::Kind::Variable ||
                            operand.kind == GoOperand::Kind::Function ||
                            operand.kind == GoOperand::Kind::Pipeline || !operand.fields.empty();
  while (peek().kind == Kind::Field) {
    if (!takes_fields) return unexpected("a value that has no fields");
    operand.fields.emplace_back(take().text.substr(1));
  }
  return operand;
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by kNestingMax.
Result<GoOperand> GoPipelineParser::parse_term() {
  const GoToken token = take();
  GoOperand operand;
  operand.offset = token.offset;
  const auto constant = [&operand](GoValue value) {
    operand.kind = GoOperand::Kind::Constant;
    operand.constant = std::move(value);
  };
  const auto located = [this, &token](const auto& result) {
    return fail_in_template(text_, token.offset, result.error().text());
  };
  switch (token.kind) {
    case Kind::Field:
      operand.fields.emplace_back(token.text.substr(1));
      return operand;
    case Kind::Truth:
      constant(GoValue(token.text == "true"));
      return operand;
    case Kind::Number: {
      const auto number = go_number(token.text);
      if (!number) return located(number);
      constant(*number);
      return operand;
    }
    case Kind::Character: {
      const auto character = go_character(token.text);
      if (!character) return located(character);
      constant(GoValue(*character));
      return operand;
    }
    case Kind::String: {
      const auto text = go_unquoted(token.text);
      if (!text) return located(text);
      constant(GoValue(*text));
      return operand;
    }
    case Kind::Variable:
      operand.kind = GoOperand::Kind::Variable;
      operand.name = token.text;
      if (std::find(variables_.begin(), variables_.end(), operand.name) == variables_.end()) {
        return fail_in_template(text_, token.offset, format("undefined variable '{}'", token.text));
      }
      return operand;
    case Kind::Word:
      if (token.text == "nil") {
        operand.kind = GoOperand::Kind::Nil;
        return operand;
      }
      operand.kind = GoOperand::Kind::Function;
      operand.name = token.text;
      if (!is_go_function(token.text)) {
        return fail_in_template(text_, token.offset,
                                format("there is no function '{}'", token.text));
      }
      return operand;
    case Kind::OpenParen:
      if (nesting_ == GoTemplate::kNestingMax) return unexpected("too many parentheses");
      ++nesting_;
      operand.kind = GoOperand::Kind::Pipeline;
      operand.pipeline.push_back(TILES_TRY(parse_pipeline("parentheses", Kind::CloseParen)));
      --nesting_;
      return operand;
    default:
      return operand;  // Dot.
  }
}

}  // namespace tiles::models
