// SPDX-License-Identifier: Apache-2.0
#include "memory/generation.h"

#include <atomic>
#include <mutex>
#include <utility>
#include <variant>

#include "memory/repetition.h"

namespace tiles::memory {
namespace {

// Lets the sink end a completion that it may hear of before start() has returned it.
class Canceller {
 public:
  void cancel() {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
    if (running_ != nullptr) {
      running_->cancel();
    }
  }

  void attach(engine::RunningCompletion* running) {
    const std::lock_guard lock(mutex_);
    running_ = running;
    if (wanted_ && running_ != nullptr) {
      running_->cancel();
    }
  }

 private:
  std::mutex mutex_;
  engine::RunningCompletion* running_ = nullptr;
  bool wanted_ = false;
};

const std::string* text_of(const engine::CompletionEvent& event) {
  if (const auto* text = std::get_if<engine::TextDelta>(&event)) {
    return &text->text;
  }
  const auto* reasoning = std::get_if<engine::ReasoningDelta>(&event);
  return reasoning != nullptr ? &reasoning->text : nullptr;
}

GenerationEnd end_of(engine::FinishReason reason) {
  const bool cut =
      reason == engine::FinishReason::Length || reason == engine::FinishReason::ContextFull;
  return cut ? GenerationEnd::CutOff : GenerationEnd::Whole;
}

}  // namespace

Result<Generation> generate(engine::Completion& completion, Dialect& dialect, std::stop_token stop,
                            std::vector<WrittenToken>& tokens) {
  Canceller canceller;
  RepetitionGuard guard;
  std::atomic<bool> enough = false;
  std::atomic<bool> repeated = false;
  const auto sink = [&](const engine::CompletionEvent& event) {
    if (enough || repeated) {
      return;
    }
    if (const auto* choice = std::get_if<engine::TokenChoice>(&event)) {
      tokens.push_back({dialect.part_under_way(), choice->log_probability, choice->token});
      return;
    }
    const std::string* text = text_of(event);
    if (text != nullptr && guard.feed(*text) == Repetition::Found) {
      repeated = true;
    }
    enough = dialect.receive(event) == Progress::Enough;
    if (enough || repeated) {
      canceller.cancel();
    }
  };
  engine::CompletionRequest request = dialect.request();
  request.probabilities = engine::Probabilities::Reported;
  const auto running = TILES_TRY(completion.start(std::move(request), sink));
  canceller.attach(running.get());
  Result<engine::Finish> finish = [&] {
    const std::stop_callback on_stop(stop, [&] { canceller.cancel(); });
    return running->wait();
  }();
  canceller.attach(nullptr);
  if (stop.stop_requested()) {
    return fail(ErrorCode::Cancelled, "the memory task was cancelled");
  }
  const engine::Finish ended = TILES_TRY(std::move(finish));
  Generation generation;
  generation.usage = ended.usage;
  generation.end = repeated ? GenerationEnd::Repeated
                   : enough ? GenerationEnd::Whole
                            : end_of(ended.reason);
  return generation;
}

}  // namespace tiles::memory
