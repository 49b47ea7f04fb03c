// SPDX-License-Identifier: Apache-2.0
#include "models/tool_values.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/text.h"
#include "models/go_escape.h"

namespace tiles::models {
namespace {

GoValue text_value(std::string_view text) { return GoValue(std::string(text)); }

std::string text_member(const Json& object, const char* key) {
  const auto member = object.is_object() ? object.find(key) : object.end();
  return member != object.end() && member->is_string() ? member->get<std::string>() : "";
}

// What Go holds in an `any`: its keys are printed in byte order.
GoValue any_member(const Json& object, const char* key) {
  const auto member = object.is_object() ? object.find(key) : object.end();
  return member == object.end() ? GoValue::nil() : GoValue::from_json(*member);
}

// A JSON object in the order of the members that are added.
class Written {
 public:
  void add(std::string_view key, const std::string& json) {
    text_ += (text_.empty() ? "" : ",") + go_json(text_value(key)) + ":" + json;
  }
  void add_if_there(std::string_view key, const GoValue& value) {
    if (value.truth()) add(key, go_json(value));
  }
  std::string finish() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

// The same where Go has a list: without the member it is empty.
GoValue list_member(const Json& object, const char* key) {
  GoValue member = any_member(object, key);
  return member.is_nothing() ? GoValue(GoList()) : member;
}

// One name, or a list of them.
GoValue type_value(const Json& schema) {
  const GoValue type = any_member(schema, "type");
  const GoList* names = type.as_list();
  if (names == nullptr) return type.is_nothing() ? text_value("") : type;
  return names->size() == 1 ? names->front() : type;
}

enum class Order { OfKeys, AsWritten };
GoValue properties_value(const Json& schema, Order order);

// NOLINTNEXTLINE(misc-no-recursion): the depth of a schema is bounded where it is read.
GoValue property_value(const Json& schema) {
  GoList choices;
  const auto any_of = schema.is_object() ? schema.find("anyOf") : schema.end();
  if (any_of != schema.end() && any_of->is_array()) {
    for (const Json& choice : *any_of) choices.push_back(property_value(choice));
  }
  GoMap property{{"AnyOf", GoValue(std::move(choices))},
                 {"Type", type_value(schema)},
                 {"Items", any_member(schema, "items")},
                 {"Description", text_value(text_member(schema, "description"))},
                 {"Enum", list_member(schema, "enum")},
                 {"Properties", properties_value(schema, Order::AsWritten)}};
  Written written;
  written.add_if_there("anyOf", property.at("AnyOf"));
  written.add_if_there("type", property.at("Type"));
  written.add_if_there("items", property.at("Items"));
  written.add_if_there("description", property.at("Description"));
  written.add_if_there("enum", property.at("Enum"));
  if (schema.is_object() && schema.contains("properties")) {
    written.add("properties", go_json(property.at("Properties")));
  }
  // As the function toTypeScriptType looks for them.
  property["anyOf"] = property.at("AnyOf");
  property["type"] = property.at("Type");
  return GoValue(std::move(property)).spelled(written.finish());
}

// NOLINTNEXTLINE(misc-no-recursion)
GoValue properties_value(const Json& schema, Order order) {
  GoMap properties;
  Written written;
  const auto member = schema.is_object() ? schema.find("properties") : schema.end();
  if (member != schema.end() && member->is_object()) {
    for (const auto& [name, property] : member->items()) {
      GoValue value = property_value(property);
      written.add(name, go_json(value));
      properties.insert_or_assign(name, std::move(value));
    }
  }
  std::string text = order == Order::AsWritten ? written.finish() : go_json(GoValue(properties));
  return GoValue(std::move(properties)).spelled(std::move(text));
}

GoValue parameters_value(const Json& schema) {
  GoMap parameters{{"Type", text_value(text_member(schema, "type"))},
                   {"Defs", any_member(schema, "$defs")},
                   {"Items", any_member(schema, "items")},
                   {"Required", list_member(schema, "required")},
                   {"Properties", properties_value(schema, Order::OfKeys)}};
  Written written;
  written.add("type", go_json(parameters.at("Type")));
  written.add_if_there("$defs", parameters.at("Defs"));
  written.add_if_there("items", parameters.at("Items"));
  written.add_if_there("required", parameters.at("Required"));
  written.add("properties", go_json(parameters.at("Properties")));
  return GoValue(std::move(parameters)).spelled(written.finish());
}

GoValue tool_value(const PromptTool& tool) {
  GoMap function{{"Name", text_value(tool.name)},
                 {"Description", text_value(tool.description)},
                 {"Parameters", parameters_value(tool.parameters)}};
  Written of_function;
  of_function.add("name", go_json(function.at("Name")));
  of_function.add("description", go_json(function.at("Description")));
  of_function.add("parameters", go_json(function.at("Parameters")));
  Written of_tool;
  of_tool.add("type", "\"function\"");
  of_tool.add("function", of_function.finish());
  GoMap whole{{"Type", text_value("function")},
              {"Items", GoValue::nil()},
              {"Function", GoValue(std::move(function)).spelled(of_function.finish())}};
  return GoValue(std::move(whole)).spelled(of_tool.finish());
}

// The key whose value holds `wanted`; "" when none does.
std::string key_of(const Json& object, std::string_view wanted) {
  for (const auto& [key, value] : object.items()) {
    if (print_json(value).find(wanted) != std::string::npos) return key;
  }
  return "";
}

// The JSON object around the first `wanted`: the innermost brace before it that opens one.
std::optional<Json> object_around(std::string_view text, std::size_t wanted, std::size_t& begin) {
  constexpr std::size_t kDepthMax = 16;
  for (begin = text.rfind('{', wanted); begin != std::string_view::npos;
       begin = begin == 0 ? std::string_view::npos : text.rfind('{', begin - 1)) {
    for (std::size_t end = text.find('}', wanted); end != std::string_view::npos;
         end = text.find('}', end + 1)) {
      auto object = parse_json(text.substr(begin, end + 1 - begin), kDepthMax);
      if (object) return std::optional<Json>(std::in_place, *std::move(object));
    }
  }
  return std::nullopt;
}

}  // namespace

GoValue tools_value(const std::vector<PromptTool>& tools) {
  GoList list;
  for (const PromptTool& tool : tools) list.push_back(tool_value(tool));
  std::string text = go_json(GoValue(list));
  return GoValue(std::move(list)).spelled(std::move(text));
}

std::optional<ShownToolCall> shown_in(std::string_view text, std::string_view name,
                                      std::string_view value) {
  const std::size_t at = text.find(name);
  if (at == std::string_view::npos) return std::nullopt;
  std::size_t begin = 0;
  const auto object = object_around(text, at, begin);
  if (!object || !object->is_object()) return std::nullopt;
  ShownToolCall shown{
      .tag = {}, .name_key = key_of(*object, name), .arguments_key = key_of(*object, value)};
  const bool is_plain = !shown.name_key.empty() && !shown.arguments_key.empty() &&
                        shown.name_key != shown.arguments_key &&
                        (*object)[shown.name_key] == name &&
                        (*object)[shown.arguments_key].is_object();
  if (!is_plain) return std::nullopt;
  // "[TOOL_CALLS] [" is the tag and the beginning of a list.
  std::string_view tag = trim(text.substr(0, begin));
  while (tag.ends_with('[')) tag = trim(tag.substr(0, tag.size() - 1));
  shown.tag = tag;
  return shown;
}

}  // namespace tiles::models
