// SPDX-License-Identifier: Apache-2.0
#include "memory/python_arguments.h"

#include <algorithm>

#include "base/format.h"

namespace tiles::memory {
namespace {

using Bound = std::vector<std::optional<Json>>;
using Message = std::optional<std::string>;

std::size_t required_count(const std::vector<Parameter>& parameters) {
  return static_cast<std::size_t>(
      std::ranges::count_if(parameters, [](const auto& one) { return !one.default_value; }));
}

Message bind_positional(const sandbox::HostCall& call, const std::vector<Parameter>& parameters,
                        Bound& bound) {
  const std::size_t given = call.args.size();
  const std::size_t most = parameters.size();
  if (given > most) {
    const std::size_t least = required_count(parameters);
    const std::string takes =
        least == most ? std::to_string(most) : format("from {} to {}", least, most);
    return format("{}() takes {} positional argument{} but {} {} given", call.name, takes,
                  most == 1 ? "" : "s", given, given == 1 ? "was" : "were");
  }
  for (std::size_t i = 0; i < given; ++i) bound[i] = call.args[i];
  return std::nullopt;
}

Message bind_keywords(const sandbox::HostCall& call, const std::vector<Parameter>& parameters,
                      Bound& bound) {
  for (const auto& [name, value] : call.kwargs.items()) {
    const auto found = std::ranges::find(parameters, std::string_view(name), &Parameter::name);
    if (found == parameters.end()) {
      return format("{}() got an unexpected keyword argument '{}'", call.name, name);
    }
    auto& slot = bound[static_cast<std::size_t>(found - parameters.begin())];
    if (slot) return format("{}() got multiple values for argument '{}'", call.name, name);
    slot = value;
  }
  return std::nullopt;
}

// "'a'", "'a' and 'b'", "'a', 'b', and 'c'".
std::string list_names(const std::vector<std::string_view>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool is_last = i + 1 == names.size();
    if (i > 0) text += is_last ? (names.size() > 2 ? ", and " : " and ") : ", ";
    text += format("'{}'", names[i]);
  }
  return text;
}

Message fill_defaults(const sandbox::HostCall& call, const std::vector<Parameter>& parameters,
                      Bound& bound) {
  std::vector<std::string_view> missing;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (!bound[i]) bound[i] = parameters[i].default_value;
    if (!bound[i]) missing.push_back(parameters[i].name);
  }
  if (missing.empty()) return std::nullopt;
  return format("{}() missing {} required positional argument{}: {}", call.name, missing.size(),
                missing.size() == 1 ? "" : "s", list_names(missing));
}

}  // namespace

tl::expected<std::vector<Json>, std::string> bind_arguments(
    const sandbox::HostCall& call, const std::vector<Parameter>& parameters) {
  Bound bound(parameters.size());
  for (auto* step : {bind_positional, bind_keywords, fill_defaults}) {
    if (Message problem = step(call, parameters, bound)) {
      return tl::unexpected(*std::move(problem));
    }
  }
  std::vector<Json> values;
  for (auto& value : bound) values.push_back(*std::move(value));
  return values;
}

std::string_view python_type_name(const Json& value) {
  if (value.is_string()) return "str";
  if (value.is_boolean()) return "bool";
  if (value.is_number_integer()) return "int";
  if (value.is_number_float()) return "float";
  if (value.is_array()) return "list";
  return value.is_object() ? "dict" : "NoneType";
}

}  // namespace tiles::memory
