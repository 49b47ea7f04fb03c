// SPDX-License-Identifier: Apache-2.0
// Results as `--json` prints them: one object on one line, lists of objects only, so that each can
// grow.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "tilekit/chat.h"
#include "tilekit/memory.h"

namespace tilekit {

std::string to_json(const AskResult& result);   // outcome, reply, facts [{path, line, text}]
std::string to_json(const TellResult& result);  // outcome, reply, changes [{path, diff}]
std::string to_json(const TurnResult& result);  // reply, reasoning, finish, recalled, …
std::string to_json(const MemoryStatus& status);  // model {…}, confidence {…}, vault {…}, changes
std::string to_json(std::span<const NoteSummary> notes);  // notes [{path, title, aliases [{name}]}]
std::string to_json(std::span<const SearchHit> hits);     // hits [{path, line, text}]
std::string to_json(std::span<const Link> links);         // links [{from, line, target, to}]
std::string to_json(std::span<const Finding> findings);   // findings [{kind, path, line, text}]
std::string to_json(const Transaction& transaction);      // id, time, who, model, …
std::string to_json(std::span<const Transaction> transactions);  // transactions […]
std::string to_json(const Filter& filter);                       // id, kind, value
std::string to_json(std::span<const Filter> filters);            // filters […]
// {"error": {"code", "text", "hint"}}
std::string to_json(const Error& error);

std::string_view outcome_name(AskOutcome outcome);
std::string_view outcome_name(TellOutcome outcome);
std::string_view finish_name(FinishReason finish);
std::string_view kind_name(MemoryModelKind kind);  // "embedded", "file", "adapter", "chat"

// One string as JSON, in quotes. Bytes that are not UTF-8 become U+FFFD.
std::string to_json_string(std::string_view text);

}  // namespace tilekit
