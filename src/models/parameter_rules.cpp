// SPDX-License-Identifier: Apache-2.0
#include "models/parameter_rules.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/assert.h"
#include "base/format.h"
#include "engine/model.h"
#include "models/modelfile.h"

namespace tiles::models {
namespace {

constexpr double kInt32Max = 2'147'483'647;
constexpr double kLayersMax = 100'000;
using Limits = engine::SamplingLimits;
// As people write it: half as many digits would show in messages.
constexpr double kRepeatPenaltyLow = 0.1;
static_assert(static_cast<float>(kRepeatPenaltyLow) == Limits::kRepeatPenaltyLow);
static_assert(Modelfile::kStopsMax == engine::kStopStringsMax);

constexpr std::array kRules = {
    ParameterRule{"draft_num_predict", ParameterType::Integer, 0, engine::kDraftTokensMax},
    ParameterRule{"frequency_penalty", ParameterType::Number, -Limits::kSubtractedPenalty,
                  Limits::kSubtractedPenalty},
    ParameterRule{"main_gpu", ParameterType::Integer, 0, 1'024},
    ParameterRule{"min_p", ParameterType::Number, 0, Limits::kMinP},
    ParameterRule{"num_batch", ParameterType::Integer, 1, engine::kBatchTokensMax},
    ParameterRule{"num_ctx", ParameterType::Integer, 0, engine::kContextTokensMax},
    ParameterRule{"num_gpu", ParameterType::Integer, -1, kLayersMax},
    ParameterRule{"num_keep", ParameterType::Integer, -1, engine::kContextTokensMax},
    ParameterRule{"num_predict", ParameterType::Integer, -2, kInt32Max, Zero::Refused},
    ParameterRule{"num_thread", ParameterType::Integer, 0, engine::kThreadsMax},
    ParameterRule{"presence_penalty", ParameterType::Number, -Limits::kSubtractedPenalty,
                  Limits::kSubtractedPenalty},
    ParameterRule{"repeat_last_n", ParameterType::Integer, -1, Limits::kPenaltyTokens},
    ParameterRule{"repeat_penalty", ParameterType::Number, kRepeatPenaltyLow,
                  Limits::kRepeatPenalty},
    ParameterRule{"seed", ParameterType::Integer, -kInt32Max - 1, kInt32Max},
    ParameterRule{"stop", ParameterType::Text, 1, engine::kStopStringBytesMax},
    ParameterRule{"temperature", ParameterType::Number, 0, Limits::kTemperature},
    ParameterRule{"top_k", ParameterType::Integer, 0, Limits::kTopK},
    ParameterRule{"top_p", ParameterType::Number, 0, Limits::kTopP},
    ParameterRule{"typical_p", ParameterType::Number, 0, Limits::kTypicalP},
    ParameterRule{"use_mmap", ParameterType::Switch},
};

constexpr std::array<std::string_view, 9> kRetired = {
    "f16_kv",       "logits_all", "low_vram",         "mirostat",   "mirostat_eta",
    "mirostat_tau", "use_mlock",  "penalize_newline", "vocab_only",
};

// As Go's strconv.ParseBool.
constexpr std::array<std::string_view, 6> kTrue = {"1", "t", "T", "TRUE", "true", "True"};
constexpr std::array<std::string_view, 6> kFalse = {"0", "f", "F", "FALSE", "false", "False"};

template <std::size_t kCount>
bool is_one_of(const std::array<std::string_view, kCount>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Decimal, with an optional sign, and nothing after it.
template <typename Number>
std::optional<Number> parsed(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-') || text.starts_with('+')) {
      return std::nullopt;
    }
  }
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

std::optional<std::string> fault_of_range(const ParameterRule& rule, double number) {
  const bool is_zero_refused = rule.zero == Zero::Refused;
  // The engine computes with half as many digits; what it is given is compared as it will be.
  const double compared = rule.type == ParameterType::Number ? static_cast<float>(number) : number;
  if (std::isfinite(number) && compared >= rule.minimum && compared <= rule.maximum &&
      !(is_zero_refused && number == 0)) {
    return std::nullopt;
  }
  return format("must be from {} to {}{}", rule.minimum, rule.maximum,
                is_zero_refused ? ", and not 0" : "");
}

}  // namespace

std::span<const ParameterRule> parameter_rules() { return kRules; }

const ParameterRule* parameter_rule(std::string_view name) {
  const auto* found = std::find_if(kRules.begin(), kRules.end(),
                                   [name](const ParameterRule& rule) { return rule.name == name; });
  return found == kRules.end() ? nullptr : found;
}

bool is_retired_parameter(std::string_view name) { return is_one_of(kRetired, name); }

std::optional<std::string> fault_of_value(const ParameterRule& rule, std::string_view value) {
  switch (rule.type) {
    case ParameterType::Integer: {
      const auto number = parsed<std::int64_t>(value);
      return number ? fault_of_range(rule, static_cast<double>(*number)) : "must be a whole number";
    }
    case ParameterType::Number: {
      const auto number = parsed<double>(value);
      return number ? fault_of_range(rule, *number) : "must be a number such as 0.7";
    }
    case ParameterType::Switch:
      if (!is_one_of(kTrue, value) && !is_one_of(kFalse, value)) {
        return "must be true or false";
      }
      return std::nullopt;
    case ParameterType::Text:
      if (value.empty() || static_cast<double>(value.size()) > rule.maximum) {
        return format("must have from {} to {} bytes", rule.minimum, rule.maximum);
      }
      return std::nullopt;
  }
  return std::nullopt;
}

std::int64_t integer_value(std::string_view value) {
  const auto number = parsed<std::int64_t>(value);
  TILES_ASSERT(number.has_value());
  return *number;
}

double number_value(std::string_view value) {
  const auto number = parsed<double>(value);
  TILES_ASSERT(number.has_value());
  return *number;
}

bool switch_value(std::string_view value) { return is_one_of(kTrue, value); }

}  // namespace tiles::models
