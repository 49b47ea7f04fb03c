// SPDX-License-Identifier: Apache-2.0
#include "engine/chat_template.h"

#include <chat.h>
#include <llama.h>

#include <algorithm>
#include <exception>
#include <mutex>
#include <utility>

#include "base/format.h"
#include "base/random.h"
#include "base/text.h"
#include "engine/assertion_guard.h"
#include "engine/reasoning_splitter.h"
#include "engine/shield.h"
#include "engine/template_words.h"
#include "engine/tool_call_reader.h"
#include "engine/trial.h"

namespace tiles::engine {

namespace {

constexpr std::string_view kTheTemplate = "the chat template";

common_chat_tool_choice choice_of(ToolChoice choice) {
  switch (choice) {
    case ToolChoice::Auto:
      return COMMON_CHAT_TOOL_CHOICE_AUTO;
    case ToolChoice::Required:
      return COMMON_CHAT_TOOL_CHOICE_REQUIRED;
    case ToolChoice::None:
      return COMMON_CHAT_TOOL_CHOICE_NONE;
  }
  return COMMON_CHAT_TOOL_CHOICE_AUTO;
}

// 16 random letters from A to P.
std::string random_letters() {
  std::string letters = random_hex(8);
  for (char& c : letters) c = static_cast<char>(c <= '9' ? 'A' + (c - '0') : 'K' + (c - 'a'));
  return letters;
}

void cover(Message& message, Shield& shield) {
  for (std::string* text :
       {&message.content, &message.reasoning, &message.tool_name, &message.tool_call_id}) {
    *text = shield.cover(to_valid_utf8(*text));
  }
  for (ToolCall& call : message.tool_calls) {
    for (std::string* text : {&call.id, &call.name, &call.arguments}) {
      *text = shield.cover(to_valid_utf8(*text));
    }
  }
}

common_chat_msg to_message(Message message, Shield& shield) {
  cover(message, shield);
  common_chat_msg out;
  out.role = role_name(message.role);
  out.content = std::move(message.content);
  out.reasoning_content = std::move(message.reasoning);
  out.tool_name = std::move(message.tool_name);
  out.tool_call_id = std::move(message.tool_call_id);
  for (ToolCall& call : message.tool_calls) {
    out.tool_calls.push_back({std::move(call.name), std::move(call.arguments), std::move(call.id)});
  }
  return out;
}

// Descriptions are free text, possibly of others; the rest of a schema also makes the grammar and
// stays as it is.
void cover_descriptions(Json& schema, Shield& shield) {
  if (schema.is_object()) {
    for (auto& [key, value] : schema.items()) {
      if ((key == "description" || key == "title") && value.is_string()) {
        value = shield.cover(value.get_ref<const std::string&>());
      } else {
        cover_descriptions(value, shield);
      }
    }
  } else if (schema.is_array()) {
    for (auto& value : schema) cover_descriptions(value, shield);
  }
}

common_chat_tool to_tool(const Tool& tool, Shield& shield) {
  Json parameters = tool.parameters;
  cover_descriptions(parameters, shield);
  return {tool.name, shield.cover(to_valid_utf8(tool.description)), print_json(parameters)};
}

bool is_tool_name(std::string_view name) {
  return !name.empty() && name.size() <= ChatLimits::kToolNameBytes &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '-' || c == '.';
         });
}

Result<void> check(const ChatPrompt& prompt) {
  if (prompt.messages.empty()) return fail(ErrorCode::Invalid, "chat without a message");
  if (prompt.messages.size() > ChatLimits::kMessages || prompt.tools.size() > ChatLimits::kTools) {
    return fail(ErrorCode::Limit,
                format("{} messages and {} tools, the limits are {} and {}", prompt.messages.size(),
                       prompt.tools.size(), ChatLimits::kMessages, ChatLimits::kTools));
  }
  for (const Tool& tool : prompt.tools) {
    if (!is_tool_name(tool.name)) {
      return fail(ErrorCode::Invalid, "'" + to_valid_utf8(tool.name) + "' cannot name a tool");
    }
  }
  return {};
}

