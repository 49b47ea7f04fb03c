// SPDX-License-Identifier: Apache-2.0
#include <tilekit/models.h>

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "kit/model_store.h"
#include "models/layer_kind.h"
#include "models/modelfile.h"
#include "models/runnable.h"
#include "store/media_types.h"

namespace tilekit {

using tiles::fail;
using tiles::Json;
namespace models = tiles::models;
namespace store = tiles::store;
using models::Keyword;
using models::LayerKind;
using store::Descriptor;

namespace {

ModelLayer layer_of(const Descriptor& descriptor, std::string_view kind) {
  ModelLayer layer{.kind = std::string(kind),
                   .media_type = descriptor.media_type,
                   .digest = descriptor.digest.text(),
                   .size_bytes = descriptor.size_bytes,
                   .file = {},
                   .scale = {}};
  const auto scale = descriptor.annotations.find(std::string(store::annotation::kScale));
  if (scale != descriptor.annotations.end()) layer.scale = scale->second;
  for (const std::string_view key : {store::annotation::kFilePath, store::annotation::kTitle}) {
    const auto file = descriptor.annotations.find(std::string(key));
    if (file != descriptor.annotations.end() && layer.file.empty()) layer.file = file->second;
  }
  return layer;
}

std::vector<ModelLayer> layers_of(const store::Manifest& manifest) {
  std::vector<ModelLayer> layers;
  for (const Descriptor& layer : manifest.layers) {
    layers.push_back(layer_of(layer, models::name_of(models::layer_kind(layer.media_type))));
  }
  layers.push_back(layer_of(manifest.config, "configuration"));
  return layers;
}

// The member, or "" where there is none that is a text.
std::string text_member(const Json& object, const char* key) {
  if (!object.is_object()) return "";
  const auto member = object.find(key);
  return member != object.end() && member->is_string() ? member->get<std::string>() : "";
}

Json object_member(const Json& object, const char* key) {
  return object.is_object() ? object.value(key, Json::object()) : Json::object();
}

// Reads the small layers of one manifest.
class Reading {
 public:
  Reading(const store::Store& opened, ModelDetails& details) : store_(opened), details_(details) {}

  Result<void> read(const store::Manifest& manifest) {
    TILES_CHECK(read_config(manifest.config));
    add(Keyword::From, "", details_.name + "@" + details_.manifest);
    if (manifest.media_type == store::media_type::kDockerManifest) {
      TILES_CHECK(read_runtime(TILES_TRY(json(manifest.config))));
    }
    for (const Descriptor& layer : manifest.layers) {
      auto added = read_layer(layer);
      if (!added) return fail(std::move(added).error().within("layer " + layer.digest.text()));
    }
    details_.modelfile = TILES_TRY(models::print_modelfile(file_));
    return {};
  }

 private:
  void add(Keyword keyword, std::string argument, std::string value) {
    models::Instruction instruction;
    instruction.keyword = keyword;
    instruction.argument = std::move(argument);
    instruction.value = std::move(value);
    file_.instructions.push_back(std::move(instruction));
  }

  Result<std::string> text(const Descriptor& layer) const {
    return store_.blobs().read(layer.digest, models::Runnable::kTextBytesMax);
  }
  Result<Json> json(const Descriptor& layer) const {
    return tiles::parse_unambiguous_json(TILES_TRY(text(layer)));
  }

  // ModelPack's, else that of Ollama's registry.
  Result<void> read_config(const Descriptor& config) {
    const Json object = TILES_TRY(json(config));
    details_.architecture = text_member(object_member(object, "descriptor"), "family");
    details_.file_type = text_member(object_member(object, "config"), "quantization");
    if (details_.architecture.empty()) {
      details_.architecture = text_member(object, "model_family");
    }
    if (details_.file_type.empty()) details_.file_type = text_member(object, "file_type");
    return {};
  }

  Result<void> read_layer(const Descriptor& layer) {
    switch (models::layer_kind(layer.media_type)) {
      case LayerKind::Parameters:
        return read_parameters(TILES_TRY(json(layer)));
      case LayerKind::Messages:
        return read_messages(TILES_TRY(json(layer)));
      case LayerKind::Template:
        add(Keyword::Template, "", TILES_TRY(text(layer)));
        return {};
      case LayerKind::Runtime:
        return read_runtime(TILES_TRY(json(layer)));
      case LayerKind::Adapter:
        return read_adapter(layer);
      case LayerKind::System:
        add(Keyword::System, "", TILES_TRY(text(layer)));
        return {};
      case LayerKind::License:
        details_.licenses.push_back(TILES_TRY(text(layer)));
        return {};
      case LayerKind::Mir:
        details_.mir.push_back(TILES_TRY(text(layer)));
        return {};
      default:
        return {};
    }
  }

