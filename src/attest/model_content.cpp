// SPDX-License-Identifier: Apache-2.0
#include "attest/model_content.h"

#include <algorithm>
#include <set>
#include <utility>

#include "attest/members.h"
#include "base/format.h"
#include "base/text.h"
#include "tlog/hash.h"

namespace tiles::attest {
namespace {

constexpr std::string_view kHash = "sha256";

// As model_signing writes it at each resource.
std::string algorithm_of(const Serialization& serialization) {
  return serialization.pieces == Pieces::Files
             ? std::string(kHash)
             : format("{}-sharded-{}", kHash, serialization.shard_bytes);
}

Result<void> check_name(std::string_view name) {
  if (name.size() > ModelContent::kNameBytesMax) {
    return over_limit("name", name.size(), ModelContent::kNameBytesMax);
  }
  const bool is_plain = std::ranges::none_of(split(name, '/'), [](std::string_view part) {
    return part.empty() || part == "." || part == ".." || part.find('\0') != part.npos;
  });
  if (is_plain) return {};
  return fail(ErrorCode::Invalid,
              "name " + shown_in_quotes(name) + " that is not plain and relative");
}

Result<Serialization> read_serialization(const Json& predicate) {
  const Json* json = TILES_TRY(read_object(predicate, "serialization"));
  Serialization serialization;
  const std::string method = TILES_TRY(read_text(*json, "method"));
  if (method == "shards") {
    serialization.pieces = Pieces::Shards;
    const Json* size = find_member(*json, "shard_size");
    // The number goes through a floating-point number in other programs.
    const double bytes = size != nullptr && size->is_number() ? size->get<double>() : 0;
    if (!(bytes >= 1 && bytes <= static_cast<double>(std::uint64_t{1} << 44U))) {
      return fail(ErrorCode::Invalid, "'shard_size' is not a number of bytes");
    }
    serialization.shard_bytes = static_cast<std::uint64_t>(bytes);
  } else if (method != "files") {
    return fail(ErrorCode::Unsupported, "serialization " + shown_in_quotes(method));
  }
  const std::string hash = TILES_TRY(read_text(*json, "hash_type"));
  if (hash != kHash) {
    return fail(ErrorCode::Unsupported, "hash " + shown_in_quotes(hash) + ", only sha256 is known");
  }
  if (TILES_TRY(read_flag(*json, "allow_symlinks"))) {
    return fail(ErrorCode::Unsupported, "signature that follows symbolic links");
  }
  if (find_member(*json, "ignore_paths") == nullptr) return serialization;
  const Json* ignored = TILES_TRY(read_list(*json, "ignore_paths", Serialization::kIgnoredMax));
  serialization.ignored.reserve(ignored->size());
  for (const Json& path : *ignored) {
    if (!path.is_string()) return fail(ErrorCode::Invalid, "a path to ignore is not a text");
    serialization.ignored.push_back(path.get<std::string>());
    TILES_CHECK(check_name(serialization.ignored.back()));
  }
  return serialization;
}

Result<Resource> read_resource(const Json& json, std::string_view wanted_algorithm) {
  Resource resource;
  resource.name = TILES_TRY(read_text(json, "name"));
  TILES_CHECK(check_name(resource.name));
  const std::string algorithm = TILES_TRY(read_text(json, "algorithm"));
  if (algorithm != wanted_algorithm) {
    return fail(ErrorCode::Unsupported,
                format("digest by {}, not by '{}'", shown_in_quotes(algorithm), wanted_algorithm));
  }
  resource.digest = TILES_TRY(read_hex_digest(json, "digest"));
  return resource;
}

Result<std::vector<Resource>> read_resources(const Json& predicate, std::string_view algorithm) {
  const Json* list = TILES_TRY(read_list(predicate, "resources", ModelContent::kResourcesMax));
  if (list->empty()) return fail(ErrorCode::Invalid, "signature of no file");
  std::vector<Resource> resources;
  resources.reserve(list->size());
  std::set<std::string_view> names;
  for (const Json& json : *list) {
    resources.push_back(TILES_TRY(read_resource(json, algorithm)));
    if (!names.insert(resources.back().name).second) {
      return fail(ErrorCode::Invalid,
                  "the file " + shown_in_quotes(resources.back().name) + " stands twice");
    }
  }
  return resources;
}

Json json_of(const Serialization& serialization) {
  const bool is_sharded = serialization.pieces == Pieces::Shards;
  Json json = {
      {"method", is_sharded ? "shards" : "files"}, {"hash_type", kHash}, {"allow_symlinks", false}};
  if (is_sharded) json["shard_size"] = serialization.shard_bytes;
  if (!serialization.ignored.empty()) json["ignore_paths"] = serialization.ignored;
  return json;
}

}  // namespace

void ModelContent::sort() { std::ranges::sort(resources, {}, &Resource::name); }

crypto::Digest ModelContent::root() const {
  crypto::Sha256 hash;
  for (const Resource& resource : resources) hash.update(tlog::bytes_of(resource.digest));
  return hash.finish();
}

Statement ModelContent::statement() const {
  const std::string algorithm = algorithm_of(serialization);
  Json list = Json::array();
  for (const Resource& resource : resources) {
    list.push_back(
        {{"name", resource.name}, {"algorithm", algorithm}, {"digest", resource.digest.hex()}});
  }
  return {.subjects = {{.name = name, .digest = root()}},
          .predicate_type = std::string(kModelSignatureType),
          .predicate = {{"serialization", json_of(serialization)}, {"resources", std::move(list)}}};
}

Result<ModelContent> ModelContent::read(const Statement& statement) {
  if (statement.predicate_type != kModelSignatureType) {
    return fail(ErrorCode::Invalid,
                format("statement of kind {}, not '{}'", shown_in_quotes(statement.predicate_type),
                       kModelSignatureType));
  }
  if (statement.subjects.size() != 1) {
    return fail(ErrorCode::Invalid,
                format("signature of {} subjects, not of one", statement.subjects.size()));
  }
  const Subject& subject = statement.subjects.front();
  ModelContent content{.name = subject.name, .serialization = {}, .resources = {}};
  content.serialization = TILES_TRY(read_serialization(statement.predicate));
  content.resources =
      TILES_TRY(read_resources(statement.predicate, algorithm_of(content.serialization)));
  const crypto::Digest root = content.root();
  if (root != subject.digest) {
    return fail(ErrorCode::Corrupt, format("the files have the digest {}, the subject says {}",
                                           root.text(), subject.digest.text()));
  }
  return content;
}

}  // namespace tiles::attest
