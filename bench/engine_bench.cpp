// SPDX-License-Identifier: Apache-2.0
// engine_bench load|speed|reuse MODEL.gguf [THREADS]: one figure of the engine on one model, as one
// JSON object. run.py alternates 'speed' with llama-bench, which measures the same work; ours
// includes sampling and events.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
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
constexpr std::uint32_t kDecodeTokens = 128;
constexpr std::uint32_t kSpeedHistoryTokens = 1'000;
constexpr std::uint32_t kHistoryTokens = 2'000;
constexpr std::uint32_t kTurnTokens = 16;
constexpr int kTurns = 7;
constexpr int kLoads = 5;

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

// The first token comes of the prompt's computation.
double decode_speed(const Finish& finish) {
  return tokens_per_second(finish.usage.generated_tokens - 1, finish.usage.decode);
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

Model load(const char* path, int threads) {
  auto model = Model::load(path, {.progress = {}, .threads = threads});
  if (!model) {
    std::fprintf(stderr, "engine_bench: error: %s\n", model.error().text().c_str());
    std::exit(1);
  }
  return *std::move(model);
}

// The first load brings the file into memory and is not counted.
tiles::Result<Json> measure_load(const char* path, int threads) {
  const auto weights_bytes = load(path, threads).info().weights_bytes;
  std::vector<double> times;
  for (int i = 0; i < kLoads; ++i) {
    const auto begin = SteadyClock::now();
    const Model model = load(path, threads);
    times.push_back(milliseconds_since(begin));
  }
  const double gigabytes = static_cast<double>(weights_bytes) / 1e9;
  return Json{{"warm_ms", median(times)},
              {"weights_bytes", weights_bytes},
              {"seconds_per_gb", median(times) / 1000 / gigabytes}};
}

tiles::Result<Json> measure_speed(const char* path, int threads) {
  const Model model = load(path, threads);
  auto conversation = TILES_TRY(model.open_conversation({.context_tokens = 2048}));
  TILES_TRY(run(*conversation, prompt_of(kPrefillTokens, 0, 2)));  // Warm-up.
  const Finish read = TILES_TRY(run(*conversation, prompt_of(kPrefillTokens, 1, 1)));
  const Finish written = TILES_TRY(run(*conversation, prompt_of(8, 2, kDecodeTokens)));
  const Finish after =
      TILES_TRY(run(*conversation, prompt_of(kSpeedHistoryTokens, 3, kDecodeTokens)));
  return Json{
      {"prefill_tokens_per_second",
       tokens_per_second(read.usage.prompt_tokens - read.usage.reused_tokens, read.usage.prefill)},
      {"decode_tokens_per_second", decode_speed(written)},
      {"decode_after_history_tokens_per_second", decode_speed(after)}};
}

// Each turn adds kTurnTokens to what the conversation holds; the first has `history_tokens` more.
// Times of prefill in milliseconds, and how many tokens the last turn took over.
struct Turns {
  std::vector<double> prefill_ms;
  std::uint32_t reused_tokens = 0;
};
tiles::Result<Turns> take_turns(const Model& model, std::uint32_t history_tokens) {
  auto conversation = TILES_TRY(model.open_conversation({.context_tokens = kHistoryTokens + 256}));
  CompletionRequest request = prompt_of(history_tokens + kTurnTokens, 0, 1);
  auto& segments = std::get<tiles::engine::RawPrompt>(request.prompt).segments;
  Turns turns;
  for (int i = 0; i <= kTurns; ++i) {
    const Finish finish = TILES_TRY(run(*conversation, request));
    turns.prefill_ms.push_back(static_cast<double>(finish.usage.prefill.count()) / 1000);
    turns.reused_tokens = finish.usage.reused_tokens;
    const CompletionRequest turn = prompt_of(kTurnTokens, i + 1, 1);
    segments.push_back(std::get<tiles::engine::RawPrompt>(turn.prompt).segments[0]);
  }
  return turns;
}

// What a history costs on a later turn: a turn after it against the same turn without it, and
// against computing it anew.
tiles::Result<Json> measure_reuse(const char* path, int threads) {
  const Model model = load(path, threads);
  TILES_TRY(take_turns(model, 0));  // Warm-up.
  Turns after = TILES_TRY(take_turns(model, kHistoryTokens));
  Turns alone = TILES_TRY(take_turns(model, 0));
  const double cold_ms = after.prefill_ms.front();
  after.prefill_ms.erase(after.prefill_ms.begin());
  alone.prefill_ms.erase(alone.prefill_ms.begin());
  const double turn_ms = median(after.prefill_ms);
  const double alone_ms = median(alone.prefill_ms);
  return Json{{"history_tokens", kHistoryTokens},
              {"reused_tokens_last", after.reused_tokens},
              {"cold_ms", cold_ms},
              {"turn_tokens", kTurnTokens},
              {"turn_ms", turn_ms},
              {"turn_without_history_ms", alone_ms},
              {"turn_share", turn_ms / cold_ms},
              {"history_share", std::max(turn_ms - alone_ms, 0.0) / cold_ms}};
}

using Measure = tiles::Result<Json> (*)(const char* path, int threads);

Measure measure_of(std::string_view name) {
  if (name == "load") return measure_load;
  if (name == "speed") return measure_speed;
  return name == "reuse" ? measure_reuse : nullptr;
}

}  // namespace

int main(int argc, char** argv) {
  const Measure measure = argc == 3 || argc == 4 ? measure_of(argv[1]) : nullptr;
  if (measure == nullptr) {
    std::fputs("usage: engine_bench load|speed|reuse MODEL.gguf [THREADS]\n", stderr);
    return 2;
  }
  const auto report = measure(argv[2], argc == 4 ? std::atoi(argv[3]) : 0);
  if (!report) {
    std::fprintf(stderr, "engine_bench: error: %s\n", report.error().text().c_str());
    return 1;
  }
  std::puts(report->dump(2).c_str());
  return 0;
}
