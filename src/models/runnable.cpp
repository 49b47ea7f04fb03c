// SPDX-License-Identifier: Apache-2.0
#include "models/runnable.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/format.h"
#include "base/json.h"
#include "base/text.h"
#include "models/go_template.h"
#include "models/instruction_rules.h"
#include "models/layer_kind.h"
#include "models/runnable_parameters.h"
#include "store/media_types.h"

namespace tiles::models {

namespace {

using store::Descriptor;

constexpr std::array<std::pair<std::string_view, SeedRole>, 3> kRoles = {{
    {"system", SeedRole::System},
    {"user", SeedRole::User},
    {"assistant", SeedRole::Assistant},
}};

// Major and minor number of "v0.14.0"; what is missing counts as 0.
std::pair<unsigned, unsigned> level_of(std::string_view version) {
  if (version.starts_with('v')) version.remove_prefix(1);
  std::array<unsigned, 2> numbers{};
  for (unsigned& number : numbers) {
    const auto [end, error] =
        std::from_chars(version.data(), version.data() + version.size(), number);
    if (error != std::errc()) break;
    version.remove_prefix(static_cast<std::size_t>(end - version.data()));
    if (!version.starts_with('.')) break;
    version.remove_prefix(1);
  }
  return {numbers[0], numbers[1]};
}

Result<void> check_required_version(const std::string& version) {
  if (level_of(version) <= level_of(kOllamaLevel)) return {};
  return fail(Error(ErrorCode::Unsupported,
                    format("the model requires version {}, this program does what Ollama {} does",
                           shown_in_quotes(version), kOllamaLevel))
                  .with_hint("get a newer Tiles, or another build of the model"));
}

Result<std::string> text_member(const Json& json, std::string_view key) {
  const auto found = json.find(key);
  if (found == json.end()) return std::string();
  if (!found->is_string()) return fail(ErrorCode::Invalid, format("'{}' is not a text", key));
  return found->get<std::string>();
}

// Of Tiles or Ollama, so that a type that is not known is one that a newer program needs.
bool is_for_running(std::string_view media_type) {
  return media_type.starts_with("application/vnd.tiles.model.") ||
         media_type.starts_with("application/vnd.ollama.image.");
}

// Reads the layers of one manifest into a Runnable, in their order.
class Reading {
 public:
  Reading(const store::Store& store, Runnable& runnable) : store_(store), runnable_(runnable) {}

  Result<void> read(const store::Manifest& manifest) {
    for (const Descriptor& layer : manifest.layers) {
      auto added = add(layer);
      if (!added) {
        return fail(std::move(added).error().within("layer " + layer.digest.text()));
      }
    }
    if (manifest.media_type == store::media_type::kDockerManifest) {
      TILES_CHECK(add_runtime(TILES_TRY(json(manifest.config))));
    }
    TILES_CHECK(check_required_version(runnable_.required_version));
    if (!runnable_.weights.empty()) return {};
    return fail(ErrorCode::Unsupported, "the build has no weights");
  }

 private:
  Result<void> add(const Descriptor& layer) {
    switch (layer_kind(layer.media_type)) {
      case LayerKind::Weights:
        return add_path(layer, runnable_.weights);
      case LayerKind::Adapter:
        return add_adapter(layer);
      case LayerKind::MemoryAdapter:
        return add_path(layer, runnable_.memory_adapters);
      case LayerKind::Draft:
        return add_path(layer, runnable_.draft);
      case LayerKind::Projector:
        return add_path(layer, runnable_.projectors);
      case LayerKind::WeightsConfig:
      case LayerKind::Document:
        return {};
      case LayerKind::Other:
        if (!is_for_running(layer.media_type)) return {};
        return fail(ErrorCode::Unsupported,
                    format("its type {} is newer than this program, or of another engine",
                           shown_in_quotes(layer.media_type)));
      default:
        return add_small(layer);
    }
  }

