// SPDX-License-Identifier: Apache-2.0
#include "models/go_value.h"

#include <limits>
#include <utility>

namespace tiles::models {

GoValue GoValue::nil() {
  GoValue value;
  value.value_ = Nil{};
  return value;
}

GoValue GoValue::spelled(std::string text) && {
  spelling_ = std::make_shared<const std::string>(std::move(text));
  return std::move(*this);
}

GoValue GoValue::from_json(const Json& json) {
  switch (json.type()) {
    case Json::value_t::boolean:
      return GoValue(json.get<bool>());
    case Json::value_t::number_integer:
      return GoValue(json.get<std::int64_t>());
    case Json::value_t::number_unsigned: {
      const auto number = json.get<std::uint64_t>();
      const bool fits = number <= std::uint64_t{std::numeric_limits<std::int64_t>::max()};
      return fits ? GoValue(static_cast<std::int64_t>(number))
                  : GoValue(static_cast<double>(number));
    }
    case Json::value_t::number_float:
      return GoValue(json.get<double>());
    case Json::value_t::string:
      return GoValue(json.get<std::string>());
    case Json::value_t::array: {
      GoList list;
      for (const Json& item : json) {
        list.push_back(from_json(item));
      }
      return GoValue(std::move(list));
    }
    case Json::value_t::object: {
      GoMap map;
      for (const auto& [key, item] : json.items()) {
        map.insert_or_assign(key, from_json(item));
      }
      return GoValue(std::move(map));
    }
    default:
      return nil();
  }
}

const GoList* GoValue::as_list() const {
  const auto* list = std::get_if<std::shared_ptr<const GoList>>(&value_);
  return list == nullptr ? nullptr : list->get();
}

const GoMap* GoValue::as_map() const {
  const auto* map = std::get_if<std::shared_ptr<const GoMap>>(&value_);
  return map == nullptr ? nullptr : map->get();
}

bool GoValue::truth() const {
  if (const bool* value = as_bool()) return *value;
  if (const auto* value = as_int()) return *value != 0;
  if (const auto* value = as_float()) return *value != 0;
  if (const auto* value = as_byte()) return value->value != 0;
  if (const auto* value = as_string()) return !value->empty();
  if (const auto* value = as_list()) return !value->empty();
  if (const auto* value = as_map()) return !value->empty();
  return false;
}

std::string_view GoValue::type_name() const {
  if (as_bool() != nullptr) return "bool";
  if (as_int() != nullptr) return "int";
  if (as_float() != nullptr) return "float64";
  if (as_byte() != nullptr) return "uint8";
  if (as_string() != nullptr) return "string";
  if (as_list() != nullptr) return "[]interface {}";
  if (as_map() != nullptr) return "map[string]interface {}";
  return "nil";
}

Json GoValue::to_json() const {
  if (const bool* value = as_bool()) return *value;
  if (const auto* value = as_int()) return *value;
  if (const auto* value = as_float()) return *value;
  if (const auto* value = as_byte()) return value->value;
  if (const auto* value = as_string()) return *value;
  if (const auto* list = as_list()) {
    Json json = Json::array();
    for (const GoValue& item : *list) json.push_back(item.to_json());
    return json;
  }
  if (const auto* map = as_map()) {
    Json json = Json::object();
    for (const auto& [key, item] : *map) json[key] = item.to_json();
    return json;
  }
  return nullptr;
}

}  // namespace tiles::models
