// SPDX-License-Identifier: Apache-2.0
// The parameters that a Modelfile may set: type, range, and what became of old ones.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tiles::models {

enum class ParameterType : std::uint8_t { Integer, Number, Switch, Text };
enum class Zero : std::uint8_t { Allowed, Refused };

struct ParameterRule {
  std::string_view name;
  ParameterType type;
  double minimum = 0;  // Of Integer and Number, both ends included; of Text its bytes.
  double maximum = 0;
  Zero zero = Zero::Allowed;
};

// In alphabetical order. Names, types and meaning are Ollama's; ranges are those of the engine, so
// that what it would refuse when the model is loaded is refused when the model is made.
std::span<const ParameterRule> parameter_rules();
const ParameterRule* parameter_rule(std::string_view name);

// Once a parameter of Ollama, now without effect there as here.
bool is_retired_parameter(std::string_view name);

// Why `value` is none for the parameter, as the end of a sentence; nothing when it is one.
std::optional<std::string> fault_of_value(const ParameterRule& rule, std::string_view value);

// What these say of a value that passed.
std::int64_t integer_value(std::string_view value);
double number_value(std::string_view value);
bool switch_value(std::string_view value);

}  // namespace tiles::models
