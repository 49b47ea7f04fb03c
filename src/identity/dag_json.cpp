// SPDX-License-Identifier: Apache-2.0
#include "identity/dag_json.h"

#include <cmath>
#include <limits>
#include <utility>

#include "base/encodings.h"

namespace tiles::identity {
namespace {

Result<DagValue> value_of(const Json& json, std::size_t depth);

// The value of the member "/", which marks bytes and links.
Result<DagValue> special_of(const Json& json) {
  if (json.is_string()) return DagValue(TILES_TRY(Cid::parse(json.get<std::string>())));
  if (json.is_object() && json.size() == 1 && json.contains("bytes") && json["bytes"].is_string()) {
    std::string bytes = TILES_TRY(from_base64(json["bytes"].get<std::string>(), Base64::Plain));
    return DagValue(DagValue::Bytes{std::move(bytes)});
  }
  return fail(ErrorCode::Invalid, "'/' in JSON that is neither bytes nor a link");
}

Result<DagValue> map_of(const Json& json, std::size_t depth) {
  if (json.contains("/")) {
    if (json.size() != 1) return fail(ErrorCode::Invalid, "'/' in JSON with other keys beside it");
    return special_of(json["/"]);
  }
  DagValue::Map map;
  for (const auto& [key, each] : json.items()) {
    DagValue value = TILES_TRY(value_of(each, depth + 1));
    if (!map.emplace(key, std::move(value)).second) {
      return fail(ErrorCode::Invalid, "a key that is there twice");
    }
  }
  return DagValue(std::move(map));
}

Result<DagValue> list_of(const Json& json, std::size_t depth) {
  DagValue::List list;
  for (const Json& each : json) list.push_back(TILES_TRY(value_of(each, depth + 1)));
  return DagValue(std::move(list));
}

Result<DagValue> value_of(const Json& json, std::size_t depth) {
  if (depth > kDagDepthMax) {
    return fail(ErrorCode::Limit, "value nested deeper than " + std::to_string(kDagDepthMax));
  }
  if (json.is_object()) return map_of(json, depth);
  if (json.is_array()) return list_of(json, depth);
  if (json.is_string()) return DagValue(json.get<std::string>());
  if (json.is_boolean()) return DagValue(json.get<bool>());
  if (json.is_number_float()) return DagValue(json.get<double>());
  if (json.is_number_unsigned() &&
      json.get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max()) {
    return fail(ErrorCode::Unsupported, "integer of more than 64 bits with its sign");
  }
  if (json.is_number_integer()) return DagValue(json.get<std::int64_t>());
  return DagValue();
}

}  // namespace

Result<DagValue> dag_value_of_json(const Json& json) { return value_of(json, 0); }

Json json_of_dag_value(const DagValue& value) {
  if (const auto* list = value.as<DagValue::List>()) {
    Json json = Json::array();
    for (const DagValue& each : *list) json.push_back(json_of_dag_value(each));
    return json;
  }
  if (const auto* map = value.as<DagValue::Map>()) {
    Json json = Json::object();
    for (const auto& [key, each] : *map) json[key] = json_of_dag_value(each);
    return json;
  }
  if (const auto* bytes = value.as<DagValue::Bytes>()) {
    return {{"/", {{"bytes", to_base64(bytes->bytes, Base64::Plain)}}}};
  }
  if (const auto* link = value.as<Cid>()) return {{"/", link->text()}};
  if (const auto* text = value.as<std::string>()) return *text;
  if (const auto* number = value.as<std::int64_t>()) return *number;
  if (const auto* number = value.as<double>()) return *number;
  if (const auto* truth = value.as<bool>()) return *truth;
  return nullptr;
}

Result<DagValue> parse_dag_json(std::string_view text) {
  return dag_value_of_json(TILES_TRY(parse_unambiguous_json(text, kDagDepthMax)));
}

std::string print_dag_json(const DagValue& value) { return print_json(json_of_dag_value(value)); }

}  // namespace tiles::identity
