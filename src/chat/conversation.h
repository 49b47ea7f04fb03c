// SPDX-License-Identifier: Apache-2.0
// One conversation: recall, prompt, stream, remember, keep on disk; turn after turn.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "chat/context_budget.h"
#include "chat/conversation_log.h"
#include "chat/kept_conversation.h"
#include "engine/completion.h"
#include "memory/agent.h"

namespace tiles::chat {

struct MemoryRequest {
  std::string_view message;
  std::vector<memory::TextSpan> untrusted;
  std::string turn;                         // For the vault's log.
  const std::atomic<bool>* stop = nullptr;  // Ends the task with Cancelled when it becomes true.
};

// The two memory tasks, as the owner of the vault and of the policy model offers them.
using MemoryTask = std::function<Result<memory::Outcome>(const MemoryRequest&)>;

struct Parts {
  engine::Completion* model = nullptr;  // Null: the memory model's reply is the answer.
  engine::Sampling sampling;
  std::optional<std::uint32_t> reply_tokens_max = {};  // Nothing: until the model ends.
  std::vector<std::string> stop_strings = {};
  std::string system = {};  // Empty: Tiles' own.
  // Before the first turn, never left out. One that begins with a system message has it in place of
  // `system`.
  std::vector<engine::Message> seed = {};
  MemoryTask recall;
  MemoryTask remember;  // Empty: nothing is remembered.
  const Clock* clock = nullptr;
  std::filesystem::path folder;  // Of conversations.
  std::string model_name;
};

struct Recalled {
  const memory::Outcome& outcome;
};
struct Reasoning {
  std::string_view text;
};
struct Text {
  std::string_view text;
};
struct Remembered {
  const memory::Outcome& outcome;
};
// What did not work, though the turn went on.
struct Trouble {
  const Error& error;
};
using Event = std::variant<Recalled, Reasoning, Text, Remembered, Trouble>;
// Called during send(), one event after the other; text may come on a thread of the model.
using EventSink = std::function<void(const Event&)>;

enum class Finish { Complete, Length, Stopped };
std::string_view finish_name(Finish finish);  // "complete", "length", "stopped".

struct TurnRequest {
  std::string_view message;
  std::vector<memory::TextSpan> untrusted = {};
  const std::atomic<bool>* stop = nullptr;  // May be null.
};

struct Turn {
  std::string reply;
  std::string reasoning;
  Finish finish = Finish::Complete;
  std::optional<memory::Outcome> recalled;
  std::optional<memory::Outcome> remembered;
  engine::Usage usage;
};

// What the next message finds in the window, in tokens.
struct ContextUse {
  std::size_t window = 0;
  std::size_t system = 0;
  std::size_t memory = 0;   // What was recalled for the newest message.
  std::size_t history = 0;  // The newest message and its reply belong to it.
  std::size_t reply = 0;    // Kept free for the next answer.
  std::size_t free = 0;
  std::size_t left_out = 0;
  std::size_t turns_left_out = 0;
};

// Not safe from several threads. What `parts` points to must outlive it.
class Conversation {
 public:
  static constexpr std::size_t kMessageBytesMax = std::size_t{1024} * 1024;
  static constexpr std::size_t kReplyTokensMin = 256;  // Kept free, or a quarter of the window.

  explicit Conversation(Parts parts);

  // Goes on where `kept` ended; before the first turn. Errors: what counting tokens returns.
  Result<void> go_on(const KeptConversation& kept);

  // Memory that does not work, and a file that cannot be written, are Trouble and not errors.
  // Errors: Limit (the message cannot fit the window), Invalid, and what the model returns; the
  // history is then as before.
  Result<Turn> send(const TurnRequest& request, const EventSink& events);

  void clear();
  std::filesystem::path file() const { return log_.file(); }
  // As the vault's log names it: a turn there is "id#number".
  const std::string& id() const { return log_.id(); }
  // "" before the first turn.
  std::string last_turn_name() const;
  // Errors: what counting tokens returns; NotFound without a model.
  Result<ContextUse> context() const;

 private:
  struct Past {
    std::string message;  // With its facts, as the model saw it.
    std::string reply;
    std::size_t tokens = 0;
    std::size_t fact_tokens = 0;
  };

  void recall(const TurnRequest& request, const EventSink& events, Turn& turn);
  void remember(const TurnRequest& request, const EventSink& events, Turn& turn);
  static void tell_remembered(const EventSink& events, const Turn& turn);
  Result<void> reply(const TurnRequest& request, const EventSink& events, Turn& turn);
  engine::ChatPrompt bare_prompt() const;
  Result<engine::ChatPrompt> fitted_prompt(const std::string& newest);
  Result<void> stream(engine::ChatPrompt prompt, const TurnRequest& request,
                      const EventSink& events, Turn& turn);
  Result<std::size_t> system_tokens();
  Result<std::size_t> turn_tokens(const std::string& message, const std::string& reply) const;
  Result<void> keep_in_history(std::string_view message, const std::vector<memory::Fact>& facts,
                               std::string_view reply);
  void keep_on_disk(const TurnRequest& request, const EventSink& events, const Turn& turn);
  std::string turn_name(std::size_t number) const;
  std::size_t reply_reserve() const;

  Parts parts_;
  ConversationLog log_;
  std::vector<Past> history_;
  std::size_t first_kept_ = 0;
  std::size_t system_tokens_ = 0;
  std::size_t turn_count_ = 0;
};

}  // namespace tiles::chat
