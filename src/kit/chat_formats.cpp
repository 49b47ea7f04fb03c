// SPDX-License-Identifier: Apache-2.0
#include "kit/chat_formats.h"

#include <algorithm>
#include <array>

#include "base/format.h"
#include "base/text.h"

namespace tiles::kit {

namespace {

// A format, and what a chat template of it always holds.
struct ChatFormat {
  std::string_view name;
  std::string_view mark;
};

// In alphabetical order. Marks: how llama.cpp tells its formats apart (common/chat.cpp), and the
// publishers' templates for cogito and Qwen3-VL.
constexpr std::array kFormats = {
    ChatFormat{"cogito", "Enable deep thinking subroutine"},
    ChatFormat{"glm-4.6", "<arg_key>"},
    ChatFormat{"harmony", "<|channel|>"},
    ChatFormat{"lfm2", "List of tools: "},
    ChatFormat{"ministral", "[SYSTEM_PROMPT]"},
    ChatFormat{"qwen3-coder", "<function="},
    ChatFormat{"qwen3-vl-instruct", "<|vision_start|>"},
    ChatFormat{"qwen3-vl-thinking", "<|vision_start|>"},
};

// A parser that leaves the answer as it is.
constexpr std::string_view kPassthrough = "passthrough";

std::string known_names() {
  std::string names;
  for (const ChatFormat& format : kFormats) {
    names.append(names.empty() ? "" : ", ").append(format.name);
  }
  return names;
}

Result<const ChatFormat*> format_named(std::string_view instruction, std::string_view name) {
  const auto* found = std::ranges::find(kFormats, name, &ChatFormat::name);
  if (found != kFormats.end()) return found;
  return fail(Error(ErrorCode::Unsupported,
                    format("{} {} is not known here", instruction, shown_in_quotes(name)))
                  .with_hint("known are " + known_names()));
}

Result<void> check_mark(std::string_view instruction, std::string_view name,
                        std::string_view chat_template) {
  const ChatFormat* wanted = TILES_TRY(format_named(instruction, name));
  if (chat_template.find(wanted->mark) != std::string_view::npos) return {};
  return fail(
      Error(ErrorCode::Unsupported,
            format("{} '{}' needs weights with a chat template of that format", instruction, name))
          .with_hint("use weights whose publisher added the template, or a TEMPLATE"));
}

bool is_format(std::string_view name) { return !name.empty() && name != kPassthrough; }

}  // namespace

Result<bool> uses_own_format(const models::Runnable& runnable) {
  if (!runnable.renderer.empty()) TILES_TRY(format_named("RENDERER", runnable.renderer));
  if (is_format(runnable.parser)) TILES_TRY(format_named("PARSER", runnable.parser));
  return !runnable.renderer.empty() || is_format(runnable.parser);
}

Result<void> check_own_format(const models::Runnable& runnable, const engine::Model& model) {
  const std::string own = model.metadata("tokenizer.chat_template").value_or("");
  if (!runnable.renderer.empty()) TILES_CHECK(check_mark("RENDERER", runnable.renderer, own));
  if (is_format(runnable.parser)) TILES_CHECK(check_mark("PARSER", runnable.parser, own));
  return {};
}

}  // namespace tiles::kit
