// SPDX-License-Identifier: Apache-2.0
// Vectors of a text's tokens, from a model that reads in both directions (BERT): for what scores a
// text, where a conversation writes one.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"

struct llama_context;

namespace tiles::engine {

using Token = std::int32_t;

class LoadedModel;

// Opened by Model::open_encoder. One thread at a time.
class Encoder {
 public:
  ~Encoder();
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  std::uint32_t width() const { return width_; }
  std::uint32_t tokens_max() const { return tokens_max_; }
  // The tokens that stand before a text and behind each part of it.
  Token begin_token() const;
  Token end_token() const;

  // No token of it is markup. Errors: Limit (Vocabulary::kTextBytesMax).
  Result<std::vector<Token>> tokenize(std::string_view text) const;

  // One to tokens_max() tokens, each seeing all others. Returns `tokens.size()` rows of `width()`
  // numbers. Errors: Limit (too many tokens), Io.
  Result<std::vector<float>> encode(std::span<const Token> tokens);

 private:
  friend class Model;
  struct ContextDeleter {
    void operator()(llama_context* context) const;
  };
  Encoder(std::shared_ptr<const LoadedModel> model, llama_context* context,
          std::uint32_t tokens_max);

  std::shared_ptr<const LoadedModel> model_;
  std::unique_ptr<llama_context, ContextDeleter> context_;
  std::uint32_t width_;
  std::uint32_t tokens_max_;
};

}  // namespace tiles::engine
