// SPDX-License-Identifier: Apache-2.0
// The layers of a build while it is put together: those of the model it starts from, the files that
// come in, and the texts of a Modelfile. One thing is one layer. Format: docs/formats/manifest.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "models/layer_kind.h"
#include "models/modelfile.h"
#include "store/store.h"

namespace tiles::models {

// What the configuration of a build says of its weights; what is not known is empty.
struct WeightsInfo {
  std::string architecture;
  std::string name;
  std::string file_type;
};

class BuildLayers {
 public:
  // Of each text and JSON that a layer of the base holds.
  static constexpr std::uint64_t kTextBytesMax = std::uint64_t{16} << 20;

  // Small layers are written to `store`, which outlives the object.
  explicit BuildLayers(store::Store& store) : store_(store) {}

  // Takes over what a model of the store consists of, Ollama's and Docker's too. Layers of a kind
  // that Tiles does not know are kept as they are. Errors: NotFound, Corrupt, Invalid, Limit.
  Result<void> inherit(const store::Manifest& base);

  // A template, a system prompt or parameters (a JSON object) as a publisher has them, in place of
  // what was inherited. Errors: Invalid.
  Result<void> set_text(LayerKind kind, std::string_view text);

  // A file that is in the store. A draft model or a memory adapter takes the place of the base's;
  // an adapter that the base has already gets the scale that is said now. Errors: AlreadyExists
  // (the same file twice).
  Result<void> add(LayerKind kind, store::Descriptor file);
  std::vector<store::Descriptor> of_kind(LayerKind kind) const;

  // PARAMETER and REQUIRES are merged into what the base has, LICENSE and MIR added to it;
  // TEMPLATE, SYSTEM and MESSAGE take the place of the base's. The Modelfile has no errors.
  Result<void> apply(const Modelfile& file);

  void set_weights_info(WeightsInfo info) { info_ = std::move(info); }
  // In place of all weights, however many files they were.
  void set_quantized_weights(store::Descriptor file, std::string type);

  // The manifest of all this: layers by kind, in the order in which they came.
  // Errors: Limit (more files of one kind than the engine loads).
  Result<store::Manifest> finish();

 private:
  struct Layer {
    LayerKind kind = LayerKind::Other;
    store::Descriptor descriptor;
    bool is_inherited = false;
  };

  Result<void> inherit_config(const store::Descriptor& config);
  Result<Json> read_json_layer(const store::Descriptor& layer) const;
  Result<void> check_counts() const;
  void remove(LayerKind kind);
  void remove_inherited(LayerKind kind);
  // Stores `text` as a layer, unless that layer is there already.
  Result<void> add_text(LayerKind kind, std::string_view text);
  Result<void> add_mir(std::string_view value);
  Result<void> replace_text(LayerKind kind, std::string_view text);
  Result<store::Descriptor> put_config();

  store::Store& store_;
  std::vector<Layer> layers_;
  Json parameters_ = Json::object();
  std::string renderer_;
  std::string parser_;
  std::string requires_;
  WeightsInfo info_;
};

}  // namespace tiles::models
