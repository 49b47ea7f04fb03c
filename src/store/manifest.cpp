// SPDX-License-Identifier: Apache-2.0
#include "store/manifest.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "store/descriptor.h"
#include "store/media_types.h"

namespace tiles::store {
namespace {

constexpr std::size_t kDepthMax = 8;
constexpr int kSchemaVersion = 2;

// One digest has one size; a layer of one type stands once.
Result<void> check_blobs(const Manifest& manifest) {
  std::map<std::string, std::uint64_t> sizes = {
      {manifest.config.digest.hex(), manifest.config.size_bytes}};
  std::set<std::pair<std::string, std::string_view>> seen;
  for (const Descriptor& layer : manifest.layers) {
    const auto [size, is_new] = sizes.emplace(layer.digest.hex(), layer.size_bytes);
    if (size->second != layer.size_bytes) {
      return fail(ErrorCode::Invalid, "'" + layer.digest.text() + "' has two sizes, " +
                                          std::to_string(size->second) + " and " +
                                          std::to_string(layer.size_bytes));
    }
    if (!seen.emplace(layer.digest.hex(), layer.media_type).second) {
      return fail(ErrorCode::Invalid, "the layer '" + layer.digest.text() + "' stands twice");
    }
  }
  return {};
}

Result<void> check_manifest(const Manifest& manifest) {
  if (manifest.media_type != media_type::kOciManifest &&
      manifest.media_type != media_type::kDockerManifest) {
    return fail(ErrorCode::Unsupported,
                shown_in_quotes(manifest.media_type) + " is no type of manifest");
  }
  if (!manifest.artifact_type.empty()) TILES_CHECK(check_media_type(manifest.artifact_type));
  if (manifest.layers.size() > Manifest::kLayersMax) {
    return fail(ErrorCode::Limit, std::to_string(manifest.layers.size()) +
                                      " layers, the limit is " +
                                      std::to_string(Manifest::kLayersMax));
  }
  TILES_CHECK(check_descriptor(manifest.config));
  for (const Descriptor& layer : manifest.layers) TILES_CHECK(check_descriptor(layer));
  if (manifest.subject) TILES_CHECK(check_descriptor(*manifest.subject));
  TILES_CHECK(check_annotations(manifest.annotations));
  return check_blobs(manifest);
}

Result<void> check_size(std::size_t size_bytes) {
  if (size_bytes > Manifest::kTextBytesMax) {
    return fail(ErrorCode::Limit, std::to_string(size_bytes) + " bytes, the limit is " +
                                      std::to_string(Manifest::kTextBytesMax));
  }
  return {};
}

Result<Manifest> read_manifest(const Json& json) {
  const auto schema = json.is_object() ? json.find("schemaVersion") : json.end();
  if (schema == json.end() || *schema != kSchemaVersion) {
    return fail(ErrorCode::Unsupported, "'schemaVersion' is not 2");
  }
  Manifest manifest;
  manifest.media_type = TILES_TRY(read_text_member(json, "mediaType"));
  // The OCI specification lets a manifest go without its own type.
  if (manifest.media_type.empty()) manifest.media_type = media_type::kOciManifest;
  manifest.artifact_type = TILES_TRY(read_text_member(json, "artifactType"));
  const auto config = json.find("config");
  if (config == json.end()) {
    return fail(ErrorCode::Invalid, "'config' is missing");
  }
  manifest.config = TILES_TRY(read_descriptor(*config));
  const auto layers = json.find("layers");
  if (layers == json.end() || !layers->is_array()) {
    return fail(ErrorCode::Invalid, "'layers' is not a list");
  }
  if (layers->size() > Manifest::kLayersMax) {
    return fail(ErrorCode::Limit, std::to_string(layers->size()) + " layers, the limit is " +
                                      std::to_string(Manifest::kLayersMax));
  }
  for (const Json& layer : *layers) manifest.layers.push_back(TILES_TRY(read_descriptor(layer)));
  if (const auto subject = json.find("subject"); subject != json.end() && !subject->is_null()) {
    manifest.subject = TILES_TRY(read_descriptor(*subject));
  }
  manifest.annotations = TILES_TRY(read_annotations(json));
  TILES_CHECK(check_manifest(manifest));
  return manifest;
}

Result<Manifest> parse_text(std::string_view text) {
  TILES_CHECK(check_size(text.size()));
  return read_manifest(TILES_TRY(parse_unambiguous_json(text, kDepthMax)));
}

}  // namespace

Result<Manifest> Manifest::parse(std::string_view text) {
  auto manifest = parse_text(text);
  if (!manifest) {
    return fail(std::move(manifest).error().within("reading a manifest"));
  }
  return manifest;
}

Result<std::string> Manifest::print() const {
  TILES_CHECK(check_manifest(*this));
  Json json = {{"schemaVersion", kSchemaVersion}, {"mediaType", media_type}};
  if (!artifact_type.empty()) json["artifactType"] = artifact_type;
  json["config"] = print_descriptor(config);
  json["layers"] = Json::array();
  for (const Descriptor& layer : layers) json["layers"].push_back(print_descriptor(layer));
  if (subject) json["subject"] = print_descriptor(*subject);
  if (!annotations.empty()) json["annotations"] = print_annotations(annotations);
  std::string text = print_json(json);
  TILES_CHECK(check_size(text.size()));
  return text;
}

const Descriptor* Manifest::layer(std::string_view wanted) const {
  const auto found = std::ranges::find(layers, wanted, &Descriptor::media_type);
  return found == layers.end() ? nullptr : &*found;
}

std::vector<Descriptor> Manifest::blobs() const {
  std::vector<Descriptor> blobs = {config};
  std::set<std::string> seen = {config.digest.hex()};
  for (const Descriptor& layer : layers) {
    if (seen.insert(layer.digest.hex()).second) blobs.push_back(layer);
  }
  return blobs;
}

}  // namespace tiles::store
