// SPDX-License-Identifier: Apache-2.0
#include "kit/memory_model.h"

#include <charconv>
#include <memory>
#include <mutex>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "engine/gguf_metadata.h"
#include "engine/model_file.h"
#include "kit/model_file.h"
#include "memory/embedded.h"

namespace tiles::kit {
namespace {

constexpr std::string_view kNameKey = "general.name";
constexpr std::string_view kVersionKey = "general.version";
constexpr std::string_view kTypeKey = "general.type";

using Metadata = std::function<std::optional<std::string>(std::string_view key)>;

Metadata metadata_of(const engine::Model& model) {
  return [&model](std::string_view key) { return model.metadata(key); };
}

// Errors: Invalid (no number from 0 to 1).
Result<std::optional<double>> confidence_of(const Metadata& metadata, std::string_view key) {
  const std::optional<std::string> text = metadata(key);
  if (!text) return std::optional<double>();
  double value = 0;
  const char* end = text->data() + text->size();
  const auto [rest, error] = std::from_chars(text->data(), end, value);
  if (error != std::errc() || rest != end || !(value >= 0 && value <= 1)) {
    return fail(ErrorCode::Invalid, format("metadata key '{}' is {}, not between 0 and 1", key,
                                           shown_in_quotes(*text)));
  }
  return std::optional(value);
}

Result<void> describe(const Metadata& metadata, MemoryModel& model) {
  model.name = to_valid_utf8(metadata(kNameKey).value_or(""));
  model.version = to_valid_utf8(metadata(kVersionKey).value_or(""));
  model.protocol = TILES_TRY(memory::protocol_of_memory_model(metadata(kProtocolKey)));
  model.confidence_min = TILES_TRY(confidence_of(metadata, kConfidenceKey));
  model.change_confidence_min = TILES_TRY(confidence_of(metadata, kChangeConfidenceKey));
  return {};
}

std::vector<std::filesystem::path> paths_of(const std::vector<engine::AdapterFile>& adapters) {
  std::vector<std::filesystem::path> paths;
  paths.reserve(adapters.size());
  for (const engine::AdapterFile& adapter : adapters) paths.push_back(adapter.path);
  return paths;
}

Result<engine::GgufMetadata> read_head(const std::filesystem::path& file) {
  const engine::FileHandle opened = TILES_TRY(engine::open_model_file(file));
  return engine::read_gguf_metadata(opened.get());
}

// As Model::metadata gives it: numbers as text.
std::optional<std::string> value_of(const engine::GgufMetadata& head, std::string_view key) {
  if (const auto text = head.text(key)) return std::string(*text);
  const auto found = head.values.find(key);
  if (found == head.values.end()) return std::nullopt;
  if (const auto* number = std::get_if<double>(&found->second)) return format("{}", *number);
  const auto number = head.number(key);
  return number ? std::optional(format("{}", *number)) : std::nullopt;
}

Result<MemoryModel> load_adapter(const std::filesystem::path& file,
                                 const engine::GgufMetadata& head,
                                 const std::vector<engine::AdapterFile>& further,
                                 const std::optional<std::filesystem::path>& base) {
  if (!base) {
    return fail(Error(ErrorCode::NotFound,
                      "'" + file.string() + "' is an adapter, and there is no chat model for it")
                    .with_hint("put the .gguf file that it was made for into the models folder"));
  }
  std::vector<engine::AdapterFile> adapters{{.path = file}};
  adapters.insert(adapters.end(), further.begin(), further.end());
  engine::Model model = TILES_TRY(load_model_file(*base, {.adapters = adapters}));
  MemoryModel loaded{.kind = MemoryModelKind::Adapter,
                     .model = std::move(model),
                     .files = {{*base}, paths_of(adapters)},
                     .protocol = {},
                     .name = {},
                     .version = {}};
  TILES_CHECK(describe([&head](std::string_view key) { return value_of(head, key); }, loaded));
  if (loaded.name.empty()) loaded.name = file.stem().string();
  return loaded;
}

// "blobs/sha256/<64 digits>" of a store's layout (docs/formats/store.md): checked before loading.
std::optional<std::string> digest_in_name(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.parent_path();
  if (folder.filename() != "sha256" || folder.parent_path().filename() != "blobs") {
    return std::nullopt;
  }
  const auto digest = crypto::Digest::parse("sha256:" + file.filename().string());
  return digest ? std::optional(digest->hex()) : std::nullopt;
}

Result<std::string> digest_of_file(const std::filesystem::path& file) {
  if (auto named = digest_in_name(file)) return *std::move(named);
  return TILES_TRY(crypto::sha256_file(file)).hex();
}

// Of a split model: the SHA-256 of the digests of its parts, in order.
Result<std::string> digest_of(const std::vector<std::filesystem::path>& parts) {
  if (parts.empty()) {
    const auto bytes = memory::embedded_model();
    return crypto::sha256({reinterpret_cast<const char*>(bytes.data()), bytes.size()}).hex();
  }
  if (parts.size() == 1) return digest_of_file(parts.front());
  std::string digests;
  for (const auto& part : parts) digests += TILES_TRY(digest_of_file(part));
  return crypto::sha256(digests).hex();
}

}  // namespace

Thresholds thresholds_of(const MemoryModel& model, const std::optional<double>& of_settings) {
  if (of_settings) return {*of_settings, *of_settings, true};
  constexpr double kInHouseChanges = 0.8;
  const bool is_in_house = model.protocol == memory::Protocol::InHouse;
  const double other = model.confidence_min.value_or(is_in_house ? kInHouseChanges : 0);
  return {model.confidence_min.value_or(0), model.change_confidence_min.value_or(other), false};
}

Result<MemoryModel> load_embedded_memory_model(const std::vector<engine::AdapterFile>& adapters) {
  engine::Model model =
      TILES_TRY(engine::Model::load_bytes(memory::embedded_model(), {.adapters = adapters}));
  MemoryModel loaded{.kind = MemoryModelKind::Embedded,
                     .model = std::move(model),
                     .files = {{}, paths_of(adapters)},
                     .protocol = {},
                     .name = {},
                     .version = {}};
  TILES_CHECK(describe(metadata_of(loaded.model), loaded));
  if (loaded.version.empty()) loaded.version = memory::embedded_release();
  return loaded;
}

Result<MemoryModel> load_named_memory_model(const std::filesystem::path& file,
                                            const std::vector<engine::AdapterFile>& adapters,
                                            const ChatWeights& base) {
  // A file that is no GGUF is told by the load, with its name.
  const auto head = read_head(file);
  if (head && head->text(kTypeKey) == "adapter") {
    return load_adapter(file, *head, adapters, TILES_TRY(base()));
  }
  engine::Model model = TILES_TRY(load_model_file(file, {.adapters = adapters}));
  MemoryModel loaded{.kind = MemoryModelKind::File,
                     .model = std::move(model),
                     .files = {{file}, paths_of(adapters)},
                     .protocol = {},
                     .name = {},
                     .version = {}};
  TILES_CHECK(describe(metadata_of(loaded.model), loaded));
  if (loaded.name.empty()) loaded.name = file.stem().string();
  return loaded;
}

MemoryModel chat_memory_model(const engine::Model& model, ModelFiles files) {
  MemoryModel loaded{.kind = MemoryModelKind::Chat,
                     .model = model,
                     .files = std::move(files),
                     .protocol = memory::Protocol::ChatTools,
                     .name = model.info().name,
                     .version = {}};
  loaded.version = to_valid_utf8(model.metadata(kVersionKey).value_or(""));
  return loaded;
}

Result<vault::WriterModel> identify(const MemoryModel& model) {
  vault::WriterModel writer{.name = model.name, .version = model.version, .sha256 = {}};
  auto digest = digest_of(model.files.weights);
  for (const auto& adapter : model.files.adapters) {
    if (!digest) break;
    auto of_adapter = digest_of_file(adapter);
    if (!of_adapter) return fail(std::move(of_adapter).error().within("naming the memory model"));
    writer.adapters.push_back(*std::move(of_adapter));
  }
  if (!digest) return fail(std::move(digest).error().within("naming the memory model"));
  writer.sha256 = *std::move(digest);
  return writer;
}

std::function<Result<vault::WriterModel>()> identify_later(MemoryModel model, WriterFound found) {
  struct Known {
    std::mutex mutex;
    std::optional<vault::WriterModel> writer;
  };
  return [known = std::make_shared<Known>(), model = std::move(model),
          found = std::move(found)]() -> Result<vault::WriterModel> {
    const std::scoped_lock lock(known->mutex);
    if (!known->writer) {
      vault::WriterModel writer = TILES_TRY(identify(model));
      TILES_CHECK(found(writer));
      known->writer = std::move(writer);
    }
    return *known->writer;
  };
}

}  // namespace tiles::kit
