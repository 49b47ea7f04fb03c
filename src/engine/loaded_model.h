// SPDX-License-Identifier: Apache-2.0
// What the handles and conversations of one model share. Immutable after loading, but for the lock.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "engine/chat_template.h"
#include "engine/gguf_metadata.h"
#include "engine/model.h"
#include "engine/vocabulary.h"

struct ggml_threadpool;
struct llama_adapter_lora;
struct llama_model;

namespace tiles::engine {

struct LlamaModelDeleter {
  void operator()(llama_model* model) const;
};
struct ThreadpoolDeleter {
  void operator()(ggml_threadpool* pool) const;
};

class LoadedModel {
 public:
  LoadedModel(std::unique_ptr<llama_model, LlamaModelDeleter> llama, GgufMetadata metadata);

  std::unique_ptr<llama_model, LlamaModelDeleter> llama;
  GgufMetadata metadata;
  Vocabulary vocabulary;
  std::optional<ChatTemplate> chat_template;
  // Of llama.cpp, which frees them with the model; scales at the same places.
  std::vector<llama_adapter_lora*> adapters;
  std::vector<float> adapter_scales;
  ModelInfo info;
  // Each token sees those behind it, too: an encoder, which writes nothing.
  bool reads_both_ways = false;
  int threads = 1;
  std::unique_ptr<ggml_threadpool, ThreadpoolDeleter> threadpool;
  // Held while computing: conversations take turns, and the thread pool serves one at a time.
  mutable std::mutex computing;
};

struct ConversationModels {
  std::shared_ptr<const LoadedModel> model;
  std::shared_ptr<const LoadedModel> draft;  // Null for none.
};

// Defined in conversation.cpp.
Result<std::unique_ptr<Completion>> open_conversation(const ConversationModels& models,
                                                      const ConversationOptions& options);

}  // namespace tiles::engine
