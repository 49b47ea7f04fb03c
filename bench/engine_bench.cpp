// SPDX-License-Identifier: Apache-2.0
// engine_bench MODEL.gguf [THREADS]: speed of the engine on one model, as one JSON object. Prefill
// of 512 and decode of 64 tokens are what llama-bench measures; ours include sampling and events.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/json.h"
#include "engine/model.h"

namespace {

using tiles::Json;
using tiles::engine::Completion;
using tiles::engine::CompletionRequest;
using tiles::engine::Finish;
using tiles::engine::Model;
using SteadyClock = std::chrono::steady_clock;

constexpr std::uint32_t kPrefillTokens = 512;
constexpr std::uint32_t kDecodeTokens = 64;
constexpr std::uint32_t kHistoryTokens = 2'000;
constexpr std::uint32_t kTurnTokens = 16;
constexpr int kRepetitions = 3;

double milliseconds_since(SteadyClock::time_point begin) {
  return std::chrono::duration<double, std::milli>(SteadyClock::now() - begin).count();
}

// A prompt of `count` tokens, each "word": another word for each `variant`.
CompletionRequest prompt_of(std::uint32_t count, int variant, std::uint32_t answer_tokens) {
  static const std::vector<std::string> words = {" house", " water", " paper", " light"};
  std::string text;
  for (std::uint32_t i = 0; i < count; ++i) text += words[static_cast<std::size_t>(variant) % 4];
  CompletionRequest request;
  request.prompt = tiles::engine::RawPrompt{{{tiles::engine::SegmentKind::Text, text}}};
  request.sampling.temperature = 0.0f;
  request.tokens_max = answer_tokens;
  return request;
}

tiles::Result<Finish> run(Completion& conversation, CompletionRequest request) {
  return complete(conversation, std::move(request), [](const auto&) {});
}

double tokens_per_second(double tokens, std::chrono::microseconds time) {
  return time.count() > 0 ? tokens * 1e6 / static_cast<double>(time.count()) : 0;
}

tiles::Result<void> measure_speed(const Model& model, Json& report) {
  auto conversation = TILES_TRY(model.open_conversation({.context_tokens = 1024}));
  TILES_TRY(run(*conversation, prompt_of(kPrefillTokens, 0, 2)));  // Warm-up.
  double prefill = 0;
  double decode = 0;
  for (int i = 1; i <= kRepetitions; ++i) {
    const Finish read = TILES_TRY(run(*conversation, prompt_of(kPrefillTokens, i, 1)));
    prefill +=
        tokens_per_second(read.usage.prompt_tokens - read.usage.reused_tokens, read.usage.prefill);
    const Finish written = TILES_TRY(run(*conversation, prompt_of(8, i + 1, kDecodeTokens)));
    // The first token comes of the prompt's computation.
    decode += tokens_per_second(written.usage.generated_tokens - 1, written.usage.decode);
  }
  report["prefill_tokens_per_second"] = prefill / kRepetitions;
  report["decode_tokens_per_second"] = decode / kRepetitions;
  return {};
}

// A long history, then one short turn more: what the turn costs of the history's first computation.
tiles::Result<void> measure_reuse(const Model& model, Json& report) {
  auto conversation = TILES_TRY(model.open_conversation({.context_tokens = kHistoryTokens + 256}));
  CompletionRequest history = prompt_of(kHistoryTokens, 0, 1);
  const Finish cold = TILES_TRY(run(*conversation, history));
  auto& segments = std::get<tiles::engine::RawPrompt>(history.prompt).segments;
  const CompletionRequest turn = prompt_of(kTurnTokens, 1, 1);
  segments.push_back(std::get<tiles::engine::RawPrompt>(turn.prompt).segments[0]);
  const Finish warm = TILES_TRY(run(*conversation, history));
  auto fresh = TILES_TRY(model.open_conversation({.context_tokens = 256}));
  TILES_TRY(run(*fresh, prompt_of(kTurnTokens, 0, 1)));
  const Finish alone = TILES_TRY(run(*fresh, prompt_of(kTurnTokens, 1, 1)));
  const auto cold_us = static_cast<double>(cold.usage.prefill.count());
  const auto warm_us = static_cast<double>(warm.usage.prefill.count());
  const auto alone_us = static_cast<double>(alone.usage.prefill.count());
  report["prefix_reuse"] = {
      {"history_tokens", cold.usage.prompt_tokens},
      {"reused_tokens", warm.usage.reused_tokens},
      {"cold_ms", cold_us / 1000},
      {"next_turn_tokens", warm.usage.prompt_tokens - warm.usage.reused_tokens},
      {"next_turn_ms", warm_us / 1000},
      {"next_turn_share", warm_us / cold_us},
      {"history_share", std::max(warm_us - alone_us, 0.0) / cold_us}};
  return {};
}

tiles::Result<Json> measure(const char* path, int threads) {
  Json report;
  const auto begin = SteadyClock::now();
  const Model model = TILES_TRY(Model::load(path, {.progress = {}, .threads = threads}));
  report["load_ms"] = milliseconds_since(begin);
  report["weights_bytes"] = model.info().weights_bytes;
  TILES_CHECK(measure_speed(model, report));
  TILES_CHECK(measure_reuse(model, report));
  return report;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fputs("usage: engine_bench MODEL.gguf [THREADS]\n", stderr);
    return 2;
  }
  const auto report = measure(argv[1], argc > 2 ? std::atoi(argv[2]) : 0);
  if (!report) {
    std::fprintf(stderr, "engine_bench: error: %s\n", report.error().text().c_str());
    return 1;
  }
  std::puts(report->dump(2).c_str());
  return 0;
}
