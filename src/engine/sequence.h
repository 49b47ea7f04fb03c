// SPDX-License-Identifier: Apache-2.0
// The tokens of one conversation and what was computed for them (keys and values).
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/result.h"
#include "engine/loaded_model.h"

struct llama_context;

namespace tiles::engine {

// One thread at a time, but for cancel().
class Sequence {
 public:
  // Errors: Limit (memory for the cache cannot be had), Invalid (the model cannot be computed).
  struct Size {
    std::uint32_t context_tokens = 0;
    std::uint32_t batch_tokens = 0;  // 0: kBatchTokensDefault.
  };
  static Result<std::unique_ptr<Sequence>> create(std::shared_ptr<const LoadedModel> model,
                                                  const Size& size);
  ~Sequence();
  Sequence(const Sequence&) = delete;
  Sequence& operator=(const Sequence&) = delete;

  // Makes the sequence hold exactly `tokens`, at least one, and computes what follows the longest
  // common beginning with what it held. Returns the size of that beginning.
  // Errors: Cancelled, Io. What was computed before an error is kept.
  Result<std::uint32_t> set(std::span<const Token> tokens);
  // Errors: Cancelled, Io, Limit (the sequence is full).
  Result<void> append(Token token);
  // The same for at least one token, at most kDraftTokensMax + 1, with logits for each.
  Result<void> append_with_all_rows(std::span<const Token> tokens);
  // Makes the sequence hold its first `count` tokens. Logits are then of no use. Errors: as set().
  Result<void> truncate(std::size_t count);

  std::span<const Token> tokens() const { return tokens_; }
  const Vocabulary& vocabulary() const { return model_->vocabulary; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(tokens_.size()); }
  std::uint32_t capacity() const { return capacity_; }
  llama_context* context() const { return context_.get(); }

  // Ends the computation under way, and each later one until allow(). From any thread.
  void cancel() { is_cancelled_ = true; }
  void allow() { is_cancelled_ = false; }
  bool is_cancelled() const { return is_cancelled_; }

 private:
  struct ContextDeleter {
    void operator()(llama_context* context) const;
  };
  Sequence(std::shared_ptr<const LoadedModel> model, llama_context* context);

  void keep_beginning(std::size_t count);
  enum class Rows { Last, All };
  Result<void> compute(std::span<const Token> tokens, Rows rows = Rows::Last);

  std::shared_ptr<const LoadedModel> model_;
  std::unique_ptr<llama_context, ContextDeleter> context_;
  std::uint32_t capacity_;
  std::uint32_t batch_tokens_;
  std::vector<Token> tokens_;  // Those in the cache.
  std::atomic<bool> is_cancelled_ = false;
};

}  // namespace tiles::engine
