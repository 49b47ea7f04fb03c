// SPDX-License-Identifier: Apache-2.0
#include "engine/model.h"

#include <fcntl.h>
#include <ggml-cpu.h>
#include <llama.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <exception>
#include <utility>

#include "base/format.h"
#include "base/platform_memory.h"
#include "base/text.h"
#include "base/unique_fd.h"
#include "engine/adapters.h"
#include "engine/assertion_guard.h"
#include "engine/llama_log.h"
#include "engine/loaded_model.h"
#include "engine/model_file.h"
#include "engine/sampler.h"

namespace tiles::engine {

namespace {

struct Progress {
  const std::function<LoadStep(float)>* report = nullptr;
  bool is_cancelled = false;
};

bool continue_loading(float done, void* data) {
  auto* progress = static_cast<Progress*>(data);
  if (*progress->report && (*progress->report)(done) == LoadStep::Cancel) {
    progress->is_cancelled = true;
  }
  return !progress->is_cancelled;
}

// Kernels assert this, on threads that cannot give an error.
Result<void> check_epsilons(const GgufMetadata& metadata) {
  for (const auto& [key, value] : metadata.values) {
    const auto* epsilon = std::get_if<double>(&value);
    if (epsilon == nullptr || !key.ends_with("_epsilon")) continue;
    if (!(*epsilon >= 0) || std::isinf(*epsilon)) {
      return fail(ErrorCode::Invalid, format("metadata key '{}' is {}", key, *epsilon));
    }
  }
  return {};
}

// `parts`: how many files there are.
Result<void> check_is_whole(const GgufMetadata& metadata, std::size_t parts) {
  if (metadata.number("split.no").value_or(0) != 0) {
    return fail(ErrorCode::Invalid, "the file is not the first part of a split model");
  }
  if (!metadata.text("general.architecture")) {
    return fail(ErrorCode::Invalid, "metadata key 'general.architecture' is missing");
  }
  const std::uint64_t wanted =
      std::max<std::uint64_t>(metadata.number("split.count").value_or(1), 1);
  if (wanted != parts) {
    return fail(ErrorCode::Unsupported,
                format("the model was split into {} files, {} given", wanted, parts));
  }
  if (metadata.tensor_count == 0) return fail(ErrorCode::Invalid, "the file holds no weights");
  return {};
}

bool reads_both_ways(const GgufMetadata& metadata) {
  const std::string key =
      std::string(metadata.text("general.architecture").value_or("")) + ".attention.causal";
  const auto found = metadata.values.find(key);
  const bool* is_causal =
      found == metadata.values.end() ? nullptr : std::get_if<bool>(&found->second);
  return is_causal != nullptr && !*is_causal;
}

Error load_error() {
  const std::string cause = to_valid_utf8(llama_error());
  if (cause.find("unknown model architecture") != std::string::npos) {
    return Error(ErrorCode::Unsupported, cause);
  }
  return Error(ErrorCode::Invalid, cause.empty() ? "llama.cpp refuses the file" : cause);
}

std::string text_of(const GgufValue& value) {
  return std::visit(
      [](const auto& item) -> std::string {
        using Item = std::decay_t<decltype(item)>;
        if constexpr (std::is_same_v<Item, std::string>) {
          return item;
        } else if constexpr (std::is_same_v<Item, GgufArray>) {
          return {};
        } else {
          return format("{}", item);
        }
      },
      value);
}

ModelInfo describe(const LoadedModel& model) {
  ModelInfo info;
  info.name = to_valid_utf8(model.metadata.text("general.name").value_or(""));
  info.architecture = to_valid_utf8(model.metadata.text("general.architecture").value_or(""));
  info.parameters = llama_model_n_params(model.llama.get());
  info.weights_bytes = model.metadata.tensor_bytes;
  info.context_tokens_trained =
      static_cast<std::uint32_t>(std::max(llama_model_n_ctx_train(model.llama.get()), 0));
  info.vocabulary_tokens = model.vocabulary.size();
  info.has_chat_template = model.chat_template && model.chat_template->is_present();
  info.sampling = default_sampling(model.metadata);
  return info;
}

// Where a model is: `file` is open; `path` is empty for one in memory.
struct Source {
  std::FILE* file = nullptr;
  std::filesystem::path path = {};
};

// Adds the weights of the further parts to `metadata`, which is that of the first.
Result<void> read_further_parts(const LoadOptions& options, GgufMetadata& metadata) {
  for (std::size_t i = 0; i < options.further_parts.size(); ++i) {
    const FileHandle file = TILES_TRY(open_model_file(options.further_parts[i]));
    const GgufMetadata part = TILES_TRY(read_gguf_metadata(file.get()));
    if (part.number("split.no").value_or(0) != i + 1 ||
        part.number("split.count") != metadata.number("split.count")) {
      return fail(ErrorCode::Invalid,
                  format("file {} is not part {} of the split model", i + 2, i + 2));
    }
    metadata.tensor_bytes += part.tensor_bytes;
  }
  return {};
}

llama_model* load_llama(const Source& source, const LoadOptions& options,
                        const llama_model_params& params) {
  if (options.further_parts.empty()) return llama_model_load_from_file_ptr(source.file, params);
  std::vector<std::string> texts = {source.path.string()};
  for (const auto& part : options.further_parts) texts.push_back(part.string());
  std::vector<const char*> paths;
  paths.reserve(texts.size());
  for (const std::string& text : texts) paths.push_back(text.c_str());
  return llama_model_load_from_splits(paths.data(), paths.size(), params);
}

Result<std::shared_ptr<LoadedModel>> load_weights(const Source& source,
                                                  const LoadOptions& options) {
  if (options.further_parts.size() >= kPartsMax) {
    return fail(ErrorCode::Limit, format("a model in more than {} files", kPartsMax));
  }
  GgufMetadata metadata = TILES_TRY(read_gguf_metadata(source.file));
  TILES_CHECK(check_is_whole(metadata, options.further_parts.size() + 1));
  TILES_CHECK(check_epsilons(metadata));
  TILES_CHECK(read_further_parts(options, metadata));
  if (fseeko(source.file, 0, SEEK_SET) != 0) return fail_system(errno, "reading the model");
  start_llama();
  clear_llama_error();
  Progress progress{&options.progress, false};
  llama_model_params params = llama_model_default_params();
  const bool is_mapped = !source.path.empty() && options.weights == Weights::Mapped;
  params.load_mode = is_mapped ? LLAMA_LOAD_MODE_MMAP : LLAMA_LOAD_MODE_NONE;
  if (options.gpu_layers) params.n_gpu_layers = *options.gpu_layers;
  if (options.main_gpu) params.main_gpu = *options.main_gpu;
  params.progress_callback = continue_loading;
  params.progress_callback_user_data = &progress;
  std::unique_ptr<llama_model, LlamaModelDeleter> llama(load_llama(source, options, params));
  if (progress.is_cancelled) return fail(ErrorCode::Cancelled, "loading was cancelled");
  if (!llama) return fail(load_error());
  return std::make_shared<LoadedModel>(std::move(llama), std::move(metadata));
}

Result<std::shared_ptr<LoadedModel>> load_model(const Source& source, const LoadOptions& options) {
  try {
    const AssertionGuard guard;
    auto model = TILES_TRY(load_weights(source, options));
    if (!llama_model_has_decoder(model->llama.get()) ||
        llama_model_has_encoder(model->llama.get())) {
      return fail(ErrorCode::Unsupported, "the model does not write text");
    }
    const int wanted = options.threads > 0 ? options.threads : physical_core_count();
    model->threads = std::min(wanted, kThreadsMax);
    ggml_threadpool_params pool = ggml_threadpool_params_default(model->threads);
    model->threadpool.reset(ggml_threadpool_new(&pool));
    model->chat_template =
        options.prompt_writer
            ? ChatTemplate::written_by({options.prompt_writer, options.tool_call_format},
                                       model->vocabulary)
            : TILES_TRY(ChatTemplate::create(model->llama.get(), model->vocabulary,
                                             options.chat_template));
    TILES_CHECK(load_adapters(options.adapters, *model));
    model->reads_both_ways = reads_both_ways(model->metadata);
    model->info = describe(*model);
    return model;
  } catch (const std::exception& error) {
    return fail(ErrorCode::Invalid,
                format("llama.cpp refuses the file: {}", to_valid_utf8(error.what())));
  }
}

}  // namespace

void LlamaModelDeleter::operator()(llama_model* model) const { llama_model_free(model); }
void ThreadpoolDeleter::operator()(ggml_threadpool* pool) const { ggml_threadpool_free(pool); }

LoadedModel::LoadedModel(std::unique_ptr<llama_model, LlamaModelDeleter> loaded, GgufMetadata head)
    : llama(std::move(loaded)),
      metadata(std::move(head)),
      vocabulary(llama_model_get_vocab(llama.get())) {}

Result<Model> Model::load(const std::filesystem::path& path, const LoadOptions& options) {
  const std::string doing = "loading model '" + path.string() + "'";
  auto file = open_model_file(path);
  if (!file) return fail(std::move(file).error().within(doing));
  auto loaded = load_model({file->get(), path}, options);
  if (!loaded) return fail(std::move(loaded).error().within(doing));
  if ((*loaded)->info.name.empty()) (*loaded)->info.name = path.stem().string();
  return Model(*std::move(loaded));
}

Result<Model> Model::load_bytes(std::span<const std::byte> bytes, const LoadOptions& options) {
  // Reading only: fmemopen's interface has no const.
  const FileHandle file(
      bytes.empty() ? nullptr : fmemopen(const_cast<std::byte*>(bytes.data()), bytes.size(), "rb"));
  if (!file) return fail(ErrorCode::Invalid, "loading an embedded model: it is empty");
  auto loaded = load_model({.file = file.get()}, options);
  if (!loaded) return fail(std::move(loaded).error().within("loading an embedded model"));
  return Model(*std::move(loaded));
}

bool has_gpu_support() {
  start_llama();
  return llama_supports_gpu_offload();
}

const ModelInfo& Model::info() const { return loaded_->info; }

std::optional<std::string> Model::metadata(std::string_view key) const {
  const auto found = loaded_->metadata.values.find(key);
  if (found == loaded_->metadata.values.end() || std::holds_alternative<GgufArray>(found->second)) {
    return std::nullopt;
  }
  return text_of(found->second);
}

std::optional<std::vector<double>> Model::numbers(std::string_view key) const {
  const GgufArray* array = loaded_->metadata.array(key);
  if (array == nullptr) return std::nullopt;
  std::vector<double> numbers = array->reals;
  numbers.insert(numbers.end(), array->integers.begin(), array->integers.end());
  return numbers.size() == array->count ? std::optional(std::move(numbers)) : std::nullopt;
}

Result<std::vector<Token>> Model::tokenize(std::span<const Segment> segments) const {
  return loaded_->vocabulary.tokenize(segments);
}

Result<std::uint32_t> Model::count_tokens(std::string_view text) const {
  const Segment segment{SegmentKind::Text, std::string(text)};
  return static_cast<std::uint32_t>(TILES_TRY(tokenize(std::span(&segment, 1))).size());
}

std::string Model::detokenize(std::span<const Token> tokens) const {
  std::string text;
  for (const Token token : tokens) text += loaded_->vocabulary.piece(token);
  return text;
}

Result<std::vector<Segment>> Model::render(const ChatPrompt& prompt) const {
  return TILES_TRY(loaded_->chat_template->render(prompt, nullptr)).segments;
}

Result<std::unique_ptr<Completion>> Model::open_conversation(
    const ConversationOptions& options) const {
  if (loaded_->reads_both_ways)
    return fail(ErrorCode::Unsupported, "the model does not write text");
  const std::shared_ptr<const LoadedModel> draft = options.draft ? options.draft->loaded_ : nullptr;
  return engine::open_conversation({loaded_, draft}, options);
}

}  // namespace tiles::engine
