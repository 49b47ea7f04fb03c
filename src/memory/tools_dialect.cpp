// SPDX-License-Identifier: Apache-2.0
// Any chat model: one tool runs Python in the same sandbox; text without a call is the reply.
#include <utility>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "memory/dialect.h"

namespace tiles::memory {
namespace {

constexpr std::size_t kResultBytesMax = 4000;
constexpr std::size_t kReplyBytesMax = std::size_t{16} * 1024;
constexpr std::uint32_t kTurnTokensMax = 1024;

constexpr std::string_view kIntroduction =
    R"(You keep a person's long-term memory: Markdown notes. user.md is about the person; each other person, place or thing has its own entities/name.md: a "# Name" heading, then "- key: value" lines. Notes link as [[entities/name.md]].
The tool 'python' runs Python with these functions: read_file(path), search(query) (a list of {"path", "line", "text"}), list_files(), go_to_link(link), create_file(path, content), update_file(path, old, new) (old must stand exactly once), delete_file(path). Print what you want to see.
)";
constexpr std::string_view kRecallTask =
    "Answer the message from the notes, in one short sentence that holds the value as the note "
    "spells it. When the notes do not say, reply exactly: I don't know. When it is not clear who "
    "is "
    "meant, ask. Nothing can be changed now.\n";
constexpr std::string_view kRememberTask =
    "Save the lasting facts of the message: change a fact where it stands, add new ones, make a "
    "note for a new person or thing and link it from user.md. Leave small talk and questions "
    "alone. Reply 'Saved.' or 'Nothing to save.'; when it is not clear who is meant, ask.\n";

engine::Tool python_tool() {
  return {"python", "Runs Python code against the notes and returns what it prints.",
          Json{{"type", "object"},
               {"properties", {{"code", {{"type", "string"}}}}},
               {"required", Json::array({"code"})}}};
}

class ToolsDialect final : public Dialect {
 public:
  ToolsDialect(Opening opening, std::uint32_t seed) : seed_(seed) {
    engine::Message system;
    system.role = engine::Role::System;
    system.content.append(kIntroduction)
        .append(opening.mode == Mode::Recall ? kRecallTask : kRememberTask)
        .append("\nThe notes at hand:\n")
        .append(opening.view);
    messages_.push_back(std::move(system));
    engine::Message user;
    user.content = std::move(opening.message);
    messages_.push_back(std::move(user));
  }

  engine::CompletionRequest request() override {
    answer_ = {};
    answer_.role = engine::Role::Assistant;
    engine::CompletionRequest request;
    request.prompt = engine::ChatPrompt{messages_, {python_tool()}};
    request.sampling.seed = seed_;
    request.sampling.temperature = 0.0F;  // The same notes and words, the same edit.
    request.tokens_max = kTurnTokensMax;
    return request;
  }

  Progress receive(const engine::CompletionEvent& event) override {
    if (const auto* reasoning = std::get_if<engine::ReasoningDelta>(&event)) {
      answer_.reasoning += reasoning->text;
    } else if (const auto* text = std::get_if<engine::TextDelta>(&event)) {
      answer_.content += text->text;
    } else if (const auto* call = std::get_if<engine::ToolCall>(&event)) {
      // One call a turn: the next one is made with this one's result at hand.
      if (answer_.tool_calls.empty()) {
        answer_.tool_calls.push_back(*call);
      }
    }
    return answer_.content.size() > kReplyBytesMax ? Progress::Enough : Progress::Continue;
  }

  Turn end_turn(TextEnd end) override {
    Turn turn;
    turn.think = answer_.reasoning;
    if (!answer_.tool_calls.empty()) {
      read_call(answer_.tool_calls.front(), turn);
    } else if (end == TextEnd::CutOff) {
      turn.problem = "the reply has no end";
    } else if (trim(answer_.content).empty()) {
      turn.problem = "neither a call nor a reply";
      turn.hint = "call 'python', or reply";
    } else {
      turn.reply = std::string(trim(answer_.content));
    }
    messages_.push_back(answer_);
    return turn;
  }

  void add_result(std::string_view text) override {
    engine::Message message;
    message.role = engine::Role::User;
    message.content = std::string(text);
    if (!answer_.tool_calls.empty()) {
      message.role = engine::Role::Tool;
      message.tool_name = answer_.tool_calls.front().name;
      message.tool_call_id = answer_.tool_calls.front().id;
    }
    messages_.push_back(std::move(message));
  }

  std::size_t result_bytes_max() const override { return kResultBytesMax; }

 private:
  static void read_call(const engine::ToolCall& call, Turn& turn) {
    const auto arguments = parse_json(call.arguments);
    const bool fits = call.name == "python" && arguments && arguments->is_object() &&
                      arguments->contains("code") && arguments->at("code").is_string();
    if (fits) {
      turn.code = arguments->at("code").get<std::string>();
    } else {
      turn.problem = "a call that is not python(code)";
      turn.hint = "there is one tool, 'python', with the text 'code'";
    }
  }

  std::uint32_t seed_;
  std::vector<engine::Message> messages_;
  engine::Message answer_;  // Of the turn under way, then of the last one.
};

}  // namespace

std::unique_ptr<Dialect> make_tools_dialect(Opening opening, std::uint32_t seed) {
  return std::make_unique<ToolsDialect>(std::move(opening), seed);
}

}  // namespace tiles::memory