  // Those that are read into memory.
  Result<void> add_small(const Descriptor& layer) {
    switch (layer_kind(layer.media_type)) {
      case LayerKind::Parameters:
        return add_parameters(TILES_TRY(json(layer)), runnable_.parameters, runnable_.warnings);
      case LayerKind::Messages:
        return add_messages(TILES_TRY(json(layer)));
      case LayerKind::Runtime:
        return add_runtime(TILES_TRY(json(layer)));
      case LayerKind::Template:
        runnable_.template_text = TILES_TRY(text(layer));
        runnable_.template_kind = kind_of_template(runnable_.template_text);
        return {};
      case LayerKind::System:
        runnable_.system = TILES_TRY(text(layer));
        return {};
      case LayerKind::License:
        runnable_.licenses.push_back(TILES_TRY(text(layer)));
        return {};
      default:
        return add_mir(TILES_TRY(text(layer)));
    }
  }

  Result<std::string> text(const Descriptor& layer) const {
    return store_.blobs().read(layer.digest, Runnable::kTextBytesMax);
  }
  Result<Json> json(const Descriptor& layer) const {
    return parse_unambiguous_json(TILES_TRY(text(layer)));
  }

  Result<void> add_path(const Descriptor& layer, std::vector<std::filesystem::path>& paths) const {
    paths.push_back(TILES_TRY(store_.blobs().path(layer.digest)));
    return {};
  }

  Result<void> add_adapter(const Descriptor& layer) {
    RunnableAdapter adapter;
    adapter.path = TILES_TRY(store_.blobs().path(layer.digest));
    const auto scale = layer.annotations.find(std::string(store::annotation::kScale));
    if (scale != layer.annotations.end()) {
      const std::string& number = scale->second;
      const char* last = number.data() + number.size();
      const auto [end, error] = std::from_chars(number.data(), last, adapter.scale);
      if (error != std::errc() || end != last ||
          !(adapter.scale >= 0 && adapter.scale <= AdapterValue::kScaleMax)) {
        return fail(ErrorCode::Invalid, format("scale {} is no number from 0 to {}",
                                               shown_in_quotes(number), AdapterValue::kScaleMax));
      }
    }
    runnable_.adapters.push_back(std::move(adapter));
    return {};
  }

  Result<void> add_messages(const Json& list) {
    if (!list.is_array()) return fail(ErrorCode::Invalid, "messages are not a JSON list");
    if (runnable_.messages.size() + list.size() > Runnable::kMessagesMax) {
      return fail(ErrorCode::Limit, format("more than {} messages", Runnable::kMessagesMax));
    }
    for (const Json& item : list) {
      if (!item.is_object()) return fail(ErrorCode::Invalid, "a message is not a JSON object");
      const std::string role = TILES_TRY(text_member(item, "role"));
      const auto* known = std::find_if(kRoles.begin(), kRoles.end(),
                                       [&](const auto& entry) { return entry.first == role; });
      if (known == kRoles.end()) {
        return fail(ErrorCode::Invalid, format("a message has the role {}, none of system, user "
                                               "and assistant",
                                               shown_in_quotes(role)));
      }
      runnable_.messages.push_back({known->second, TILES_TRY(text_member(item, "content"))});
    }
    return {};
  }

  Result<void> add_mir(std::string_view text) {
    runnable_.mir.push_back(TILES_TRY(MirName::parse(text)));
    return {};
  }

  Result<void> add_runtime(const Json& object) {
    if (!object.is_object()) return fail(ErrorCode::Invalid, "not a JSON object");
    runnable_.renderer = TILES_TRY(text_member(object, "renderer"));
    runnable_.parser = TILES_TRY(text_member(object, "parser"));
    runnable_.required_version = TILES_TRY(text_member(object, "requires"));
    return {};
  }

