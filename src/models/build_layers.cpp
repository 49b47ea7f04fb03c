// SPDX-License-Identifier: Apache-2.0
#include "models/build_layers.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/format.h"
#include "engine/model.h"
#include "models/mir.h"
#include "models/parameter_rules.h"
#include "store/descriptor.h"
#include "store/media_types.h"

namespace tiles::models {
namespace {

constexpr std::size_t kJsonDepthMax = 16;

// Of the annotations of a layer, what Tiles reads.
store::Annotations known_annotations(const store::Annotations& annotations) {
  store::Annotations known;
  for (const std::string_view key : {store::annotation::kFilePath, store::annotation::kScale}) {
    if (const auto found = annotations.find(std::string(key)); found != annotations.end()) {
      known.insert(*found);
    }
  }
  return known;
}

// The scale of `from`, or none, which is 1.
void set_scale(store::Annotations& annotations, const store::Annotations& from) {
  const std::string key(store::annotation::kScale);
  annotations.erase(key);
  if (const auto scale = from.find(key); scale != from.end()) annotations.insert(*scale);
}

Json parameter_value(const ParameterRule& rule, const std::string& value) {
  switch (rule.type) {
    case ParameterType::Integer:
      return integer_value(value);
    case ParameterType::Number:
      return number_value(value);
    case ParameterType::Switch:
      return switch_value(value);
    case ParameterType::Text:
      return value;
  }
  return value;
}

// "stop" is a list: its first value takes the place of the base's list, the others join it.
void set_parameter(Json& parameters, const ParameterRule& rule, const std::string& value,
                   bool& has_stop) {
  if (rule.name != "stop") {
    parameters[std::string(rule.name)] = parameter_value(rule, value);
    return;
  }
  if (!std::exchange(has_stop, true)) parameters["stop"] = Json::array();
  parameters["stop"].push_back(value);
}

Json in_byte_order(const Json& object) {
  std::map<std::string, Json> sorted;
  for (const auto& [key, value] : object.items()) sorted[key] = value;
  Json ordered = Json::object();
  for (const auto& [key, value] : sorted) ordered[key] = value;
  return ordered;
}

std::string without_v(std::string_view version) {
  if (version.starts_with('v')) version.remove_prefix(1);
  return std::string(version);
}

}  // namespace

Result<Json> BuildLayers::read_json_layer(const store::Descriptor& layer) const {
  const std::string text = TILES_TRY(store_.blobs().read(layer.digest, kTextBytesMax));
  Json json = TILES_TRY(parse_unambiguous_json(text, kJsonDepthMax));
  if (!json.is_object()) {
    return fail(ErrorCode::Invalid, format("the layer '{}' is not an object", layer.media_type));
  }
  return json;
}

Result<void> BuildLayers::inherit_config(const store::Descriptor& config) {
  // Of a model that others made anything may stand here, and nothing of it is needed.
  const auto json = read_json_layer(config);
  if (!json) {
    return json.error().code() == ErrorCode::Invalid ? Result<void>() : fail(json.error());
  }
  const auto text = [](const Json& object, const char* key) {
    const auto found = object.is_object() ? object.find(key) : object.end();
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
  };
  if (config.media_type == store::media_type::kModelConfig) {
    const Json descriptor = json->value("descriptor", Json::object());
    const Json inner = json->value("config", Json::object());
    info_ = {.architecture = text(descriptor, "family"),
             .name = text(descriptor, "name"),
             .file_type = text(inner, "quantization")};
    return {};
  }
  // Ollama's, which also has what Tiles keeps in a layer of its own.
  info_ = {.architecture = text(*json, "model_family"),
           .name = text(*json, "base_name"),
           .file_type = text(*json, "file_type")};
  renderer_ = text(*json, "renderer");
  parser_ = text(*json, "parser");
  requires_ = text(*json, "requires");
  return {};
}

Result<void> BuildLayers::inherit(const store::Manifest& base) {
  TILES_CHECK(inherit_config(base.config));
  for (const store::Descriptor& layer : base.layers) {
    const LayerKind kind = layer_kind(layer.media_type);
    if (kind == LayerKind::Parameters) {
      parameters_ = TILES_TRY(read_json_layer(layer));
    } else if (kind == LayerKind::Runtime) {
      const Json runtime = TILES_TRY(read_json_layer(layer));
      renderer_ = TILES_TRY(store::read_text_member(runtime, "renderer"));
      parser_ = TILES_TRY(store::read_text_member(runtime, "parser"));
      requires_ = TILES_TRY(store::read_text_member(runtime, "requires"));
    } else if (kind == LayerKind::Other) {
      layers_.push_back({kind, layer, true});
    } else {
      layers_.push_back({kind,
                         {.media_type = std::string(media_type_of(kind)),
                          .digest = layer.digest,
                          .size_bytes = layer.size_bytes,
                          .artifact_type = {},
                          .annotations = known_annotations(layer.annotations)},
                         true});
    }
  }
  return {};
}

void BuildLayers::remove(LayerKind kind) {
  std::erase_if(layers_, [kind](const Layer& layer) { return layer.kind == kind; });
}

void BuildLayers::remove_inherited(LayerKind kind) {
  std::erase_if(layers_,
                [kind](const Layer& layer) { return layer.kind == kind && layer.is_inherited; });
}

std::vector<store::Descriptor> BuildLayers::of_kind(LayerKind kind) const {
  std::vector<store::Descriptor> found;
  for (const Layer& layer : layers_) {
    if (layer.kind == kind) found.push_back(layer.descriptor);
  }
  return found;
}

Result<void> BuildLayers::add(LayerKind kind, store::Descriptor file) {
  file.media_type = media_type_of(kind);
  if (kind == LayerKind::Draft || kind == LayerKind::MemoryAdapter) remove_inherited(kind);
  for (Layer& layer : layers_) {
    if (layer.kind != kind || layer.descriptor.digest != file.digest) continue;
    if (kind == LayerKind::Adapter && std::exchange(layer.is_inherited, false)) {
      set_scale(layer.descriptor.annotations, file.annotations);
      return {};
    }
    return fail(ErrorCode::AlreadyExists,
                format("the {} '{}' is there twice", name_of(kind), file.digest.text()));
  }
  layers_.push_back({kind, std::move(file)});
  return {};
}

void BuildLayers::set_quantized_weights(store::Descriptor file, std::string type) {
  remove(LayerKind::Weights);
  file.media_type = media_type_of(LayerKind::Weights);
  layers_.push_back({LayerKind::Weights, std::move(file)});
  info_.file_type = std::move(type);
}

Result<void> BuildLayers::add_text(LayerKind kind, std::string_view text) {
  const store::Stored stored = TILES_TRY(store_.blobs().put(text));
  store::Descriptor layer{.media_type = {},
                          .digest = stored.digest,
                          .size_bytes = stored.size_bytes,
                          .artifact_type = {},
                          .annotations = {}};
  const auto added = add(kind, std::move(layer));
  // The same licence or MIR name again says nothing new.
  return added || added.error().code() == ErrorCode::AlreadyExists ? Result<void>() : added;
}

Result<void> BuildLayers::replace_text(LayerKind kind, std::string_view text) {
  remove(kind);
  return text.empty() ? Result<void>() : add_text(kind, text);
}

Result<void> BuildLayers::set_text(LayerKind kind, std::string_view text) {
  if (kind != LayerKind::Parameters) return replace_text(kind, text);
  Json parameters = TILES_TRY(parse_unambiguous_json(text, kJsonDepthMax));
  if (!parameters.is_object()) return fail(ErrorCode::Invalid, "parameters are not an object");
  parameters_ = std::move(parameters);
  return {};
}

Result<void> BuildLayers::add_mir(std::string_view value) {
  const MirName name = TILES_TRY(MirName::parse(value));
  return add_text(LayerKind::Mir, name.text());
}

Result<void> BuildLayers::apply(const Modelfile& file) {
  bool has_stop = false;
  Json messages = Json::array();
  for (const Instruction& instruction : file.instructions) {
    const std::string& value = instruction.value;
    switch (instruction.keyword) {
      case Keyword::Parameter:
        if (const ParameterRule* rule = parameter_rule(instruction.argument)) {
          set_parameter(parameters_, *rule, value, has_stop);
        }
        break;
      case Keyword::Template:
        TILES_CHECK(replace_text(LayerKind::Template, value));
        break;
      case Keyword::System:
        TILES_CHECK(replace_text(LayerKind::System, value));
        break;
      case Keyword::License:
        if (!value.empty()) TILES_CHECK(add_text(LayerKind::License, value));
        break;
      case Keyword::Message:
        messages.push_back({{"role", instruction.argument}, {"content", value}});
        break;
      case Keyword::Renderer:
        renderer_ = value;
        break;
      case Keyword::Parser:
        parser_ = value;
        break;
      case Keyword::Requires:
        requires_ = without_v(value);
        break;
      case Keyword::Mir:
        TILES_CHECK(add_mir(value));
        break;
      case Keyword::From:
      case Keyword::Adapter:
      case Keyword::Draft:
      case Keyword::Memory:
        break;  // Files: see build.h.
    }
  }
  return messages.empty() ? Result<void>()
                          : replace_text(LayerKind::Messages, print_json(messages));
}

Result<store::Descriptor> BuildLayers::put_config() {
  Json descriptor = Json::object();
  if (!info_.architecture.empty()) descriptor["family"] = info_.architecture;
  if (!info_.name.empty()) descriptor["name"] = info_.name;
  Json inner = {{"format", "gguf"}};
  if (!info_.file_type.empty()) inner["quantization"] = info_.file_type;
  Json digests = Json::array();
  for (const store::Descriptor& weights : of_kind(LayerKind::Weights)) {
    digests.push_back(weights.digest.text());
  }
  const Json config = {{"descriptor", descriptor},
                       {"modelfs", {{"type", "layers"}, {"diffIds", digests}}},
                       {"config", inner}};
  const store::Stored stored = TILES_TRY(store_.blobs().put(print_json(config)));
  return store::Descriptor{.media_type = std::string(store::media_type::kModelConfig),
                           .digest = stored.digest,
                           .size_bytes = stored.size_bytes,
                           .artifact_type = {},
                           .annotations = {}};
}

Result<void> BuildLayers::check_counts() const {
  for (const auto& [kind, count_max] :
       {std::pair{LayerKind::Weights, engine::kPartsMax},
        std::pair{LayerKind::Draft, engine::kPartsMax},
        std::pair{LayerKind::Adapter, engine::kAdaptersMax},
        std::pair{LayerKind::MemoryAdapter, engine::kAdaptersMax}}) {
    const std::size_t count = of_kind(kind).size();
    if (count <= count_max) continue;
    return fail(ErrorCode::Limit,
                format("{} layers of kind '{}', the limit is {}", count, name_of(kind), count_max));
  }
  return {};
}

Result<store::Manifest> BuildLayers::finish() {
  TILES_CHECK(check_counts());
  remove(LayerKind::Parameters);
  remove(LayerKind::Runtime);
  if (!parameters_.empty()) {
    TILES_CHECK(add_text(LayerKind::Parameters, print_json(in_byte_order(parameters_))));
  }
  Json runtime = Json::object();
  if (!renderer_.empty()) runtime["renderer"] = renderer_;
  if (!parser_.empty()) runtime["parser"] = parser_;
  if (!requires_.empty()) runtime["requires"] = requires_;
  if (!runtime.empty()) TILES_CHECK(add_text(LayerKind::Runtime, print_json(runtime)));
  std::ranges::stable_sort(layers_, {}, &Layer::kind);
  store::Manifest manifest{.media_type = std::string(store::media_type::kOciManifest),
                           .artifact_type = std::string(store::media_type::kModelManifest),
                           .config = {},
                           .layers = {},
                           .subject = {},
                           .annotations = {}};
  manifest.config = TILES_TRY(put_config());
  for (const Layer& layer : layers_) manifest.layers.push_back(layer.descriptor);
  return manifest;
}

}  // namespace tiles::models
