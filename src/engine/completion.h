// SPDX-License-Identifier: Apache-2.0
// The seam between those who want text from a model and the model: in this process over llama.cpp
// (engine/model.h), or a server that speaks OpenAI's interface. One Completion is one conversation.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace tiles::engine {

enum class Role { System, User, Assistant, Tool };

std::string_view role_name(Role role);  // "system", "user", "assistant", "tool".

struct ToolCall {
  std::string id;
  std::string name;
  std::string arguments;  // JSON as the model wrote it: check it before use.
};

struct Message {
  Role role = Role::User;
  std::string content = {};  // Never read as control tokens, whatever it holds.
  std::string reasoning = {};
  std::vector<ToolCall> tool_calls = {};  // Of an assistant.
  std::string tool_name = {};             // Of a tool's answer, with the id of the call.
  std::string tool_call_id = {};
};

struct Tool {
  std::string name;
  std::string description;
  Json parameters;  // JSON schema of an object.
};

enum class ToolChoice { Auto, Required, None };
enum class Thinking { Allowed, Off };

// Rendered by the model's own chat template.
struct ChatPrompt {
  std::vector<Message> messages;
  std::vector<Tool> tools = {};
  ToolChoice tool_choice = ToolChoice::Auto;
  Thinking thinking = Thinking::Allowed;
};

enum class SegmentKind {
  Text,     // Ordinary text: never gives a control token.
  Control,  // The model's own markup: names of control tokens are parsed.
};

struct Segment {
  SegmentKind kind = SegmentKind::Text;
  std::string text = {};
};

// Written by the caller, for models with a protocol of their own. No template and no start token
// is added.
struct RawPrompt {
  std::vector<Segment> segments;
};

using Prompt = std::variant<ChatPrompt, RawPrompt>;

// What is not set is taken from the model's metadata, else from the engine's defaults.
struct Sampling {
  std::optional<float> temperature = {};        // 0 takes the likeliest token.
  std::optional<int> top_k = {};                // 0 is off.
  std::optional<float> top_p = {};              // 1 is off.
  std::optional<float> min_p = {};              // 0 is off.
  std::optional<float> typical_p = {};          // 1 is off.
  std::optional<float> repeat_penalty = {};     // 1 is off.
  std::optional<float> presence_penalty = {};   // 0 is off.
  std::optional<float> frequency_penalty = {};  // 0 is off.
  std::optional<int> penalty_tokens = {};       // How many back the three look; -1: all.
  std::optional<std::uint32_t> seed = {};       // Random when not set.
};

// All from 0, but for the repetition penalty, which divides, and the two that are subtracted.
struct SamplingLimits {
  static constexpr float kTemperature = 5;
  static constexpr int kTopK = 1'000'000;
  static constexpr float kTopP = 1;
  static constexpr float kMinP = 1;
  static constexpr float kTypicalP = 1;
  static constexpr float kRepeatPenaltyLow = 0.1f;
  static constexpr float kRepeatPenalty = 10;
  static constexpr float kSubtractedPenalty = 100;  // Both ways.
  static constexpr int kPenaltyTokens = 1 << 20;
};

struct Unconstrained {};
// GBNF. A control token is written `<name>` as the vocabulary spells it, or `<[id]>`; the rule
// `plain` is one piece of text that is no control token. Text in quotes and classes matches the
// spelling of control tokens too.
struct Grammar {
  std::string gbnf;
};
// The text is one JSON value of this schema.
struct JsonSchema {
  Json schema;
};
using Constraint = std::variant<Unconstrained, Grammar, JsonSchema>;

// Of CompletionRequest::stop_strings.
inline constexpr std::size_t kStopStringsMax = 64;
inline constexpr std::size_t kStopStringBytesMax = 256;
enum class Probabilities { LeftOut, Reported };

struct CompletionRequest {
  Prompt prompt;
  Sampling sampling = {};
  Constraint constraint = Unconstrained{};
  std::optional<std::uint32_t> tokens_max =
      {};  // Else until the model ends or the context is full.
  // Text that ends the completion and is not part of it.
  std::vector<std::string> stop_strings = {};
  // Control tokens that end a raw completion; they are reported before Finish.
  std::vector<std::string> stop_control_tokens = {};
  // Whether TokenChoice events come. A server that does not tell them sends none.
  Probabilities probabilities = Probabilities::LeftOut;
};

struct ReasoningDelta {
  std::string text;
};
// Whole UTF-8 characters; bytes a model emits that are not UTF-8 become U+FFFD.
struct TextDelta {
  std::string text;
};
// Raw prompts only: a control token of the vocabulary that the model emitted, as "</reply>".
struct ControlToken {
  std::string text;
};

// How likely the model found a token that was chosen; comes before what the token gives.
struct TokenChoice {
  // Natural logarithm of the softmax of the logits, before temperature, penalties and grammar: at
  // most 0.
  float log_probability = 0;
  // Its place in the model's vocabulary; -1 where a server does not tell.
  std::int32_t token = -1;
};

enum class FinishReason { Stop, Length, ContextFull, ToolCalls, Cancelled };

struct Usage {
  std::uint32_t prompt_tokens = 0;
  std::uint32_t reused_tokens = 0;  // Of the prompt, kept from the turn before.
  std::uint32_t generated_tokens = 0;
  std::chrono::microseconds prefill{0};
  std::chrono::microseconds decode{0};
};

struct Finish {
  FinishReason reason = FinishReason::Stop;
  Usage usage;
};

using CompletionEvent =
    std::variant<ReasoningDelta, TextDelta, ToolCall, ControlToken, TokenChoice, Finish>;

// Called on the completion's worker thread, one event after the other. Finish is the last event of
// a completion that did not fail. It may call cancel(), never wait().
using EventSink = std::function<void(const CompletionEvent&)>;

// A completion under way. Destruction cancels it and waits.
class RunningCompletion {
 public:
  virtual ~RunningCompletion() = default;
  // Ends it within one token, with FinishReason::Cancelled. From any thread, any number of times.
  virtual void cancel() = 0;
  // Waits for the end. All events have been delivered when it returns.
  virtual Result<Finish> wait() = 0;
};

class Completion {
 public:
  virtual ~Completion() = default;

  // Begins a completion on a thread of its own. What the prompt shares with the turn before is not
  // computed again.
  // Errors: Busy (one is under way on this conversation), Limit (the prompt does not fit, with both
  // numbers: nothing is ever left out), Invalid (a grammar, schema, template or model that
  // cannot be used), Unsupported (no template in the model). Errors in the middle come from wait().
  virtual Result<std::unique_ptr<RunningCompletion>> start(CompletionRequest request,
                                                           EventSink sink) = 0;

  // How many tokens the prompt takes, template included.
  virtual Result<std::uint32_t> count_tokens(const Prompt& prompt) = 0;
  // The window shared by prompt and answer.
  virtual std::uint32_t context_tokens_max() const = 0;
};

// start() and wait() in one.
Result<Finish> complete(Completion& completion, CompletionRequest request, EventSink sink);

}  // namespace tiles::engine
