// SPDX-License-Identifier: Apache-2.0
#include "engine/sampler.h"

#include <chat.h>
#include <json-schema-to-grammar.h>
#include <sampling.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <functional>
#include <mutex>
#include <set>
#include <utility>

#include "base/format.h"
#include "base/random.h"
#include "base/text.h"
#include "engine/assertion_guard.h"
#include "engine/llama_log.h"
#include "engine/trial.h"

namespace tiles::engine {

namespace {

constexpr std::size_t kPlainTokensMax = 4'096;
constexpr int kPenaltyTokensDefault = 64;

float real_of(const GgufMetadata& metadata, std::string_view key, float otherwise) {
  const auto found = metadata.values.find(key);
  if (found == metadata.values.end()) return otherwise;
  return std::visit(
      [&](const auto& value) {
        if constexpr (std::is_arithmetic_v<std::decay_t<decltype(value)>>) {
          return static_cast<float>(value);
        } else {
          return otherwise;
        }
      },
      found->second);
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

Result<void> check_range(std::string_view name, float value, float low, float high) {
  if (value >= low && value <= high) return {};
  return fail(ErrorCode::Invalid,
              format("{} is {}, not between {} and {}", name, value, low, high));
}

// Writes the rule kPlainRule where the grammar uses it: any character that begins no spelling of
// markup, and the plain tokens that hold one that does.
Result<std::string> with_plain_rule(const std::string& gbnf, const Vocabulary& vocabulary) {
  if (gbnf.find(kPlainRule) == std::string::npos) return gbnf;
  const std::string first = vocabulary.first_bytes_of_markup();
  const std::vector<Token> tokens = vocabulary.plain_tokens_with(first);
  if (tokens.size() > kPlainTokensMax || !is_ascii(first)) {
    return fail(ErrorCode::Unsupported,
                format("rule '{}' of the grammar: {} plain tokens of the vocabulary look like "
                       "markup, the limit is {}",
                       kPlainRule, tokens.size(), kPlainTokensMax));
  }
  std::string rule = format("\n{} ::= [^", kPlainRule);
  for (const char byte : first) rule += format("\\x{:02x}", byte);
  rule += "]";
  for (const Token token : tokens) rule += format(" | <[{}]>", token);
  return gbnf + rule + "\n";
}

Result<common_grammar> grammar_of(const Sampler::Inputs& inputs) {
  common_grammar grammar;
  if (const auto* given = std::get_if<Grammar>(inputs.constraint)) {
    if (given->gbnf.size() > kGrammarBytesMax) {
      return fail(ErrorCode::Limit, format("grammar has {} bytes, the limit is {}",
                                           given->gbnf.size(), kGrammarBytesMax));
    }
    grammar.type = COMMON_GRAMMAR_TYPE_USER;
    grammar.grammar = TILES_TRY(with_plain_rule(given->gbnf, *inputs.vocabulary));
  } else if (inputs.format != nullptr && !inputs.format->grammar.empty()) {
    const bool is_schema = std::holds_alternative<JsonSchema>(*inputs.constraint);
    grammar.type = is_schema ? COMMON_GRAMMAR_TYPE_OUTPUT_FORMAT : COMMON_GRAMMAR_TYPE_TOOL_CALLS;
    grammar.grammar = inputs.format->grammar;
  } else if (const auto* schema = std::get_if<JsonSchema>(inputs.constraint)) {
    grammar.type = COMMON_GRAMMAR_TYPE_USER;
    grammar.grammar = json_schema_to_grammar(common_json::parse(print_json(schema->schema)));
  }
  return grammar;
}

// Grammars that were found good, by their hash: of one that collides llama.cpp prints the error.
class KnownGrammars {
 public:
  bool contains(std::size_t hash) {
    const std::lock_guard lock(mutex_);
    return hashes_.contains(hash);
  }
  void add(std::size_t hash) {
    const std::lock_guard lock(mutex_);
    if (hashes_.size() == kMax) hashes_.clear();
    hashes_.insert(hash);
  }

 private:
  static constexpr std::size_t kMax = 1'024;
  std::mutex mutex_;
  std::set<std::size_t> hashes_;
};

Verdict parse_grammar(const std::string& text, const Vocabulary& vocabulary) {
  llama_sampler* sampler = llama_sampler_init_grammar(vocabulary.get(), text.c_str(), "root");
  if (sampler == nullptr) return Verdict::Bad;
  llama_sampler_free(sampler);
  return Verdict::Good;
}

// llama.cpp's "parse: error parsing grammar: X", then the whole grammar, gives X.
std::string cause_of(std::string_view said) {
  constexpr std::string_view kBegin = "error parsing grammar: ";
  const std::size_t at = said.find(kBegin);
  if (at == std::string_view::npos) return "it has no rule 'root', or one that names itself first";
  said.remove_prefix(at + kBegin.size());
  return shown_in_quotes(said.substr(0, said.find('\n')));
}

// llama.cpp prints what is wrong with a grammar, recurses as deep as it is nested, and llama-common
// leaks its sampler: it is tried first.
Result<void> check_grammar(const common_grammar& grammar, const Vocabulary& vocabulary) {
  static KnownGrammars known;
  if (grammar.empty()) return {};
  const std::size_t hash = std::hash<std::string>()(grammar.grammar) ^ vocabulary.size();
  if (known.contains(hash)) return {};
  const Trial trial = TILES_TRY(
      try_in_copy("the grammar", [&] { return parse_grammar(grammar.grammar, vocabulary); }));
  if (trial.verdict == Verdict::Bad) {
    return fail(ErrorCode::Invalid, "grammar cannot be used: " + cause_of(trial.said));
  }
  known.add(hash);
  return {};
}

// What the template says of its tool calls and its thinking, as llama.cpp's own server reads it.
void apply_format(const common_chat_params& format, const Vocabulary& vocabulary,
                  common_params_sampling& params) {
  const auto tokens_of = [&](const std::string& text) {
    return common_tokenize(vocabulary.get(), text, /*add_special=*/false, /*parse_special=*/true);
  };
  for (const std::string& text : format.preserved_tokens) {
    const auto tokens = tokens_of(text);
    if (tokens.size() == 1) params.preserved_tokens.insert(tokens[0]);
  }
  // The caller's own grammar holds from the first token, whatever the template's tools wait for.
  const bool is_of_format = params.grammar.type != COMMON_GRAMMAR_TYPE_USER;
  params.grammar_lazy = is_of_format && format.grammar_lazy;
  for (common_grammar_trigger trigger : format.grammar_triggers) {
    if (!is_of_format) break;
    if (trigger.type == COMMON_GRAMMAR_TRIGGER_TYPE_WORD) {
      const auto tokens = tokens_of(trigger.value);
      if (tokens.size() == 1 && params.preserved_tokens.contains(tokens[0])) {
        trigger.type = COMMON_GRAMMAR_TRIGGER_TYPE_TOKEN;
        trigger.token = tokens[0];
      }
    }
    params.grammar_triggers.push_back(std::move(trigger));
  }
  params.generation_prompt = format.generation_prompt;
  if (format.thinking_start_tag.empty() || format.thinking_end_tags.empty()) return;
  params.reasoning_budget_start = tokens_of(format.thinking_start_tag);
  for (const std::string& tag : format.thinking_end_tags) {
    params.reasoning_budget_end.push_back(tokens_of(tag));
  }
  params.reasoning_budget_forced = params.reasoning_budget_end.front();
}

std::uint32_t random_seed() {
  std::uint32_t seed = 0;
  fill_random(std::as_writable_bytes(std::span(&seed, 1)));
  return seed;
}

// llama.cpp takes -1 for the context, whose size the sampler does not know.
int penalty_window(const Sampling& sampling) {
  const int wanted = sampling.penalty_tokens.value_or(kPenaltyTokensDefault);
  return wanted < 0 ? SamplingLimits::kPenaltyTokens : wanted;
}

common_params_sampling params_of(const Sampling& sampling) {
  common_params_sampling params;
  params.seed = sampling.seed ? *sampling.seed : random_seed();
  params.temp = sampling.temperature.value_or(params.temp);
  params.top_k = sampling.top_k.value_or(params.top_k);
  params.top_p = sampling.top_p.value_or(params.top_p);
  params.min_p = sampling.min_p.value_or(params.min_p);
  params.typ_p = sampling.typical_p.value_or(1);
  params.penalty_repeat = sampling.repeat_penalty.value_or(params.penalty_repeat);
  params.penalty_present = sampling.presence_penalty.value_or(0);
  params.penalty_freq = sampling.frequency_penalty.value_or(0);
  params.penalty_last_n = penalty_window(sampling);
  params.no_perf = true;
  // The chain holds only what the settings can turn on: each sampler walks the whole vocabulary.
  params.samplers = {COMMON_SAMPLER_TYPE_PENALTIES, COMMON_SAMPLER_TYPE_TOP_K};
  if (params.typ_p < 1) params.samplers.push_back(COMMON_SAMPLER_TYPE_TYPICAL_P);
  params.samplers.insert(
      params.samplers.end(),
      {COMMON_SAMPLER_TYPE_TOP_P, COMMON_SAMPLER_TYPE_MIN_P, COMMON_SAMPLER_TYPE_TEMPERATURE});
  return params;
}

// Errors: Invalid (a value out of SamplingLimits).
Result<void> check(const Sampling& sampling) {
  using Limits = SamplingLimits;
  TILES_CHECK(
      check_range("temperature", sampling.temperature.value_or(0), 0, Limits::kTemperature));
  TILES_CHECK(check_range("top_k", static_cast<float>(sampling.top_k.value_or(0)), 0,
                          static_cast<float>(Limits::kTopK)));
  TILES_CHECK(check_range("top_p", sampling.top_p.value_or(1), 0, Limits::kTopP));
  TILES_CHECK(check_range("min_p", sampling.min_p.value_or(0), 0, Limits::kMinP));
  TILES_CHECK(check_range("repeat_penalty", sampling.repeat_penalty.value_or(1),
                          Limits::kRepeatPenaltyLow, Limits::kRepeatPenalty));
  TILES_CHECK(check_range("typical_p", sampling.typical_p.value_or(1), 0, Limits::kTypicalP));
  for (const auto& [name, value] :
       {std::pair("presence_penalty", sampling.presence_penalty.value_or(0)),
        std::pair("frequency_penalty", sampling.frequency_penalty.value_or(0))}) {
    TILES_CHECK(check_range(name, value, -Limits::kSubtractedPenalty, Limits::kSubtractedPenalty));
  }
  return check_range("repeat_last_n", static_cast<float>(sampling.penalty_tokens.value_or(0)), -1,
                     static_cast<float>(Limits::kPenaltyTokens));
}

}  // namespace

Sampling default_sampling(const GgufMetadata& metadata) {
  Sampling sampling;
  sampling.temperature = real_of(metadata, "general.sampling.temp", 0.7f);
  sampling.top_k = static_cast<int>(real_of(metadata, "general.sampling.top_k", 40));
  sampling.top_p = real_of(metadata, "general.sampling.top_p", 0.95f);
  sampling.min_p = real_of(metadata, "general.sampling.min_p", 0.05f);
  sampling.repeat_penalty = real_of(metadata, "general.sampling.penalty_repeat", 1.0f);
  return sampling;
}

Result<Sampling> resolve(const Sampling& wanted, const Sampling& defaults) {
  Sampling sampling;
  sampling.temperature = wanted.temperature ? wanted.temperature : defaults.temperature;
  sampling.top_k = wanted.top_k ? wanted.top_k : defaults.top_k;
  sampling.top_p = wanted.top_p ? wanted.top_p : defaults.top_p;
  sampling.min_p = wanted.min_p ? wanted.min_p : defaults.min_p;
  sampling.repeat_penalty = wanted.repeat_penalty ? wanted.repeat_penalty : defaults.repeat_penalty;
  sampling.typical_p = wanted.typical_p ? wanted.typical_p : defaults.typical_p;
  sampling.presence_penalty =
      wanted.presence_penalty ? wanted.presence_penalty : defaults.presence_penalty;
  sampling.frequency_penalty =
      wanted.frequency_penalty ? wanted.frequency_penalty : defaults.frequency_penalty;
  sampling.penalty_tokens = wanted.penalty_tokens ? wanted.penalty_tokens : defaults.penalty_tokens;
  sampling.seed = wanted.seed;
  TILES_CHECK(check(sampling));
  return sampling;
}

void Sampler::Deleter::operator()(common_sampler* sampler) const { common_sampler_free(sampler); }
Sampler::Sampler(common_sampler* sampler, const TokenCounts& counts)
    : sampler_(sampler), counts_(counts) {}
Sampler::Sampler(Sampler&&) noexcept = default;
Sampler& Sampler::operator=(Sampler&&) noexcept = default;
Sampler::~Sampler() = default;

Result<Sampler> Sampler::create(const Inputs& inputs) {
  clear_llama_error();
  try {
    const AssertionGuard guard;
    common_params_sampling params = params_of(inputs.sampling);
    params.grammar = TILES_TRY(grammar_of(inputs));
    TILES_CHECK(check_grammar(params.grammar, *inputs.vocabulary));
    if (inputs.format != nullptr) apply_format(*inputs.format, *inputs.vocabulary, params);
    return Sampler(common_sampler_init(inputs.model, params),
                   {.vocabulary = inputs.vocabulary->size(),
                    .penalty = static_cast<std::size_t>(params.penalty_last_n)});
  } catch (const std::exception& error) {
    const std::string cause = llama_error();
    return fail(ErrorCode::Invalid,
                format("grammar or schema cannot be used: {}",
                       to_valid_utf8(cause.empty() ? std::string_view(error.what()) : cause)));
  }
}

void Sampler::accept_prompt(std::span<const Token> tokens) {
  const std::size_t count = std::min(tokens.size(), counts_.penalty);
  for (const Token token : tokens.last(count)) {
    common_sampler_accept(sampler_.get(), token, /*is_generated=*/false);
  }
}

Result<Token> Sampler::next(llama_context* context, int row) {
  const float* logits = llama_get_logits_ith(context, row);
  int bad = logits == nullptr ? 1 : 0;
  for (std::size_t i = 0; logits != nullptr && i < counts_.vocabulary; ++i) {
    bad |= std::isnan(logits[i]) ? 1 : 0;
  }
  if (bad != 0) {
    return fail(ErrorCode::Corrupt, "the model computes values that are not numbers");
  }
  try {
    const AssertionGuard guard;
    const Token token = common_sampler_sample(sampler_.get(), context, row);
    const llama_token_data_array* candidates =
        common_sampler_get_candidates(sampler_.get(), /*do_sort=*/false);
    // With nothing allowed llama.cpp picks any token, then ends the process when it is an end
    // token.
    if (candidates->selected < 0 || !std::isfinite(candidates->data[candidates->selected].logit)) {
      return fail(ErrorCode::Invalid, "the grammar allows no token here");
    }
    common_sampler_accept(sampler_.get(), token, /*is_generated=*/true);
    return token;
  } catch (const std::exception& error) {
    return fail(ErrorCode::Invalid,
                format("the grammar refuses what was chosen: {}", to_valid_utf8(error.what())));
  }
}

float Sampler::log_probability(llama_context* context, int row, Token token) const {
  // What is this much less likely than the likeliest adds less than a float can hold.
  constexpr float kFarBelow = -20;
  const float* logits = llama_get_logits_ith(context, row);
  const float likeliest = *std::max_element(logits, logits + counts_.vocabulary);
  float sum = 0;
  for (std::size_t i = 0; i < counts_.vocabulary; ++i) {
    const float below = logits[i] - likeliest;
    if (below > kFarBelow) sum += std::exp(below);
  }
  return std::min(0.0F, logits[token] - likeliest - std::log(sum));
}

}  // namespace tiles::engine
