// SPDX-License-Identifier: Apache-2.0
// A conversation with the chat model on this device: before each reply memory is asked, after it
// memory is told. Without a chat model the memory model's reply is the answer.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tilekit/home.h"
#include "tilekit/memory.h"
#include "tilekit/result.h"
#include "tilekit/task.h"

namespace tilekit {

// What happens during one turn, in this order. Views are valid during the call only.
struct RecalledEvent {
  const AskResult& result;
};
struct ReasoningEvent {
  std::string_view text;
};
struct TextEvent {
  std::string_view text;
};
struct RememberedEvent {
  const TellResult& result;
};
// Something that did not work while the turn went on, for the user to know.
struct TroubleEvent {
  const Error& error;
};
// What the model's build asks for and does not get, before the first turn.
struct WarningEvent {
  std::string_view text;
};
using ChatEvent = std::variant<RecalledEvent, ReasoningEvent, TextEvent, RememberedEvent,
                               TroubleEvent, WarningEvent>;

// Called during send(), one event after the other; text may come on a thread of the model.
using ChatEvents = std::function<void(const ChatEvent&)>;

enum class FinishReason { Complete, Length, Stopped };

struct TurnResult {
  std::string reply;
  std::string reasoning;
  FinishReason finish = FinishReason::Complete;
  AskResult recalled;
  TellResult remembered;
  std::size_t prompt_tokens = 0;
  std::size_t cached_tokens = 0;  // Of the prompt, not computed again.
  std::size_t reply_tokens = 0;
};

// What is in the window, in tokens of the chat model.
struct ContextReport {
  std::size_t window = 0;
  std::size_t system = 0;
  std::size_t memory = 0;
  std::size_t history = 0;
  std::size_t reserved_for_reply = 0;
  std::size_t free = 0;
  struct LeftOut {
    std::string what;
    std::size_t tokens = 0;
    std::string why;
  };
  std::vector<LeftOut> left_out;
};

enum class ModelState { None, Loading, Ready, Failed };
enum class Remembering { On, Off };

enum class Begin {
  New,
  Continue,  // The conversation of this home that began last.
};

inline constexpr float kTemperatureMax = 5;

struct ChatOptions {
  // A path to a GGUF file, or the name of a model of the home. Empty: the one of settings, else the
  // first *.gguf of the models folder.
  std::optional<std::string> model;
  Begin begin = Begin::New;
  Remembering remembering = Remembering::On;
  std::optional<std::uint32_t> seed;
  // From 0, greedy, to kTemperatureMax. Empty: the model's own.
  std::optional<float> temperature;
};

// What a conversation that is continued holds already.
struct PastTurns {
  std::string begun;  // RFC 3339, UTC.
  std::size_t count = 0;
  std::string last_message;
  std::string last_reply;
};

struct ChatMessage {
  std::string text;
  std::vector<TextSpan> untrusted;  // See TellOptions.
};

class Chat {
 public:
  // Starts to load the models on another thread and returns at once.
  // Errors: NotFound (a named model that does not exist, no conversation to continue); Corrupt,
  // Unsupported and Limit (a conversation that cannot be read back).
  static Result<Chat> open(Home home, const ChatOptions& options);
  Chat(Chat&&) noexcept;
  Chat& operator=(Chat&&) noexcept;
  ~Chat();

  // One turn; waits for the models first. When `stop` is raised the reply ends within one token,
  // what came of it is kept in the history, and the result says Stopped; memory is told all the
  // same. Trouble with memory or with the conversation's file is an event, not an error.
  // Errors: those of loading a model; Limit (a message that cannot fit the window); Cancelled.
  Result<TurnResult> send(const ChatMessage& message, const ChatEvents& events,
                          const StopFlag* stop = nullptr);

  // Tells memory the last turn's message again, with the user's consent to what rests on text that
  // others wrote. Errors: as Memory::tell; Invalid before the first turn.
  Result<TellResult> remember_with_consent(const ChatMessage& message);
  // Takes back the newest change of memory that this conversation made and that still stands.
  // Errors: NotFound (there is none), Conflict (a later edit overlaps: nothing is done).
  Result<Transaction> undo();

  // Forgets the history; the file of the conversation stays, a new one begins. Memory stays.
  void clear();
  ModelState model_state() const;
  // The name of the chat model, or of its file; empty when there is none.
  std::string model_name() const;
  // Of the model's build, in its order. Waits for the model. Errors: those of loading it.
  Result<std::vector<std::string>> licenses() const;
  // Empty for a new conversation.
  std::optional<PastTurns> past_turns() const;
  // Waits for the model. Errors: those of loading it, NotFound without one.
  Result<ContextReport> context();

 private:
  struct State;
  explicit Chat(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tilekit
