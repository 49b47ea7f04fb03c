// SPDX-License-Identifier: Apache-2.0
// Pipelines, commands and words of a Go template, from a place in its tokens; go_parser.cpp reads
// what stands around them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/format.h"
#include "base/result.h"
#include "models/go_tokens.h"
#include "models/go_tree.h"

namespace tiles::models {

// A word with a meaning of its own, such as "range" and "nil".
bool is_go_keyword(const GoToken& token);

class GoPipelineParser {
 protected:
  using Kind = GoTokenKind;

  // `text` outlives the object.
  GoPipelineParser(std::string_view text, std::vector<GoToken> tokens)
      : text_(text), tokens_(std::move(tokens)) {}

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
  // Up to `end`, which is taken. `where` is for errors; "range" may declare two variables.
  Result<GoPipeline> parse_pipeline(std::string_view where, Kind end);

  std::string_view text_;
  std::vector<GoToken> tokens_;
  std::size_t at_ = 0;
  std::size_t nesting_ = 0;  // Of actions and parentheses.
  std::vector<std::string> variables_ = {"$"};

 private:
  Result<void> parse_variables(GoPipeline& pipeline, std::string_view where);
  Result<GoCommand> parse_command();
  Result<GoOperand> parse_operand();
  Result<GoOperand> parse_term();
  bool begins_operand();
};

}  // namespace tiles::models
