// SPDX-License-Identifier: Apache-2.0
// Tokens of one model, and the line between markup (control tokens and their like) and plain text.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/completion.h"
#include "engine/model.h"

struct llama_vocab;

namespace tiles::engine {

// Markup: tokens that llama.cpp calls control or unknown, and user-defined ones in angle or square
// brackets ("<think>", "[INST]"), which some models' vocabularies do not call control tokens.
class Vocabulary {
 public:
  static constexpr std::size_t kTextBytesMax = 16u << 20;

  // `vocab` outlives the object.
  explicit Vocabulary(const llama_vocab* vocab);

  // Text segments give no markup token. Errors: Limit (kTextBytesMax for all segments), Invalid (a
  // vocabulary without a token for a byte of the text).
  Result<std::vector<Token>> tokenize(std::span<const Segment> segments) const;

  struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  // Where `text` spells markup, or begins or ends with a part that could complete markup together
  // with its neighbours. In order, without overlaps.
  std::vector<Range> find_markup(std::string_view text) const;

  // As the vocabulary spells it.
  std::string piece(Token token) const;
  // The same, but nothing for a control token.
  std::string visible_piece(Token token) const;
  bool is_markup(Token token) const { return markup_[static_cast<std::size_t>(token)]; }
  bool ends_generation(Token token) const;
  // The markup token of this spelling.
  std::optional<Token> markup_token(std::string_view spelling) const;
  // What a prompt must begin with, if anything.
  std::optional<Token> start_token() const;
  std::uint32_t size() const { return static_cast<std::uint32_t>(markup_.size()); }
  // Bytes that spellings of markup begin with, each once.
  std::string first_bytes_of_markup() const;
  // Plain tokens whose text holds one of `bytes`.
  std::vector<Token> plain_tokens_with(std::string_view bytes) const;
  const llama_vocab* get() const { return vocab_; }

 private:
  enum class Special { Parse, Ignore };

  Result<void> append(std::string_view text, Special special, std::vector<Token>& tokens) const;
  void append_or_throw(std::string_view text, Special special, std::vector<Token>& tokens) const;
  Result<void> append_plain(std::string_view text, std::vector<Token>& tokens) const;
  std::size_t markup_at(std::string_view text) const;

  const llama_vocab* vocab_;
  std::vector<bool> markup_;
  // Spellings by their first byte, longest first.
  std::array<std::vector<std::string>, 256> spellings_;
};

}  // namespace tiles::engine
