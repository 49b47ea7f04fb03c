// SPDX-License-Identifier: Apache-2.0
// Vectors of a text's tokens, from a model that reads in both directions (BERT): for what scores a
// text, where a conversation writes one.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiles::engine {

using Token = std::int32_t;

// Opened by Model::open_encoder. One thread at a time.
class Encoder {
 public:
  virtual ~Encoder() = default;

  virtual std::uint32_t width() const = 0;
  virtual std::uint32_t tokens_max() const = 0;
  // The tokens that stand before a text and behind each part of it.
  virtual Token begin_token() const = 0;
  virtual Token end_token() const = 0;

  // No token of it is markup. Errors: Limit (Vocabulary::kTextBytesMax).
  virtual Result<std::vector<Token>> tokenize(std::string_view text) const = 0;

  // One to tokens_max() tokens, each seeing all others. Returns `tokens.size()` rows of `width()`
  // numbers. Errors: Limit (too many tokens), Io.
  virtual Result<std::vector<float>> encode(std::span<const Token> tokens) = 0;
};

}  // namespace tiles::engine
