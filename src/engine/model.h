// SPDX-License-Identifier: Apache-2.0
// A model in this process, over llama.cpp. Loading, tokens, and conversations that share weights.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/completion.h"
#include "engine/encoder.h"

namespace tiles::engine {

enum class LoadStep { Continue, Cancel };

// A LoRA that changes what the weights compute.
struct AdapterFile {
  std::filesystem::path path;
  float scale = 1;  // 0 to kAdapterScaleMax; 0 is without effect.
};
inline constexpr float kAdapterScaleMax = 100;
inline constexpr std::size_t kAdaptersMax = 64;
inline constexpr std::size_t kPartsMax = 1'000;  // Of a split model.

// Writes the prompt of a chat in place of a Jinja template. What it is given, and so what it
// returns, holds letters of its own where texts spell control tokens: it cannot make them act. Safe
// from several threads. Errors: any.
using PromptWriter = std::function<Result<std::string>(const ChatPrompt&)>;

// How a model writes tool calls: a tag, then JSON objects or a list of them.
struct ToolCallFormat {
  std::string tag;  // Empty: an answer that begins with a bracket is calls.
  std::string name_key;
  std::string arguments_key;
};

enum class Weights { Mapped, InMemory };

struct LoadOptions {
  // Called on the loading thread with 0 to 1; Cancel ends the load with Cancelled.
  std::function<LoadStep(float)> progress = {};
  // Threads that compute; 0 takes one for each physical core. Same number, seed and build: same
  // output.
  int threads = 0;
  // A Jinja chat template in place of the model's own; "" keeps that.
  std::string chat_template = {};
  // In place of any Jinja template, when set. Answers are plain text, but for tool calls.
  PromptWriter prompt_writer = {};
  // Of a model with a prompt_writer; nothing: tools are refused.
  std::optional<ToolCallFormat> tool_call_format = {};
  // Of a split model those behind the first, in order.
  std::vector<std::filesystem::path> further_parts = {};
  std::vector<AdapterFile> adapters = {};  // All apply, to every conversation.
  Weights weights = Weights::Mapped;
  // How many layers a graphics processor computes; all that fit when not set.
  std::optional<int> gpu_layers = {};
  std::optional<int> main_gpu = {};
};

// Whether this build can use a graphics processor at all.
bool has_gpu_support();

class Model;

struct ConversationOptions {
  // 0 takes what the model was trained for, at most kContextTokensDefaultMax.
  std::uint32_t context_tokens = 0;
  std::uint32_t batch_tokens = 0;  // Computed at once; 0 takes the engine's choice.
  // A smaller model with the same tokens, which guesses what comes next: the same answer, sooner.
  std::shared_ptr<const Model> draft = {};
  std::uint32_t draft_tokens = 0;  // Guessed at once; 0 takes the engine's choice.
};
inline constexpr int kThreadsMax = 512;
inline constexpr std::uint32_t kBatchTokensMax = 8'192;
inline constexpr std::uint32_t kDraftTokensMax = 64;
inline constexpr std::uint32_t kContextTokensDefaultMax = 8'192;
inline constexpr std::uint32_t kContextTokensMax = 1u << 20;

struct ModelInfo {
  std::string name;          // general.name, or the file's name.
  std::string architecture;  // As "llama" or "qwen3".
  std::uint64_t parameters = 0;
  std::uint64_t weights_bytes = 0;
  std::uint32_t context_tokens_trained = 0;
  std::uint32_t vocabulary_tokens = 0;
  bool has_chat_template = false;
  Sampling sampling;  // Every field but the seed is set: metadata, else the engine's defaults.
};

class LoadedModel;

// A handle; copies share one loaded model, which lives until the last handle and conversation end.
// All calls are safe from several threads.
class Model {
 public:
  // Errors: NotFound, Denied, Io; Invalid, Corrupt, Unsupported, Limit (a file that is not a model
  // this build can load, see engine/gguf_metadata.h, a template that cannot be parsed, or an
  // adapter that was made for another model), Cancelled. Memory is not checked: see estimate_fit.
  static Result<Model> load(const std::filesystem::path& path, const LoadOptions& options = {});
  // The same from memory, for models inside the program; `bytes` is read until load_bytes returns.
  static Result<Model> load_bytes(std::span<const std::byte> bytes,
                                  const LoadOptions& options = {});

  const ModelInfo& info() const;
  // A metadata value as text: "tiles.memory.protocol", "general.license". Arrays are not given.
  std::optional<std::string> metadata(std::string_view key) const;
  // The numbers of an array; nothing when the key is missing, of another kind or longer than
  // GgufArray keeps.
  std::optional<std::vector<double>> numbers(std::string_view key) const;

  // No start token is added. Text between control tokens in a Control segment is ordinary text.
  // Errors: Limit (16 MiB of text).
  Result<std::vector<Token>> tokenize(std::span<const Segment> segments) const;
  Result<std::uint32_t> count_tokens(std::string_view text) const;
  // Control tokens are spelt out.
  std::string detokenize(std::span<const Token> tokens) const;

  // The prompt as the template gives it: what is markup is Control, what a message held is Text.
  Result<std::vector<Segment>> render(const ChatPrompt& prompt) const;

  // A conversation with a cache of its own. Conversations of one model take turns token by token.
  // Errors: Limit, Invalid (a draft model with other tokens), Unsupported (an encoder).
  Result<std::unique_ptr<Completion>> open_conversation(
      const ConversationOptions& options = {}) const;

  // For a model that reads texts and writes none. Errors: Unsupported (any other), Limit.
  Result<std::unique_ptr<Encoder>> open_encoder() const;

 private:
  explicit Model(std::shared_ptr<const LoadedModel> loaded) : loaded_(std::move(loaded)) {}
  std::shared_ptr<const LoadedModel> loaded_;
};

}  // namespace tiles::engine