  // Ollama keeps in its configuration what Tiles has in a layer.
  Result<void> read_runtime(const Json& object) {
    for (const auto& [key, keyword] :
         {std::pair{"renderer", Keyword::Renderer}, std::pair{"parser", Keyword::Parser},
          std::pair{"requires", Keyword::Requires}}) {
      const std::string value = text_member(object, key);
      if (!value.empty()) add(keyword, "", value);
    }
    return {};
  }

  // By its place in the store: building again with another number gives it that scale.
  Result<void> read_adapter(const Descriptor& layer) {
    const std::filesystem::path path = TILES_TRY(store_.blobs().path(layer.digest));
    const auto scale = layer.annotations.find(std::string(store::annotation::kScale));
    add(Keyword::Adapter, "",
        path.native() + " " + (scale == layer.annotations.end() ? "1" : scale->second));
    return {};
  }

  Result<void> read_parameters(const Json& object) {
    if (!object.is_object()) return fail(ErrorCode::Invalid, "parameters are not a JSON object");
    for (const auto& [name, value] : object.items()) {
      const Json list = value.is_array() ? value : Json::array({value});
      for (const Json& each : list) {
        add(Keyword::Parameter, name,
            each.is_string() ? each.get<std::string>() : tiles::print_json(each));
      }
    }
    return {};
  }

  Result<void> read_messages(const Json& list) {
    if (!list.is_array()) return fail(ErrorCode::Invalid, "messages are not a JSON list");
    for (const Json& each : list) {
      add(Keyword::Message, text_member(each, "role"), text_member(each, "content"));
    }
    return {};
  }

  const store::Store& store_;
  ModelDetails& details_;
  models::Modelfile file_;
};

struct Found {
  std::string name;
  std::string digest;
  store::Manifest manifest;
};

Result<Found> find(const store::Store& opened, std::string_view name) {
  const store::ModelName wanted = TILES_TRY(store::ModelName::parse(name));
  const Descriptor found = TILES_TRY(tiles::kit::find_model(opened, wanted));
  return Found{wanted.reference(), found.digest.text(), TILES_TRY(opened.manifest(found.digest))};
}

std::vector<ModelLayer> only_in(const std::vector<ModelLayer>& layers,
                                const std::vector<ModelLayer>& others) {
  std::vector<ModelLayer> only;
  for (const ModelLayer& layer : layers) {
    if (std::ranges::find(others, layer) == others.end()) only.push_back(layer);
  }
  return only;
}

Json json_of(const std::vector<ModelLayer>& layers) {
  Json list = Json::array();
  for (const ModelLayer& layer : layers) {
    list.push_back({{"kind", layer.kind},
                    {"media_type", layer.media_type},
                    {"digest", layer.digest},
                    {"size", layer.size_bytes},
                    {"file", layer.file},
                    {"scale", layer.scale}});
  }
  return list;
}

Json json_of(const std::vector<std::string>& texts, const char* key) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back({{key, text}});
  return list;
}

}  // namespace

Result<ModelDetails> show_model(const HomePaths& paths, std::string_view name) {
  const auto opened = TILES_TRY(tiles::kit::open_model_store(paths));
  const Found found = TILES_TRY(find(*opened, name));
  ModelDetails details;
  details.name = found.name;
  details.manifest = found.digest;
  details.layers = layers_of(found.manifest);
  TILES_CHECK(Reading(*opened, details).read(found.manifest));
  return details;
}

Result<ModelDifference> compare_models(const HomePaths& paths, std::string_view first,
                                       std::string_view second) {
  const auto opened = TILES_TRY(tiles::kit::open_model_store(paths));
  const Found one = TILES_TRY(find(*opened, first));
  const Found other = TILES_TRY(find(*opened, second));
  const std::vector<ModelLayer> layers = layers_of(one.manifest);
  const std::vector<ModelLayer> others = layers_of(other.manifest);
  return ModelDifference{.first = one.name,
                         .second = other.name,
                         .only_in_first = only_in(layers, others),
                         .only_in_second = only_in(others, layers)};
}

std::string to_json(const ModelDetails& model) {
  return tiles::print_json({{"name", model.name},
                            {"manifest", model.manifest},
                            {"architecture", model.architecture},
                            {"file_type", model.file_type},
                            {"layers", json_of(model.layers)},
                            {"licenses", json_of(model.licenses, "text")},
                            {"mir", json_of(model.mir, "name")},
                            {"modelfile", model.modelfile}});
}

std::string to_json(const ModelDifference& difference) {
  return tiles::print_json({{"first", difference.first},
                            {"second", difference.second},
                            {"only_in_first", json_of(difference.only_in_first)},
                            {"only_in_second", json_of(difference.only_in_second)}});
}

}  // namespace tilekit
