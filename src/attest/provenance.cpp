// SPDX-License-Identifier: Apache-2.0
#include "attest/provenance.h"

#include <string>
#include <utility>

#include "attest/members.h"
#include "base/format.h"
#include "base/text.h"
#include "models/layer_kind.h"
#include "models/remote_reference.h"
#include "store/media_types.h"

namespace tiles::attest {
namespace {

Json json_of(const store::Descriptor& layer) {
  Json json = {{"kind", models::name_of(models::layer_kind(layer.media_type))},
               {"mediaType", layer.media_type},
               {"digest", {{"sha256", layer.digest.hex()}}},
               {"size", layer.size_bytes}};
  if (!layer.annotations.empty()) json["annotations"] = layer.annotations;
  return json;
}

// What the build is, wherever its parts are from.
Json parameters_of(const ProvenanceFacts& facts) {
  Json layers = Json::array();
  for (const store::Descriptor& layer : facts.build.layers) layers.push_back(json_of(layer));
  Json json = {{"layers", std::move(layers)},
               {"config", {{"sha256", facts.build.config.digest.hex()}}}};
  if (!facts.build.annotations.empty()) json["annotations"] = facts.build.annotations;
  return json;
}

// A name that somebody gave to a file or a model of this machine is left out.
Json dependency_of(const models::LockedSource& source) {
  Json json = {{"digest", {{"sha256", source.digest.hex()}}}};
  if (!source.path.empty()) json["name"] = source.path;
  const bool is_remote = models::looks_remote(source.reference) &&
                         models::parse_remote_reference(source.reference)
                             .map([](const models::RemoteReference& reference) {
                               return reference.kind != models::RemoteKind::File;
                             })
                             .value_or(false);
  if (is_remote) json["uri"] = source.reference;
  if (!source.revision.empty()) json["annotations"] = {{"revision", source.revision}};
  return json;
}

Json dependencies_of(const ProvenanceFacts& facts) {
  Json list = Json::array();
  if (facts.lock != nullptr) {
    for (const models::LockedSource& source : facts.lock->sources) {
      list.push_back(dependency_of(source));
    }
    return list;
  }
  for (const store::Descriptor& layer : facts.build.layers) {
    const auto file = layer.annotations.find(std::string(store::annotation::kFilePath));
    if (file == layer.annotations.end()) continue;
    list.push_back({{"digest", {{"sha256", layer.digest.hex()}}}, {"name", file->second}});
  }
  return list;
}

}  // namespace

Statement provenance_of(const ProvenanceFacts& facts) {
  Json definition = {{"buildType", kBuildType},
                     {"externalParameters", parameters_of(facts)},
                     {"resolvedDependencies", dependencies_of(facts)}};
  if (facts.lock != nullptr && facts.lock->quantization) {
    definition["internalParameters"] = {{"quantization", facts.lock->quantization->type},
                                        {"quantizer", facts.lock->quantization->quantizer}};
  }
  return {.subjects = {{.name = facts.manifest.digest.text(), .digest = facts.manifest.digest}},
          .predicate_type = std::string(kProvenanceType),
          .predicate = {{"buildDefinition", std::move(definition)},
                        {"runDetails", {{"builder", {{"id", kBuilder}}}}}}};
}

Result<void> check_provenance(const Statement& statement, const ProvenanceFacts& facts) {
  if (statement.predicate_type != kProvenanceType) {
    return fail(ErrorCode::Invalid,
                format("statement of kind {}, not '{}'", shown_in_quotes(statement.predicate_type),
                       kProvenanceType));
  }
  if (statement.subjects.size() != 1 ||
      statement.subjects.front().digest != facts.manifest.digest) {
    return fail(ErrorCode::Corrupt,
                format("provenance of {}, not of {}", statement.subjects.front().digest.text(),
                       facts.manifest.digest.text()));
  }
  const Json* definition = TILES_TRY(read_object(statement.predicate, "buildDefinition"));
  const std::string type = TILES_TRY(read_text(*definition, "buildType"));
  const Json* details = TILES_TRY(read_object(statement.predicate, "runDetails"));
  const Json* builder = TILES_TRY(read_object(*details, "builder"));
  const std::string id = TILES_TRY(read_text(*builder, "id"));
  if (type != kBuildType || id != kBuilder) {
    return fail(ErrorCode::Invalid,
                format("build of type {} by {}, not '{}' by '{}'", shown_in_quotes(type),
                       shown_in_quotes(id), kBuildType, kBuilder));
  }
  const Json* parameters = TILES_TRY(read_object(*definition, "externalParameters"));
  if (*parameters != parameters_of(facts)) {
    return fail(ErrorCode::Corrupt, "the layers of the provenance are not those of the manifest");
  }
  return {};
}

}  // namespace tiles::attest
