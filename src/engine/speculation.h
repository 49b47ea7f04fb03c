// SPDX-License-Identifier: Apache-2.0
// Speculative decoding: a small model guesses some tokens, the model computes all of them in one
// batch, and those that it would have chosen itself stand. What is chosen does not change.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "engine/sequence.h"

namespace tiles::engine {

inline constexpr std::uint32_t kDraftTokensDefault = 4;

// Errors: Invalid (the draft model has other tokens).
Result<void> check_same_tokens(const Vocabulary& model, const Vocabulary& draft);

// The tokens of one completion, behind a prompt that `target` holds. Without a draft each token is
// computed by itself. One thread at a time.
class Decoder {
 public:
  // Both outlive the object; `draft` may be null.
  Decoder(Sequence& target, Sequence* draft, std::uint32_t draft_tokens)
      : target_(target), draft_(draft), draft_tokens_(draft_tokens) {}

  // The row of the batch computed last whose logits say what comes next.
  int row() const { return row_; }
  // Tokens that stand, guesses apart.
  std::uint32_t size() const;
  // Takes the chosen token. Errors: Cancelled, Io, Limit (the sequence is full).
  Result<void> advance(Token token);

 private:
  Result<void> compute(Token token);
  Result<std::vector<Token>> guess(std::vector<Token> known);

  Sequence& target_;
  Sequence* draft_;
  std::uint32_t draft_tokens_;
  int row_ = -1;                // -1: the last of the prompt.
  std::vector<Token> guesses_;  // In the batch, behind its first token.
};

}  // namespace tiles::engine