  const store::Store& store_;
  Runnable& runnable_;
};

// Nothing of a build is read before all of it was checked.
Result<void> check_blobs(store::Store& store, const crypto::Digest& manifest,
                         const store::Progress& progress) {
  std::vector<store::Fault> faults =
      TILES_TRY(store.verify(manifest, store::Verify::Changed, progress));
  if (faults.empty()) return {};
  std::string phrase = faults.front().error.text();
  if (faults.size() > 1) phrase += format(" (and {} more layers are bad)", faults.size() - 1);
  return fail(Error(ErrorCode::Corrupt, std::move(phrase)));
}

Result<Runnable> read_build(const store::Store& store, const store::ModelName& name,
                            const crypto::Digest& digest) {
  const store::Manifest manifest = TILES_TRY(store.manifest(digest));
  Runnable runnable;
  runnable.name = name.text();
  runnable.manifest = digest;
  TILES_CHECK(Reading(store, runnable).read(manifest));
  return runnable;
}

// Of "x-00001-of-00003.gguf" all three; of any other name the file alone. Whether they are there is
// told when they are opened.
std::vector<std::filesystem::path> parts_beside(const std::filesystem::path& path) {
  constexpr std::string_view kFirst = "-00001-of-";
  constexpr std::size_t kDigits = 5;
  constexpr unsigned kPartsMax = 1'000;
  const std::string stem = path.stem().string();
  const std::size_t tail = kFirst.size() + kDigits;
  unsigned count = 0;
  if (path.extension() == ".gguf" && stem.size() > tail &&
      std::string_view(stem).substr(stem.size() - tail).starts_with(kFirst)) {
    const char* end = stem.data() + stem.size();
    const auto parsed = std::from_chars(end - kDigits, end, count);
    if (parsed.ptr != end || count > kPartsMax) count = 0;
  }
  std::vector<std::filesystem::path> parts = {path};
  for (unsigned i = 2; i <= count; ++i) {
    parts.push_back(path.parent_path() /
                    format("{}-{:05}-of-{:05}.gguf", stem.substr(0, stem.size() - tail), i, count));
  }
  return parts;
}

}  // namespace

TemplateKind kind_of_template(std::string_view text) {
  const bool has_statement =
      text.find("{%") != std::string_view::npos || text.find("{#") != std::string_view::npos;
  const auto parsed = GoTemplate::parse(text);
  if (!parsed) return has_statement ? TemplateKind::Jinja : TemplateKind::Go;
  for (const std::string_view field : {"Prompt", "Response", "System", "Messages"}) {
    if (parsed->mentions(field)) return TemplateKind::Go;
  }
  return has_statement ? TemplateKind::Jinja : TemplateKind::Go;
}

Result<Runnable> load_runnable(store::Store& store, const store::ModelName& name,
                               const store::Progress& progress) {
  const auto read_checked = [&]() -> Result<Runnable> {
    const crypto::Digest digest = TILES_TRY(store.resolve(name)).digest;
    TILES_CHECK(check_blobs(store, digest, progress));
    return read_build(store, name, digest);
  };
  auto runnable = read_checked();
  if (runnable) return runnable;
  Error error = std::move(runnable).error();
  if (error.code() == ErrorCode::Corrupt) {
    error = std::move(error).with_hint("nothing was loaded; run 'tiles verify " + name.text() +
                                       "' to see all that is bad");
  }
  return fail(std::move(error).within("opening model '" + name.text() + "'"));
}

Result<Runnable> read_runnable(const store::Store& store, const store::ModelName& name) {
  const crypto::Digest digest = TILES_TRY(store.resolve(name)).digest;
  auto runnable = read_build(store, name, digest);
  if (!runnable) {
    return fail(std::move(runnable).error().within("reading model '" + name.text() + "'"));
  }
  return runnable;
}

Result<void> check_unchanged(store::Store& store, const Runnable& runnable) {
  if (!runnable.manifest) return {};
  auto checked = check_blobs(store, *runnable.manifest, {});
  if (!checked) {
    return fail(std::move(checked)
                    .error()
                    .within("a file changed while it was loaded, and nothing of it is used")
                    .with_hint("run 'tiles verify " + runnable.name + "' to see all that is bad"));
  }
  return {};
}

Result<Runnable> runnable_of_file(const std::filesystem::path& path) {
  std::error_code failed;
  if (!std::filesystem::exists(path, failed)) {
    return fail(ErrorCode::NotFound, "no model file '" + path.string() + "'");
  }
  Runnable runnable;
  runnable.name = path.filename().string();
  runnable.weights = parts_beside(path);
  return runnable;
}

}  // namespace tiles::models
