// SPDX-License-Identifier: Apache-2.0
#include "engine/encoder.h"

#include <llama.h>

#include <algorithm>
#include <exception>
#include <mutex>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "engine/assertion_guard.h"
#include "engine/llama_log.h"
#include "engine/loaded_model.h"

namespace tiles::engine {
namespace {

Result<llama_context*> create_context(const LoadedModel& model, std::uint32_t tokens) {
  llama_context_params params = llama_context_default_params();
  params.n_ctx = tokens;
  // What sees all of a text computes all of it at once.
  params.n_batch = tokens;
  params.n_ubatch = tokens;
  params.n_seq_max = 1;
  params.embeddings = true;
  params.pooling_type = LLAMA_POOLING_TYPE_NONE;
  params.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_DISABLED;
  params.n_threads = model.threads;
  params.n_threads_batch = model.threads;
  params.no_perf = true;
  clear_llama_error();
  std::string cause;
  try {
    const AssertionGuard guard;
    const std::lock_guard lock(model.computing);
    llama_context* context = llama_init_from_model(model.llama.get(), params);
    if (context != nullptr) return context;
    cause = llama_error();
  } catch (const std::exception& error) {
    cause = error.what();
  }
  return fail(ErrorCode::Limit,
              format("no memory to read {} tokens: {}", tokens, to_valid_utf8(cause)));
}

}  // namespace

void Encoder::ContextDeleter::operator()(llama_context* context) const { llama_free(context); }

Encoder::Encoder(std::shared_ptr<const LoadedModel> model, llama_context* context,
                 std::uint32_t tokens_max)
    : model_(std::move(model)),
      context_(context),
      width_(static_cast<std::uint32_t>(llama_model_n_embd(model_->llama.get()))),
      tokens_max_(tokens_max) {
  llama_attach_threadpool(context, model_->threadpool.get(), model_->threadpool.get());
}

Encoder::~Encoder() = default;

Token Encoder::begin_token() const { return llama_vocab_bos(model_->vocabulary.get()); }
Token Encoder::end_token() const { return llama_vocab_sep(model_->vocabulary.get()); }

Result<std::vector<Token>> Encoder::tokenize(std::string_view text) const {
  const Segment segment{SegmentKind::Text, std::string(text)};
  return model_->vocabulary.tokenize(std::span(&segment, 1));
}

Result<std::vector<float>> Encoder::encode(std::span<const Token> tokens) {
  if (tokens.empty() || tokens.size() > tokens_max_) {
    return fail(ErrorCode::Limit,
                format("{} tokens to read at once, 1 to {} can be", tokens.size(), tokens_max_));
  }
  // llama.cpp takes the tokens without const and does not write to them.
  llama_batch batch = llama_batch_get_one(const_cast<Token*>(tokens.data()),
                                          static_cast<std::int32_t>(tokens.size()));
  std::vector<std::int8_t> is_wanted(tokens.size(), 1);
  batch.logits = is_wanted.data();
  try {
    clear_llama_error();
    const std::lock_guard lock(model_->computing);
    const int status = llama_encode(context_.get(), batch);
    llama_synchronize(context_.get());
    const float* rows = status == 0 ? llama_get_embeddings(context_.get()) : nullptr;
    if (rows != nullptr) return std::vector<float>(rows, rows + tokens.size() * width_);
    return fail(ErrorCode::Io,
                format("reading failed with status {}: {}", status, to_valid_utf8(llama_error())));
  } catch (const std::exception& error) {
    return fail(ErrorCode::Io, format("reading failed: {}", to_valid_utf8(error.what())));
  }
}

Result<std::unique_ptr<Encoder>> Model::open_encoder() const {
  // llama.cpp has numbers of its own for tokens that the file does not name.
  const auto is_there = [&](Token token) {
    return token >= 0 && static_cast<std::uint32_t>(token) < loaded_->vocabulary.size();
  };
  const llama_vocab* vocabulary = loaded_->vocabulary.get();
  if (!loaded_->reads_both_ways || !is_there(llama_vocab_bos(vocabulary)) ||
      !is_there(llama_vocab_sep(vocabulary))) {
    return fail(ErrorCode::Unsupported, "the model is no encoder of texts");
  }
  const std::uint32_t tokens =
      std::min(loaded_->info.context_tokens_trained, kContextTokensDefaultMax);
  llama_context* context = TILES_TRY(create_context(*loaded_, tokens));
  return std::unique_ptr<Encoder>(new Encoder(loaded_, context, tokens));
}

}  // namespace tiles::engine
