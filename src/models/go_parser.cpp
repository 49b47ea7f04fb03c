// SPDX-License-Identifier: Apache-2.0
#include "models/go_parser.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "models/go_format.h"
#include "models/go_template.h"
#include "models/go_tokens.h"

namespace tiles::models {
namespace {

using Kind = GoTokenKind;

constexpr std::array<std::string_view, 23> kFunctions = {
    "and",      "call",         "currentDate", "eq",     "ge",      "gt",    "html",
    "index",    "js",           "json",        "le",     "len",     "lt",    "ne",
    "not",      "or",           "print",       "printf", "println", "slice", "toTypeScriptType",
    "urlquery", "yesterdayDate"};

constexpr std::array<std::string_view, 11> kKeywords = {"block", "break",    "continue", "define",
                                                        "else",  "end",      "if",       "nil",
                                                        "range", "template", "with"};

bool is_keyword(const GoToken& token) {
  return token.kind == Kind::Word && !token.text.empty() &&
         std::find(kKeywords.begin(), kKeywords.end(), token.text) != kKeywords.end();
}

// Only spaces and comments: may be replaced by another definition.
bool is_empty(const std::vector<GoNode>& nodes) {
  return std::all_of(nodes.begin(), nodes.end(), [](const GoNode& node) {
    return node.kind == GoNode::Kind::Text && trim(node.text).empty();
  });
}

enum class Ending : std::uint8_t { End, Else, ElseIf, ElseWith, OfText };

class Parser {
 public:
  Parser(std::string_view text, std::vector<GoToken> tokens)
      : text_(text), tokens_(std::move(tokens)) {}

  Result<GoTemplates> parse();

 private:
  struct List {
    std::vector<GoNode> nodes;
    Ending ending = Ending::End;
  };

  const GoToken& peek() const { return tokens_[at_]; }
  const GoToken& take() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  const GoToken& peek_word() {
    while (peek().kind == Kind::Space) ++at_;
    return peek();
  }
  bool is_word(std::string_view word) {
    return peek_word().kind == Kind::Word && peek().text == word;
  }
  auto unexpected(std::string_view where) {
    const GoToken& token = peek();
    const std::string what =
        token.kind == Kind::End ? "the end" : "'" + std::string(token.text) + "'";
    return fail_in_template(text_, token.offset, format("unexpected {} in {}", what, where));
  }
  Result<void> expect_close(std::string_view where);

  Result<List> parse_list(bool is_top);
  Result<void> parse_action(List& list, bool is_top, bool& is_done);
  Result<Ending> parse_else();
  Result<void> parse_define(std::size_t offset);
  Result<GoNode> parse_keyword(std::string_view word, std::size_t offset);
  Result<GoNode> parse_control(GoNode::Kind kind, std::size_t offset);
  Result<GoNode> parse_template(std::size_t offset);
  Result<GoNode> parse_block(std::size_t offset);
  Result<GoNode> parse_jump(GoNode::Kind kind, std::size_t offset);
  Result<std::string> parse_name(std::string_view where);
  Result<void> add(const std::string& name, std::vector<GoNode> nodes, std::size_t offset);
  // A list with variables and loops of its own, up to its {{end}}.
  Result<std::vector<GoNode>> parse_body(std::string_view where);

  Result<GoPipeline> parse_pipeline(std::string_view where, Kind end);
  Result<void> parse_variables(GoPipeline& pipeline, std::string_view where);
  Result<GoCommand> parse_command();
  Result<GoOperand> parse_operand();
  Result<GoOperand> parse_term();
  bool begins_operand();

