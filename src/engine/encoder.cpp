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

struct ContextDeleter {
  void operator()(llama_context* context) const { llama_free(context); }
};
using Context = std::unique_ptr<llama_context, ContextDeleter>;

class LlamaEncoder final : public Encoder {
 public:
  LlamaEncoder(std::shared_ptr<const LoadedModel> model, Context context, std::uint32_t tokens_max)
      : model_(std::move(model)),
        context_(std::move(context)),
        width_(static_cast<std::uint32_t>(llama_model_n_embd(model_->llama.get()))),
        tokens_max_(tokens_max) {
    llama_attach_threadpool(context_.get(), model_->threadpool.get(), model_->threadpool.get());
  }

  std::uint32_t width() const override { return width_; }
  std::uint32_t tokens_max() const override { return tokens_max_; }
  Token begin_token() const override { return llama_vocab_bos(model_->vocabulary.get()); }
  Token end_token() const override { return llama_vocab_sep(model_->vocabulary.get()); }

  Result<std::vector<Token>> tokenize(std::string_view text) const override {
    const Segment segment{SegmentKind::Text, std::string(text)};
    return model_->vocabulary.tokenize(std::span(&segment, 1));
  }

  Result<std::vector<float>> encode(std::span<const Token> tokens) override {
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
      return fail(ErrorCode::Io, format("reading failed with status {}: {}", status,
                                        to_valid_utf8(llama_error())));
    } catch (const std::exception& error) {
      return fail(ErrorCode::Io, format("reading failed: {}", to_valid_utf8(error.what())));
    }
  }

 private:
  std::shared_ptr<const LoadedModel> model_;
  Context context_;
  std::uint32_t width_;
  std::uint32_t tokens_max_;
};

Result<Context> create_context(const LoadedModel& model, std::uint32_t tokens) {
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
    Context context(llama_init_from_model(model.llama.get(), params));
    if (context) return context;
    cause = llama_error();
  } catch (const std::exception& error) {
    cause = error.what();
  }
  return fail(ErrorCode::Limit,
              format("no memory to read {} tokens: {}", tokens, to_valid_utf8(cause)));
}

}  // namespace

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
  Context context = TILES_TRY(create_context(*loaded_, tokens));
  return std::unique_ptr<Encoder>(
      std::make_unique<LlamaEncoder>(loaded_, std::move(context), tokens));
}

}  // namespace tiles::engine
