// SPDX-License-Identifier: Apache-2.0
#include "models/go_functions.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <utility>

#include "base/format.h"
#include "models/go_escape.h"
#include "models/go_format.h"

namespace tiles::models {
namespace {

using Arguments = std::span<const GoValue>;

auto invalid(std::string what) { return fail(ErrorCode::Invalid, std::move(what)); }

// What eq and lt tell apart.
enum class BasicKind : std::uint8_t { None, Truth, Int, Float, String, Byte };

BasicKind basic_kind(const GoValue& value) {
  if (value.as_bool() != nullptr) return BasicKind::Truth;
  if (value.as_int() != nullptr) return BasicKind::Int;
  if (value.as_float() != nullptr) return BasicKind::Float;
  if (value.as_string() != nullptr) return BasicKind::String;
  if (value.as_byte() != nullptr) return BasicKind::Byte;
  return BasicKind::None;
}

bool is_whole(BasicKind kind) { return kind == BasicKind::Int || kind == BasicKind::Byte; }

std::int64_t whole_value(const GoValue& value) {
  return value.as_int() != nullptr ? *value.as_int() : value.as_byte()->value;
}

Result<bool> is_equal(const GoValue& a, const GoValue& b) {
  const BasicKind kind = basic_kind(a);
  const BasicKind other = basic_kind(b);
  if (is_whole(kind) && is_whole(other)) return whole_value(a) == whole_value(b);
  if (kind != other) {
    if (a.is_nothing() || b.is_nothing()) return false;
    return invalid(format("cannot compare {} with {}", a.type_name(), b.type_name()));
  }
  switch (kind) {
    case BasicKind::Truth:
      return *a.as_bool() == *b.as_bool();
    case BasicKind::Float:
      return *a.as_float() == *b.as_float();
    case BasicKind::String:
      return *a.as_string() == *b.as_string();
    default:
      if (a.is_nothing() || b.is_nothing()) return a.is_nothing() && b.is_nothing();
      return invalid(format("cannot compare {} with {}", a.type_name(), b.type_name()));
  }
}

Result<bool> is_less(const GoValue& a, const GoValue& b) {
  const BasicKind kind = basic_kind(a);
  const BasicKind other = basic_kind(b);
  if (is_whole(kind) && is_whole(other)) return whole_value(a) < whole_value(b);
  if (kind == other && kind == BasicKind::Float) return *a.as_float() < *b.as_float();
  if (kind == other && kind == BasicKind::String) return *a.as_string() < *b.as_string();
  return invalid(format("cannot order {} and {}", a.type_name(), b.type_name()));
}

Result<GoValue> equal(Arguments arguments) {
  if (arguments.size() < 2) return invalid("eq: missing argument for comparison");
  for (const GoValue& other : arguments.subspan(1)) {
    if (TILES_TRY(is_equal(arguments[0], other))) return GoValue(true);
  }
  return GoValue(false);
}

Result<GoValue> not_equal(Arguments arguments) {
  return GoValue(!TILES_TRY(is_equal(arguments[0], arguments[1])));
}

Result<GoValue> less(Arguments arguments) {
  return GoValue(TILES_TRY(is_less(arguments[0], arguments[1])));
}

Result<GoValue> less_or_equal(Arguments arguments) {
  if (TILES_TRY(is_less(arguments[0], arguments[1]))) return GoValue(true);
  return GoValue(TILES_TRY(is_equal(arguments[0], arguments[1])));
}

Result<GoValue> greater(Arguments arguments) {
  const GoValue result = TILES_TRY(less_or_equal(arguments));
  return GoValue(!result.truth());
}

Result<GoValue> greater_or_equal(Arguments arguments) {
  return GoValue(!TILES_TRY(is_less(arguments[0], arguments[1])));
}

Result<std::size_t> position(const GoValue& index, std::size_t most) {
  if (!is_whole(basic_kind(index))) {
    return invalid(format("cannot index with {}", index.type_name()));
  }
  const std::int64_t at = whole_value(index);
  if (at < 0 || static_cast<std::uint64_t>(at) > most) {
    return invalid(format("index out of range: {}", at));
  }
  return static_cast<std::size_t>(at);
}

Result<GoValue> indexed_once(const GoValue& item, const GoValue& index) {
  if (const auto* map = item.as_map()) {
    if (index.as_string() == nullptr) {
      return invalid(format("a key is a string, not {}", index.type_name()));
    }
    const auto found = map->find(*index.as_string());
    return found == map->end() ? GoValue::nil() : found->second;
  }
  const auto* list = item.as_list();
  const auto* text = item.as_string();
  if (list == nullptr && text == nullptr) {
    return invalid(format("cannot index {}", item.type_name()));
  }
  const std::size_t size = list != nullptr ? list->size() : text->size();
  const std::size_t at = TILES_TRY(position(index, size));
  if (at == size) return invalid(format("index out of range: {}", at));
  return list != nullptr ? (*list)[at]
                         : GoValue(GoValue::Byte{static_cast<std::uint8_t>((*text)[at])});
}

Result<GoValue> indexed(Arguments arguments) {
  GoValue item = arguments[0];
  if (item.is_nothing()) return invalid("index of nil");
  for (const GoValue& index : arguments.subspan(1)) {
    item = TILES_TRY(indexed_once(item, index));
  }
  return item;
}

Result<GoValue> sliced(Arguments arguments) {
  const auto* list = arguments[0].as_list();
  const auto* text = arguments[0].as_string();
  if (list == nullptr && text == nullptr) {
    return invalid(format("cannot slice {}", arguments[0].type_name()));
  }
  if (arguments.size() > (text != nullptr ? 3U : 4U)) return invalid("too many slice indexes");
  const std::size_t size = list != nullptr ? list->size() : text->size();
  std::array<std::size_t, 3> at = {0, size, size};
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    at[i - 1] = TILES_TRY(position(arguments[i], size));
  }
  if (at[0] > at[1] || at[1] > at[2]) return invalid("invalid slice index");
  if (text != nullptr) return GoValue(text->substr(at[0], at[1] - at[0]));
  const auto begin = list->begin() + static_cast<std::ptrdiff_t>(at[0]);
  return GoValue(GoList(begin, list->begin() + static_cast<std::ptrdiff_t>(at[1])));
}

Result<GoValue> length(Arguments arguments) {
  const GoValue& item = arguments[0];
  std::size_t size = 0;
  if (const auto* list = item.as_list()) {
    size = list->size();
  } else if (const auto* map = item.as_map()) {
    size = map->size();
  } else if (const auto* text = item.as_string()) {
    size = text->size();
  } else {
    return invalid(format("len of {}", item.type_name()));
  }
  return GoValue(static_cast<std::int64_t>(size));
}

Result<GoValue> not_true(Arguments arguments) { return GoValue(!arguments[0].truth()); }

Result<GoValue> print(Arguments arguments) { return GoValue(go_print(arguments)); }
Result<GoValue> print_line(Arguments arguments) { return GoValue(go_print_line(arguments)); }

Result<GoValue> print_format(Arguments arguments) {
  const std::string* format_text = arguments[0].as_string();
  if (format_text == nullptr) {
    return invalid(format("printf: a format is a string, not {}", arguments[0].type_name()));
  }
  return GoValue(go_print_format(*format_text, arguments.subspan(1)));
}

// The arguments of html, js and urlquery as one text.
std::string joined(Arguments arguments) {
  std::vector<GoValue> shown(arguments.begin(), arguments.end());
  for (GoValue& value : shown) {
    if (value.is_nothing()) value = GoValue(std::string("<no value>"));
  }
  return go_print(shown);
}

Result<GoValue> html(Arguments arguments) { return GoValue(escape_html(joined(arguments))); }
Result<GoValue> js(Arguments arguments) { return GoValue(escape_js(joined(arguments))); }
Result<GoValue> url_query(Arguments arguments) {
  return GoValue(escape_url_query(joined(arguments)));
}
Result<GoValue> json(Arguments arguments) { return GoValue(go_json(arguments[0])); }

// JSON data holds no function, so that there is nothing to call.
Result<GoValue> call(Arguments arguments) {
  return invalid(format("call of {}, which is no function", arguments[0].type_name()));
}

// The TypeScript type of a tool's property, {"type": "string"} or {"type": ["string", "null"]}.
std::string type_script_type(const GoValue& property) {
  const auto* map = property.as_map();
  if (map == nullptr) return "any";
  const auto name_of_type = [](const GoValue& value) -> std::string {
    const std::string* name = value.as_string();
    if (name == nullptr) return "any";
    if (*name == "string" || *name == "boolean" || *name == "object") {
      return *name == "object" ? "Record<string, any>" : *name;
    }
    if (*name == "number" || *name == "integer") return "number";
    if (*name == "array") return "any[]";
    return *name == "null" ? "null" : "any";
  };
  const auto any_of = map->find("anyOf");
  const auto* choices = any_of == map->end() ? nullptr : any_of->second.as_list();
  const auto type = map->find("type");
  const auto* names = type == map->end() ? nullptr : type->second.as_list();
  std::string joined_types;
  if (choices != nullptr && !choices->empty()) {
    for (const GoValue& choice : *choices) {
      joined_types += (joined_types.empty() ? "" : " | ") + type_script_type(choice);
    }
    return joined_types;
  }
  if (names != nullptr) {
    for (const GoValue& name : *names) {
      joined_types += (joined_types.empty() ? "" : " | ") + name_of_type(name);
    }
    return names->empty() ? "any" : joined_types;
  }
  return type == map->end() ? "any" : name_of_type(type->second);
}

Result<GoValue> to_type_script(Arguments arguments) {
  return GoValue(type_script_type(arguments[0]));
}

Result<GoValue> date(const GoTemplate::Today& today, long days_before, Arguments arguments) {
  for (const GoValue& argument : arguments) {
    if (argument.as_string() == nullptr) return invalid("a date's layout is a string");
  }
  const std::chrono::sys_days day{std::chrono::days{today() - days_before}};
  const std::chrono::year_month_day parts(day);
  return GoValue(format("{:04}-{:02}-{:02}", static_cast<int>(parts.year()),
                        static_cast<unsigned>(parts.month()), static_cast<unsigned>(parts.day())));
}

struct Function {
  std::string_view name;
  std::size_t arguments_min;
  std::optional<std::size_t> arguments_max;
  Result<GoValue> (*run)(Arguments);
};

constexpr std::array kTable = {
    Function{"call", 1, std::nullopt, call},
    Function{"eq", 1, std::nullopt, equal},
    Function{"ge", 2, 2, greater_or_equal},
    Function{"gt", 2, 2, greater},
    Function{"html", 0, std::nullopt, html},
    Function{"index", 1, std::nullopt, indexed},
    Function{"js", 0, std::nullopt, js},
    Function{"json", 1, 1, json},
    Function{"le", 2, 2, less_or_equal},
    Function{"len", 1, 1, length},
    Function{"lt", 2, 2, less},
    Function{"ne", 2, 2, not_equal},
    Function{"not", 1, 1, not_true},
    Function{"print", 0, std::nullopt, print},
    Function{"printf", 1, std::nullopt, print_format},
    Function{"println", 0, std::nullopt, print_line},
    Function{"slice", 1, std::nullopt, sliced},
    Function{"toTypeScriptType", 1, 1, to_type_script},
    Function{"urlquery", 0, std::nullopt, url_query},
};

}  // namespace

Result<GoValue> call_go_function(std::string_view name, Arguments arguments,
                                 const GoTemplate::Today& today) {
  if (name == "currentDate") return date(today, 0, arguments);
  if (name == "yesterdayDate") return date(today, 1, arguments);
  const auto* found = std::find_if(kTable.begin(), kTable.end(),
                                   [name](const Function& each) { return each.name == name; });
  if (found == kTable.end()) return invalid(format("there is no function '{}'", name));
  const std::size_t count = arguments.size();
  if (count < found->arguments_min || count > found->arguments_max.value_or(count)) {
    return invalid(format("wrong number of arguments for {}: {}", name, count));
  }
  return found->run(arguments);
}

}  // namespace tiles::models
