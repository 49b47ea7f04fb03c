// SPDX-License-Identifier: Apache-2.0
#include "engine/sequence.h"

#include <llama.h>

#include <algorithm>
#include <exception>
#include <mutex>
#include <utility>

#include "base/assert.h"
#include "base/format.h"
#include "base/text.h"
#include "engine/adapters.h"
#include "engine/assertion_guard.h"
#include "engine/attention.h"
#include "engine/llama_log.h"

namespace tiles::engine {

namespace {

Error creation_error(const AssertionGuard& guard, std::uint32_t context_tokens,
                     std::string_view cause) {
  if (guard.has_failed()) {
    return Error(ErrorCode::Invalid,
                 format("the model cannot be computed: {}", to_valid_utf8(cause)));
  }
  return Error(ErrorCode::Limit, format("no memory for a conversation of {} tokens: {}",
                                        context_tokens, to_valid_utf8(cause)));
}

Attention attention_of(const LoadedModel& model, std::uint32_t context_tokens) {
  const auto heads = static_cast<std::uint64_t>(std::max(llama_model_n_head(model.llama.get()), 0));
  return attention_for(heads, context_tokens, has_gpu_support() ? Processor::Gpu : Processor::Cpu);
}

bool should_abort(void* data) { return *static_cast<const std::atomic<bool>*>(data); }

}  // namespace

void Sequence::ContextDeleter::operator()(llama_context* context) const { llama_free(context); }

Sequence::Sequence(std::shared_ptr<const LoadedModel> model, llama_context* context)
    : model_(std::move(model)),
      context_(context),
      capacity_(llama_n_ctx(context)),
      batch_tokens_(llama_n_batch(context)) {
  llama_set_abort_callback(context, should_abort, &is_cancelled_);
  llama_attach_threadpool(context, model_->threadpool.get(), model_->threadpool.get());
}

Sequence::~Sequence() = default;

Result<std::unique_ptr<Sequence>> Sequence::create(std::shared_ptr<const LoadedModel> model,
                                                   const Size& size) {
  const std::uint32_t context_tokens = size.context_tokens;
  // A batch must hold a token and all that a draft guesses behind it.
  const std::uint32_t batch_tokens = std::max(
      size.batch_tokens == 0 ? kBatchTokensDefault : size.batch_tokens, kDraftTokensMax + 1);
  llama_context_params params = llama_context_default_params();
  params.n_ctx = context_tokens;
  params.n_batch = batch_tokens;
  const Attention attention = attention_of(*model, context_tokens);
  params.n_ubatch = std::min(batch_tokens, attention.batch_tokens);
  if (attention.kernel == Attention::Kernel::Plain) {
    params.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_DISABLED;
  }
  params.n_seq_max = 1;
  params.n_threads = model->threads;
  params.n_threads_batch = model->threads;
  params.no_perf = true;
  clear_llama_error();
  const AssertionGuard guard;
  try {
    const std::lock_guard lock(model->computing);
    llama_context* context = llama_init_from_model(model->llama.get(), params);
    if (context != nullptr) {
      std::unique_ptr<Sequence> sequence(new Sequence(std::move(model), context));
      TILES_CHECK(use_adapters(*sequence->model_, context));
      return sequence;
    }
  } catch (const std::exception& error) {
    return fail(creation_error(guard, context_tokens, error.what()));
  }
  return fail(creation_error(guard, context_tokens, llama_error()));
}

// Caches of some architectures (recurrent ones, sliding windows) cannot go back: then all is
// computed again.
void Sequence::keep_beginning(std::size_t count) {
  if (count >= tokens_.size()) return;
  llama_memory_t memory = llama_get_memory(context_.get());
  if (!llama_memory_seq_rm(memory, 0, static_cast<llama_pos>(count), -1)) {
    llama_memory_clear(memory, /*data=*/false);
    count = 0;
  }
  tokens_.resize(count);
}

Result<void> Sequence::truncate(std::size_t count) {
  TILES_ASSERT(count <= tokens_.size());
  std::vector<Token> wanted(tokens_.begin(), tokens_.begin() + static_cast<std::ptrdiff_t>(count));
  keep_beginning(count);
  if (tokens_.size() == count) return {};
  TILES_CHECK(set(wanted));
  return {};
}

Result<void> Sequence::compute(std::span<const Token> tokens, Rows rows) {
  if (is_cancelled_) return fail(ErrorCode::Cancelled, "cancelled");
  // llama.cpp takes the tokens without const and does not write to them.
  llama_batch batch = llama_batch_get_one(const_cast<Token*>(tokens.data()),
                                          static_cast<std::int32_t>(tokens.size()));
  std::vector<std::int8_t> wants_logits(tokens.size(), 1);
  if (rows == Rows::All) batch.logits = wants_logits.data();
  std::int32_t status = 0;
  try {
    clear_llama_error();
    const std::lock_guard lock(model_->computing);
    status = llama_decode(context_.get(), batch);
    llama_synchronize(context_.get());
  } catch (const std::exception& error) {
    return fail(ErrorCode::Io, format("computing failed: {}", to_valid_utf8(error.what())));
  }
  if (status == 0) {
    tokens_.insert(tokens_.end(), tokens.begin(), tokens.end());
    return {};
  }
  // A part of the batch may be in the cache: the next call begins behind what is known.
  llama_memory_seq_rm(llama_get_memory(context_.get()), 0, static_cast<llama_pos>(tokens_.size()),
                      -1);
  if (is_cancelled_) return fail(ErrorCode::Cancelled, "cancelled");
  return fail(ErrorCode::Io,
              format("computing failed with status {}: {}", status, to_valid_utf8(llama_error())));
}

Result<std::uint32_t> Sequence::set(std::span<const Token> tokens) {
  TILES_ASSERT(!tokens.empty() && tokens.size() <= capacity_);
  const auto end = std::mismatch(tokens.begin(), tokens.end(), tokens_.begin(), tokens_.end());
  auto kept = static_cast<std::size_t>(end.first - tokens.begin());
  // Logits are those of the last token that was computed: there must be one.
  kept = std::min(kept, tokens.size() - 1);
  keep_beginning(kept);
  kept = tokens_.size();
  for (std::size_t i = kept; i < tokens.size(); i += batch_tokens_) {
    TILES_CHECK(
        compute(tokens.subspan(i, std::min<std::size_t>(batch_tokens_, tokens.size() - i))));
  }
  return static_cast<std::uint32_t>(kept);
}

Result<void> Sequence::append(Token token) {
  if (tokens_.size() >= capacity_) {
    return fail(ErrorCode::Limit, format("the context of {} tokens is full", capacity_));
  }
  return compute(std::span(&token, 1));
}

Result<void> Sequence::append_with_all_rows(std::span<const Token> tokens) {
  TILES_ASSERT(!tokens.empty() && tokens.size() <= batch_tokens_);
  if (tokens.size() > capacity_ - tokens_.size()) {
    return fail(ErrorCode::Limit, format("the context of {} tokens is full", capacity_));
  }
  return compute(tokens, Rows::All);
}

}  // namespace tiles::engine