common_chat_templates_inputs make_inputs(const ChatPrompt& prompt, const JsonSchema* schema,
                                         Shield& shield) {
  common_chat_templates_inputs inputs;
  for (const Message& message : prompt.messages) {
    inputs.messages.push_back(to_message(message, shield));
  }
  for (const Tool& tool : prompt.tools) inputs.tools.push_back(to_tool(tool, shield));
  inputs.tool_choice = choice_of(prompt.tool_choice);
  inputs.parallel_tool_calls = true;
  inputs.reasoning_format = COMMON_REASONING_FORMAT_DEEPSEEK;
  inputs.enable_thinking = prompt.thinking == Thinking::Allowed;
  if (schema != nullptr) inputs.json_schema = print_json(schema->schema);
  return inputs;
}

// Some template formats close what the prompt has opened ("<think>"): their tags stand in the
// generation prompt and are parsed with the answer.
bool needs_no_parser(const ChatPrompt& prompt, const JsonSchema* schema,
                     const common_chat_params& params) {
  return prompt.tools.empty() && schema == nullptr && !params.supports_thinking &&
         params.grammar.empty();
}

}  // namespace

void ChatTemplate::Deleter::operator()(common_chat_templates* templates) const {
  common_chat_templates_free(templates);
}

ChatTemplate::ChatTemplate(common_chat_templates* templates, const Vocabulary& vocabulary)
    : templates_(templates), vocabulary_(&vocabulary) {}
ChatTemplate::ChatTemplate(ChatTemplate&&) noexcept = default;
ChatTemplate& ChatTemplate::operator=(ChatTemplate&&) noexcept = default;
ChatTemplate::~ChatTemplate() = default;

Result<ChatTemplate> ChatTemplate::create(const llama_model* model, const Vocabulary& vocabulary,
                                          const std::string& own) {
  const auto init = [&] { return common_chat_templates_init(model, own); };
  const char* of_model = llama_model_chat_template(model, /*name=*/nullptr);
  const bool is_plain =
      is_plain_template(own.empty() && of_model != nullptr ? std::string_view(of_model) : own);
  try {
    const AssertionGuard guard;
    if (!is_plain) {
      TILES_TRY(try_in_copy(kTheTemplate, [&] { return init() ? Verdict::Good : Verdict::Bad; }));
    }
    ChatTemplate made(init().release(), vocabulary);
    made.is_plain_ = is_plain;
    return made;
  } catch (const std::exception& error) {
    return fail(ErrorCode::Invalid,
                format("chat template cannot be used: {}", to_valid_utf8(error.what())));
  }
}

ChatTemplate ChatTemplate::written_by(Writer writer, const Vocabulary& vocabulary) {
  ChatTemplate made(nullptr, vocabulary);
  made.writer_ = std::move(writer);
  return made;
}

bool ChatTemplate::is_present() const {
  return writer_.write || common_chat_templates_was_explicit(templates_.get());
}

Result<RenderedChat> ChatTemplate::render(const ChatPrompt& prompt,
                                          const JsonSchema* schema) const {
  if (!is_present()) {
    return fail(ErrorCode::Unsupported, "the model has no chat template");
  }
  TILES_CHECK(check(prompt));
  return writer_.write ? write(prompt) : render_jinja(prompt, schema);
}

Result<RenderedChat> ChatTemplate::write(const ChatPrompt& prompt) const {
  const bool has_tools = !prompt.tools.empty() && prompt.tool_choice != ToolChoice::None;
  Shield shield(*vocabulary_, random_letters());
  ChatPrompt covered = prompt;
  for (Message& message : covered.messages) cover(message, shield);
  if (!has_tools) covered.tools.clear();
  for (Tool& tool : covered.tools) {
    tool.description = shield.cover(to_valid_utf8(tool.description));
    cover_descriptions(tool.parameters, shield);
  }
  const std::string text = TILES_TRY(writer_.write(covered));
  if (has_tools && !writer_.calls) {
    return fail(ErrorCode::Unsupported,
                "the template does not say how tool calls are written, so none can be read");
  }
  RenderedChat rendered;
  rendered.segments = TILES_TRY(shield.uncover(text));
  rendered.is_plain_text = !has_tools;
  rendered.reasoning = trim(text).ends_with(kReasoningBegin) ? RenderedChat::Reasoning::Open
                                                             : RenderedChat::Reasoning::Possible;
  auto format = std::make_shared<common_chat_params>();
  format->preserved_tokens = {std::string(kReasoningBegin), std::string(kReasoningEnd)};
  if (has_tools) {
    rendered.calls = writer_.calls;
    format->preserved_tokens.push_back(rendered.calls->tag);
  }
  rendered.format = std::move(format);
  return rendered;
}

