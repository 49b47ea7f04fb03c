// SPDX-License-Identifier: Apache-2.0
// What running a model takes: the files, and what its Modelfile said about using them. Read from a
// build in the store, or from a file alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/digest.h"
#include "models/mir.h"
#include "models/modelfile.h"
#include "store/store.h"

namespace tiles::models {

struct RunnableAdapter {
  std::filesystem::path path;  // A LoRA as GGUF.
  double scale = 1;            // 0 to AdapterValue::kScaleMax.
};

// Names, types and ranges are those of parameter_rules(); what is not set is the engine's choice.
struct RunParameters {
  std::optional<std::int64_t> draft_num_predict, main_gpu, num_batch, num_ctx, num_gpu, num_keep,
      num_predict, num_thread, repeat_last_n, seed, top_k;
  std::optional<double> frequency_penalty, min_p, presence_penalty, repeat_penalty, temperature,
      top_p, typical_p;
  std::optional<bool> use_mmap;
  std::vector<std::string> stop;
};

enum class TemplateKind : std::uint8_t {
  OfModel,  // The one in the weights.
  Go,
  Jinja,
};

// Jinja has statements ("{% if %}"), Go has actions of its own; what could be either is Go's.
TemplateKind kind_of_template(std::string_view text);

enum class SeedRole : std::uint8_t { System, User, Assistant };

struct SeedMessage {
  SeedRole role = SeedRole::User;
  std::string content;
};

struct Runnable {
  static constexpr std::size_t kMessagesMax = Modelfile::kMessagesMax;
  static constexpr std::size_t kStopsMax = Modelfile::kStopsMax;
  // Of each text and of the JSON of parameters and messages.
  static constexpr std::size_t kTextBytesMax = std::size_t{4} << 20;

  std::string name;                            // "qwen3:latest"; of a file, its file name.
  std::optional<crypto::Digest> manifest;      // Of a build in the store.
  std::vector<std::filesystem::path> weights;  // At least one; several parts of a split model.
  std::vector<RunnableAdapter> adapters;       // All apply.
  std::vector<std::filesystem::path> draft;    // Parts of one model, or none.
  std::vector<std::filesystem::path> projectors;
  std::vector<std::filesystem::path> memory_adapters;
  RunParameters parameters;
  std::string system;
  TemplateKind template_kind = TemplateKind::OfModel;
  std::string template_text;  // Empty for OfModel.
  std::vector<SeedMessage> messages;
  std::vector<std::string> licenses;
  std::string renderer;  // Empty where there is none, as the next two.
  std::string parser;
  std::string required_version;
  std::vector<MirName> mir;
  // What has no effect here, for the user to know; sentences without a full stop.
  std::vector<std::string> warnings;
};

// What `name` means in the store, without a look at the files: for what loads nothing. Errors:
// those of load_runnable.
Result<Runnable> read_runnable(const store::Store& store, const store::ModelName& name);

// What `name` means in the store. Blobs that changed on disk since they were hashed are hashed
// first (`progress` counts over all of them). Manifests may be Ollama's. Errors: NotFound; Corrupt
// (a blob is not what the manifest says: nothing of the build is to be loaded); Unsupported (a
// build without GGUF weights, a REQUIRES that is newer than what Tiles does); Invalid, Limit (what
// a layer says); Cancelled, Io.
Result<Runnable> load_runnable(store::Store& store, const store::ModelName& name,
                               const store::Progress& progress = {});

// To be asked when the files are loaded: whether one of them changed since load_runnable found it
// as it should be. Errors: Corrupt, Io.
Result<void> check_unchanged(store::Store& store, const Runnable& runnable);

// One GGUF; of a split one the first part, whose others lie beside it. Errors: NotFound.
Result<Runnable> runnable_of_file(const std::filesystem::path& path);

// What Tiles does as much as: the greatest REQUIRES that is served.
inline constexpr std::string_view kOllamaLevel = "0.33";

}  // namespace tiles::models
