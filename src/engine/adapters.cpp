// SPDX-License-Identifier: Apache-2.0
#include "engine/adapters.h"

#include <llama.h>

#include "base/format.h"
#include "base/text.h"
#include "engine/llama_log.h"
#include "engine/model_file.h"

namespace tiles::engine {

namespace {

// "'llama' ('SmolLM2')": an architecture, and the model's name where the file gives it.
std::string shown_model(const GgufMetadata& metadata, std::string_view name_key) {
  std::string text = shown_in_quotes(metadata.text("general.architecture").value_or(""));
  if (const auto name = metadata.text(name_key)) text += " (" + shown_in_quotes(*name) + ")";
  return text;
}

Result<void> check_adapter(const GgufMetadata& adapter, const GgufMetadata& model) {
  if (adapter.text("general.type") != "adapter" || adapter.text("adapter.type") != "lora") {
    return fail(ErrorCode::Invalid, "the file is no LoRA adapter");
  }
  if (adapter.text("general.architecture") == model.text("general.architecture")) return {};
  return fail(ErrorCode::Invalid, format("the adapter was made for {}, the model is {}",
                                         shown_model(adapter, "general.base_model.0.name"),
                                         shown_model(model, "general.name")));
}

Result<llama_adapter_lora*> load_adapter(const AdapterFile& file, const LoadedModel& model) {
  if (!(file.scale >= 0 && file.scale <= kAdapterScaleMax)) {
    return fail(ErrorCode::Limit,
                format("scale {} is not from 0 to {}", file.scale, kAdapterScaleMax));
  }
  const FileHandle handle = TILES_TRY(open_model_file(file.path));
  const GgufMetadata metadata = TILES_TRY(read_gguf_metadata(handle.get()));
  TILES_CHECK(check_adapter(metadata, model.metadata));
  std::rewind(handle.get());
  clear_llama_error();
  llama_adapter_lora* adapter =
      llama_adapter_lora_init_from_file_ptr(model.llama.get(), handle.get());
  if (adapter != nullptr) return adapter;
  return fail(ErrorCode::Invalid,
              format("the adapter was made for {}, which does not fit the model {}: {}",
                     shown_model(metadata, "general.base_model.0.name"),
                     shown_model(model.metadata, "general.name"), to_valid_utf8(llama_error())));
}

}  // namespace

Result<void> load_adapters(std::span<const AdapterFile> files, LoadedModel& model) {
  if (files.size() > kAdaptersMax) {
    return fail(ErrorCode::Limit,
                format("{} adapters, the limit is {}", files.size(), kAdaptersMax));
  }
  for (const AdapterFile& file : files) {
    auto adapter = load_adapter(file, model);
    if (!adapter) {
      return fail(
          std::move(adapter).error().within("loading adapter '" + file.path.string() + "'"));
    }
    model.adapters.push_back(*adapter);
    model.adapter_scales.push_back(file.scale);
  }
  return {};
}

Result<void> use_adapters(const LoadedModel& model, llama_context* context) {
  if (model.adapters.empty()) return {};
  // llama.cpp takes both without const and does not write to them.
  std::vector<llama_adapter_lora*> adapters = model.adapters;
  std::vector<float> scales = model.adapter_scales;
  if (llama_set_adapters_lora(context, adapters.data(), adapters.size(), scales.data()) == 0) {
    return {};
  }
  return fail(ErrorCode::Invalid, "the adapters cannot be used together");
}

}  // namespace tiles::engine
