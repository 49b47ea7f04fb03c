// SPDX-License-Identifier: Apache-2.0
// Chooses the next token: sampling settings, and the grammar an answer must follow.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/result.h"
#include "engine/completion.h"
#include "engine/gguf_metadata.h"
#include "engine/vocabulary.h"

struct common_chat_params;
struct common_sampler;
struct llama_context;
struct llama_model;

namespace tiles::engine {

// The rule that every grammar of a raw prompt may use: one piece of text that is no control token.
// llama.cpp's character classes match the spelling of control tokens too.
inline constexpr std::string_view kPlainRule = "plain";

inline constexpr std::size_t kGrammarBytesMax = 1u << 20;

// Metadata keys general.sampling.*, else the engine's defaults.
Sampling default_sampling(const GgufMetadata& metadata);
// `wanted` where set, else `defaults`. Errors: Invalid (a value out of SamplingLimits).
Result<Sampling> resolve(const Sampling& wanted, const Sampling& defaults);

class Sampler {
 public:
  struct Inputs {
    const llama_model* model = nullptr;
    const Vocabulary* vocabulary = nullptr;
    Sampling sampling;  // Resolved.
    const Constraint* constraint = nullptr;
    const common_chat_params* format = nullptr;  // Of a chat prompt that is parsed, else null.
  };
  // Errors: Invalid (grammar or schema), Limit.
  static Result<Sampler> create(const Inputs& inputs);
  Sampler(Sampler&&) noexcept;
  Sampler& operator=(Sampler&&) noexcept;
  ~Sampler();

  // The prompt's tokens count for the repetition penalty only.
  void accept_prompt(std::span<const Token> tokens);
  // The next token from the logits of a row of the batch that was computed last, -1 for its last
  // one. Errors: Invalid (the grammar allows none), Corrupt (logits that are no numbers).
  Result<Token> next(llama_context* context, int row = -1);
  // Of a token that next() gave for that row: TokenChoice of engine/completion.h. Cost: one pass
  // over the vocabulary.
  float log_probability(llama_context* context, int row, Token token) const;

 private:
  struct Deleter {
    void operator()(common_sampler* sampler) const;
  };
  struct TokenCounts {
    std::size_t vocabulary = 0;
    std::size_t penalty = 0;  // Looked back at.
  };
  Sampler(common_sampler* sampler, const TokenCounts& counts);

  std::unique_ptr<common_sampler, Deleter> sampler_;
  TokenCounts counts_;
};

}  // namespace tiles::engine