Result<RenderedChat> ChatTemplate::render_jinja(const ChatPrompt& prompt,
                                                const JsonSchema* schema) const {
  // llama.cpp asks for the local time, which the C library keeps in one place for all threads.
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  try {
    const AssertionGuard guard;
    Shield shield(*vocabulary_, random_letters());
    const common_chat_templates_inputs inputs = make_inputs(prompt, schema, shield);
    const auto apply = [&] { return common_chat_templates_apply(templates_.get(), inputs); };
    if (!is_plain_) {
      TILES_TRY(try_in_copy(kTheTemplate, [&] {
        apply();
        return Verdict::Good;
      }));
    }
    auto params = std::make_shared<common_chat_params>(apply());
    RenderedChat rendered;
    rendered.segments = TILES_TRY(shield.uncover(params->prompt));
    rendered.is_plain_text = needs_no_parser(prompt, schema, *params);
    rendered.format = std::move(params);
    return rendered;
  } catch (const std::exception& error) {
    return fail(ErrorCode::Invalid,
                format("chat template refuses the messages: {}", to_valid_utf8(error.what())));
  }
}

ChatFormatTokens format_tokens(const common_chat_params& format, const Vocabulary& vocabulary) {
  ChatFormatTokens tokens;
  for (const std::string& spelling : format.preserved_tokens) {
    if (const auto token = vocabulary.markup_token(spelling)) tokens.preserved.insert(*token);
  }
  tokens.stop_strings = format.additional_stops;
  return tokens;
}

struct AnswerParser::State {
  common_chat_parser_params params;
  std::optional<ToolCallFormat> calls;  // Then the params are not used.
  ReasoningSplitter::Start reasoning = ReasoningSplitter::Start::Outside;
};

AnswerParser::AnswerParser(const common_chat_params& format)
    : state_(std::make_unique<State>(
          State{.params = common_chat_parser_params(format), .calls = {}})) {
  state_->params.reasoning_format = COMMON_REASONING_FORMAT_DEEPSEEK;
  if (!format.parser.empty()) state_->params.parser.load(format.parser);
}

AnswerParser::AnswerParser(const RenderedChat& chat)
    : state_(std::make_unique<State>(State{.params = {}, .calls = chat.calls})) {
  if (chat.reasoning == RenderedChat::Reasoning::Open) {
    state_->reasoning = ReasoningSplitter::Start::Inside;
  }
}

AnswerParser::~AnswerParser() = default;

Result<ParsedAnswer> AnswerParser::parse(const std::string& answer, Stage stage) const {
  if (state_->calls) {
    ReasoningSplitter splitter(state_->reasoning);
    ReasoningSplitter::Parts parts = splitter.push(answer);
    if (stage == Stage::Complete) {
      ReasoningSplitter::Parts rest = splitter.flush();
      parts.reasoning += rest.reasoning;
      parts.content += rest.content;
    }
    ParsedAnswer parsed = TILES_TRY(read_tool_calls(*state_->calls, parts.content, stage));
    parsed.reasoning = std::move(parts.reasoning);
    return parsed;
  }
  try {
    const AssertionGuard guard;
    const common_chat_msg message =
        common_chat_parse(answer, stage == Stage::Growing, state_->params);
    ParsedAnswer parsed{message.reasoning_content, message.content, {}};
    for (const auto& call : message.tool_calls) {
      parsed.tool_calls.push_back({call.id, call.name, call.arguments});
    }
    return parsed;
  } catch (const std::exception& error) {
    return fail(ErrorCode::Invalid, format("the answer breaks the format of the chat template: {}",
                                           to_valid_utf8(error.what())));
  }
}

}  // namespace tiles::engine
