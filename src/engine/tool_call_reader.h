// SPDX-License-Identifier: Apache-2.0
// Tool calls that a model writes as JSON behind a tag, as templates in Go's language show them.
#pragma once

#include <string_view>

#include "base/result.h"
#include "engine/chat_template.h"
#include "engine/model.h"

namespace tiles::engine {

inline constexpr std::size_t kToolCallsMax = 128;

// Text before the calls is content. What may still become a call is held back while the answer
// grows. Reasoning is not looked for. Errors: Invalid (a call that is cut off, is no JSON or lacks
// its name, in a whole answer), Limit.
Result<ParsedAnswer> read_tool_calls(const ToolCallFormat& format, std::string_view answer,
                                     AnswerParser::Stage stage);

}  // namespace tiles::engine
