// SPDX-License-Identifier: Apache-2.0
#include "models/runnable_parameters.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "models/parameter_rules.h"

namespace tiles::models {

namespace {

using Integer = std::optional<std::int64_t> RunParameters::*;
using Number = std::optional<double> RunParameters::*;

constexpr std::array<std::pair<std::string_view, Integer>, 11> kIntegers = {{
    {"draft_num_predict", &RunParameters::draft_num_predict},
    {"main_gpu", &RunParameters::main_gpu},
    {"num_batch", &RunParameters::num_batch},
    {"num_ctx", &RunParameters::num_ctx},
    {"num_gpu", &RunParameters::num_gpu},
    {"num_keep", &RunParameters::num_keep},
    {"num_predict", &RunParameters::num_predict},
    {"num_thread", &RunParameters::num_thread},
    {"repeat_last_n", &RunParameters::repeat_last_n},
    {"seed", &RunParameters::seed},
    {"top_k", &RunParameters::top_k},
}};

constexpr std::array<std::pair<std::string_view, Number>, 7> kNumbers = {{
    {"frequency_penalty", &RunParameters::frequency_penalty},
    {"min_p", &RunParameters::min_p},
    {"presence_penalty", &RunParameters::presence_penalty},
    {"repeat_penalty", &RunParameters::repeat_penalty},
    {"temperature", &RunParameters::temperature},
    {"top_p", &RunParameters::top_p},
    {"typical_p", &RunParameters::typical_p},
}};

template <typename Table>
auto member_of(const Table& table, std::string_view name) {
  const auto found = std::ranges::find(table, name, &Table::value_type::first);
  return found == table.end() ? nullptr : found->second;
}

Result<void> add_stops(const Json& value, std::vector<std::string>& stops) {
  const Json list = value.is_array() ? value : Json::array({value});
  for (const Json& stop : list) {
    if (!stop.is_string()) return fail(ErrorCode::Invalid, "parameter 'stop' is not a text");
    stops.push_back(stop.get<std::string>());
  }
  if (stops.size() > Runnable::kStopsMax) {
    return fail(ErrorCode::Limit, format("{} texts of parameter 'stop', the limit is {}",
                                         stops.size(), Runnable::kStopsMax));
  }
  return {};
}

Result<void> add_value(const ParameterRule& rule, const Json& value, RunParameters& parameters) {
  if (rule.type == ParameterType::Text) return add_stops(value, parameters.stop);
  const std::string text = value.is_string() ? value.get<std::string>() : print_json(value);
  if (const auto fault = fault_of_value(rule, text)) {
    return fail(ErrorCode::Invalid,
                format("parameter '{}' {}, not {}", rule.name, *fault, shown_in_quotes(text)));
  }
  if (const Integer integer = member_of(kIntegers, rule.name)) {
    parameters.*integer = integer_value(text);
  } else if (const Number number = member_of(kNumbers, rule.name)) {
    parameters.*number = number_value(text);
  } else {
    parameters.use_mmap = switch_value(text);
  }
  return {};
}

}  // namespace

Result<void> add_parameters(const Json& json, RunParameters& parameters,
                            std::vector<std::string>& warnings) {
  if (!json.is_object()) return fail(ErrorCode::Invalid, "parameters are not a JSON object");
  for (const auto& [name, value] : json.items()) {
    if (const ParameterRule* rule = parameter_rule(name)) {
      TILES_CHECK(add_value(*rule, value, parameters));
    } else {
      const std::string_view why =
          is_retired_parameter(name) ? "has no effect any more" : "is unknown and has no effect";
      warnings.push_back(format("parameter {} {}", shown_in_quotes(name), why));
    }
  }
  return {};
}

}  // namespace tiles::models
