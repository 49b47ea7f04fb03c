// SPDX-License-Identifier: Apache-2.0
// Tools as Ollama gives them to a template in Go's language: what ".Tools" holds, and how a
// template shows a call.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "models/go_value.h"
#include "models/prompt_template.h"

namespace tiles::models {

// Fields have the names of Ollama's types; printed whole, each is the JSON that Ollama makes of it.
// Of a schema only what those types hold is kept.
GoValue tools_value(const std::vector<PromptTool>& tools);

// How a call stands in `text`, which shows one call of `name` with an argument of that value.
std::optional<ShownToolCall> shown_in(std::string_view text, std::string_view name,
                                      std::string_view value);

}  // namespace tiles::models
