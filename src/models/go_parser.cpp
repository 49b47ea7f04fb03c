// SPDX-License-Identifier: Apache-2.0
#include "models/go_parser.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "models/go_format.h"
#include "models/go_pipeline_parser.h"
#include "models/go_template.h"
#include "models/go_tokens.h"

namespace tiles::models {
namespace {

using Kind = GoTokenKind;

// Only spaces and comments: may be replaced by another definition.
bool is_empty(const std::vector<GoNode>& nodes) {
  return std::all_of(nodes.begin(), nodes.end(), [](const GoNode& node) {
    return node.kind == GoNode::Kind::Text && trim(node.text).empty();
  });
}

enum class Ending : std::uint8_t { End, Else, ElseIf, ElseWith, OfText };

class Parser : private GoPipelineParser {
 public:
  Parser(std::string_view text, std::vector<GoToken> tokens)
      : GoPipelineParser(text, std::move(tokens)) {}

  Result<GoTemplates> parse();

 private:
  struct List {
    std::vector<GoNode> nodes;
    Ending ending = Ending::End;
  };

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

  std::size_t loops_ = 0;
  GoTemplates templates_;
};

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
  if (!is_go_keyword(word) || word.text == "nil") {
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

}  // namespace

Result<GoTemplates> parse_go_template(std::string_view text) {
  if (text.size() > GoTemplate::kTextBytesMax) {
    return fail(ErrorCode::Limit, format("the template has {} bytes, the most is {}", text.size(),
                                         GoTemplate::kTextBytesMax));
  }
  std::vector<GoToken> tokens = TILES_TRY(scan_go_template(text));
  return Parser(text, std::move(tokens)).parse();
}

}  // namespace tiles::models