  std::string_view text_;
  std::vector<GoToken> tokens_;
  std::size_t at_ = 0;
  std::size_t nesting_ = 0;
  std::size_t loops_ = 0;
  std::vector<std::string> variables_ = {"$"};
  GoTemplates templates_;
};

Result<void> Parser::expect_close(std::string_view where) {
  if (peek_word().kind != Kind::Close) return unexpected(where);
  take();
  return {};
}

Result<GoTemplates> Parser::parse() {
  List list = TILES_TRY(parse_list(/*is_top=*/true));
  TILES_CHECK(add("", std::move(list.nodes), text_.size()));
  return std::move(templates_);
}

Result<void> Parser::add(const std::string& name, std::vector<GoNode> nodes, std::size_t offset) {
  const auto found = templates_.find(name);
  if (found == templates_.end() || is_empty(found->second)) {
    templates_.insert_or_assign(name, std::move(nodes));
    return {};
  }
  if (!is_empty(nodes)) {
    return fail_in_template(text_, offset, format("template '{}' is defined twice", name));
  }
  return {};
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by kNestingMax.
Result<Parser::List> Parser::parse_list(bool is_top) {
  if (nesting_ == GoTemplate::kNestingMax) {
    return fail(ErrorCode::Limit, format("template: more than {} actions inside one another",
                                         GoTemplate::kNestingMax));
  }
  ++nesting_;
  List list;
  bool is_done = false;
  while (!is_done && peek().kind != Kind::End) {
    if (peek().kind == Kind::Text) {
      const GoToken& token = take();
      GoNode node;
      node.offset = token.offset;
      node.text = token.text;
      list.nodes.push_back(std::move(node));
      continue;
    }
    TILES_CHECK(parse_action(list, is_top, is_done));
  }
  if (!is_done && !is_top) return unexpected("a block that has no {{end}}");
  if (is_done && is_top)
    return fail_in_template(text_, peek().offset, "unexpected {{end}} or {{else}}");
  --nesting_;
  return list;
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by kNestingMax.
Result<void> Parser::parse_action(List& list, bool is_top, bool& is_done) {
  const std::size_t offset = take().offset;
  const GoToken word = peek_word();
  if (!is_keyword(word) || word.text == "nil") {
    GoNode node;
    node.kind = GoNode::Kind::Action;
    node.offset = offset;
    node.pipeline.push_back(TILES_TRY(parse_pipeline("a command", Kind::Close)));
    list.nodes.push_back(std::move(node));
    return {};
  }
  if (word.text == "define") {
    if (!is_top) return unexpected("a block: only the whole template can define another");
    take();
    return parse_define(offset);
  }
  take();
  if (word.text == "end" || word.text == "else") {
    is_done = true;
    list.ending = Ending::End;
    if (word.text == "else") {
      list.ending = TILES_TRY(parse_else());
      return {};
    }
    return expect_close("end");
  }
  list.nodes.push_back(TILES_TRY(parse_keyword(word.text, offset)));
  return {};
}

Result<Ending> Parser::parse_else() {
  if (is_word("if")) return Ending::ElseIf;
  if (is_word("with")) return Ending::ElseWith;
  TILES_CHECK(expect_close("else"));
  return Ending::Else;
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by kNestingMax.
Result<GoNode> Parser::parse_keyword(std::string_view word, std::size_t offset) {
  if (word == "if") return parse_control(GoNode::Kind::If, offset);
  if (word == "with") return parse_control(GoNode::Kind::With, offset);
  if (word == "range") return parse_control(GoNode::Kind::Range, offset);
  if (word == "template") return parse_template(offset);
  if (word == "block") return parse_block(offset);
  return parse_jump(word == "break" ? GoNode::Kind::Break : GoNode::Kind::Continue, offset);
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by kNestingMax.
Result<GoNode> Parser::parse_control(GoNode::Kind kind, std::size_t offset) {
  const std::size_t known = variables_.size();
  const std::string_view name = kind == GoNode::Kind::If     ? "if"
                                : kind == GoNode::Kind::With ? "with"
                                                             : "range";
  GoNode node;
  node.kind = kind;
  node.offset = offset;
  node.pipeline.push_back(TILES_TRY(parse_pipeline(name, Kind::Close)));
  loops_ += kind == GoNode::Kind::Range ? 1 : 0;
  List body = TILES_TRY(parse_list(/*is_top=*/false));
  loops_ -= kind == GoNode::Kind::Range ? 1 : 0;
  node.body = std::move(body.nodes);
  const bool chains = (kind == GoNode::Kind::If && body.ending == Ending::ElseIf) ||
                      (kind == GoNode::Kind::With && body.ending == Ending::ElseWith);
  if (chains) {
    take();  // "if" or "with"; its {{end}} ends both.
    if (nesting_ == GoTemplate::kNestingMax) return unexpected("a long chain of {{else if}}");
    ++nesting_;
    node.otherwise.push_back(TILES_TRY(parse_control(kind, peek().offset)));
    --nesting_;
  } else if (body.ending == Ending::Else) {
    List otherwise = TILES_TRY(parse_list(/*is_top=*/false));
    if (otherwise.ending != Ending::End) return unexpected("else: one {{else}} is enough");
    node.otherwise = std::move(otherwise.nodes);
  } else if (body.ending != Ending::End) {
    return unexpected("else");
  }
  variables_.resize(known);
  return node;
}

Result<std::string> Parser::parse_name(std::string_view where) {
  if (peek_word().kind != Kind::String) return unexpected(where);
  return go_unquoted(take().text);
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by kNestingMax.
Result<std::vector<GoNode>> Parser::parse_body(std::string_view where) {
  std::vector<std::string> variables = std::exchange(variables_, {"$"});
  const std::size_t loops = std::exchange(loops_, 0);
  List list = TILES_TRY(parse_list(/*is_top=*/false));
  if (list.ending != Ending::End) return unexpected(where);
  variables_ = std::move(variables);
  loops_ = loops;
  return std::move(list.nodes);
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by kNestingMax.
Result<void> Parser::parse_define(std::size_t offset) {
  const std::string name = TILES_TRY(parse_name("define"));
  TILES_CHECK(expect_close("define"));
  std::vector<GoNode> body = TILES_TRY(parse_body("define"));
  return add(name, std::move(body), offset);
}

Result<GoNode> Parser::parse_template(std::size_t offset) {
  GoNode node;
  node.kind = GoNode::Kind::Template;
  node.offset = offset;
  node.text = TILES_TRY(parse_name("template"));
  if (peek_word().kind == Kind::Close) {
    take();
  } else {
    node.pipeline.push_back(TILES_TRY(parse_pipeline("template", Kind::Close)));
  }
  return node;
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by kNestingMax.
Result<GoNode> Parser::parse_block(std::size_t offset) {
  GoNode node;
  node.kind = GoNode::Kind::Template;
  node.offset = offset;
  node.text = TILES_TRY(parse_name("block"));
  node.pipeline.push_back(TILES_TRY(parse_pipeline("block", Kind::Close)));
  std::vector<GoNode> body = TILES_TRY(parse_body("block"));
  TILES_CHECK(add(node.text, std::move(body), offset));
  return node;
}

Result<GoNode> Parser::parse_jump(GoNode::Kind kind, std::size_t offset) {
  const std::string_view name = kind == GoNode::Kind::Break ? "break" : "continue";
  TILES_CHECK(expect_close(name));
  if (loops_ == 0) {
    return fail_in_template(text_, offset, format("{{{{{}}}}} outside of {{{{range}}}}", name));
  }
  GoNode node;
  node.kind = kind;
  node.offset = offset;
  return node;
}

bool Parser::begins_operand() {
  switch (peek_word().kind) {
    case Kind::Word:
      return !is_keyword(peek()) || peek().text == "nil";
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
Result<void> Parser::parse_variables(GoPipeline& pipeline, std::string_view where) {
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
Result<GoPipeline> Parser::parse_pipeline(std::string_view where, Kind end) {
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
Result<GoCommand> Parser::parse_command() {
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
Result<GoOperand> Parser::parse_operand() {
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
Result<GoOperand> Parser::parse_term() {
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

}  // namespace

bool is_go_function(std::string_view name) {
  return !name.empty() && std::find(kFunctions.begin(), kFunctions.end(), name) != kFunctions.end();
}

Result<GoTemplates> parse_go_template(std::string_view text) {
  if (text.size() > GoTemplate::kTextBytesMax) {
    return fail(ErrorCode::Limit, format("the template has {} bytes, the most is {}", text.size(),
                                         GoTemplate::kTextBytesMax));
  }
  std::vector<GoToken> tokens = TILES_TRY(scan_go_template(text));
  return Parser(text, std::move(tokens)).parse();
}

}  // namespace tiles::models
