// SPDX-License-Identifier: Apache-2.0
// A model whose words are given: for the loop around it. Real models are used in model_test.cpp.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/completion.h"

namespace tiles::memory {

// Delivers one list of events for each turn, on a thread of its own, and keeps the requests.
class ScriptedCompletion final : public engine::Completion {
 public:
  using Events = std::vector<engine::CompletionEvent>;

  explicit ScriptedCompletion(std::vector<Events> turns) : turns_(std::move(turns)) {}

  Result<std::unique_ptr<engine::RunningCompletion>> start(engine::CompletionRequest request,
                                                           engine::EventSink sink) override {
    requests.push_back(std::move(request));
    if (requests.size() > turns_.size()) {
      return fail(ErrorCode::Limit, "the prompt does not fit: 9 tokens, room for 8");
    }
    return std::make_unique<Running>(turns_[requests.size() - 1], std::move(sink));
  }
  Result<std::uint32_t> count_tokens(const engine::Prompt&) override { return 1; }
  std::uint32_t context_tokens_max() const override { return 8; }

  std::vector<engine::CompletionRequest> requests;

 private:
  class Running final : public engine::RunningCompletion {
   public:
    Running(Events events, engine::EventSink sink)
        : thread_([this, events = std::move(events), sink = std::move(sink)] {
            for (const engine::CompletionEvent& event : events) {
              if (cancelled()) break;
              if (const auto* finish = std::get_if<engine::Finish>(&event)) finish_ = *finish;
              sink(event);
            }
          }) {}
    ~Running() override { join(); }
    void cancel() override {
      const std::lock_guard lock(mutex_);
      cancelled_ = true;
    }
    Result<engine::Finish> wait() override {
      join();
      if (cancelled()) finish_.reason = engine::FinishReason::Cancelled;
      return finish_;
    }

   private:
    bool cancelled() {
      const std::lock_guard lock(mutex_);
      return cancelled_;
    }
    void join() {
      if (thread_.joinable()) thread_.join();
    }

    std::mutex mutex_;
    bool cancelled_ = false;
    engine::Finish finish_;
    std::thread thread_;  // Last: it uses the members above.
  };

  std::vector<Events> turns_;
};

// A turn of the in-house model: "<tag>" and "</tag>" become control tokens, the rest text.
inline ScriptedCompletion::Events in_house_turn(std::string_view text) {
  ScriptedCompletion::Events events;
  while (!text.empty()) {
    const bool is_tag = text.front() == '<';
    const auto end = is_tag ? text.find('>') + 1 : std::min(text.find('<'), text.size());
    const std::string part(text.substr(0, end));
    if (is_tag) {
      events.emplace_back(engine::ControlToken{part});
    } else {
      events.emplace_back(engine::TextDelta{part});
    }
    text.remove_prefix(end);
  }
  events.emplace_back(engine::Finish{});
  return events;
}

inline ScriptedCompletion::Events text_turn(std::string text) {
  return {engine::TextDelta{std::move(text)}, engine::Finish{}};
}

inline ScriptedCompletion::Events call_turn(std::string code) {
  return {engine::ToolCall{"c1", "python", print_json(Json{{"code", std::move(code)}})},
          engine::Finish{engine::FinishReason::ToolCalls, {}}};
}

}  // namespace tiles::memory
