// SPDX-License-Identifier: Apache-2.0
// What the host answers by itself, before a model is asked or when it found nothing: values, dates
// and verdicts that a question asks for word by word. Rules: docs/protocols/memory.md, section
// Asked in the note's own words.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "memory/asked_note.h"
#include "memory/grounding.h"
#include "memory/name_index.h"
#include "vault/transaction.h"

namespace tiles::memory {

// All of it outlives the call.
struct UnknownQuestion {
  std::string_view text;  // The user's own part of the message.
  const std::vector<NamedPath>& candidates;
  const std::vector<NamedPath>& relations;  // "my wife".
  const NameIndex& names;
  const TitleOfLink& title_of_link;
  vault::Transaction& transaction;  // What a filter hides is not in it.
  std::chrono::sys_days today;
};

inline constexpr int kHopsMax = 3;

// The answer and the lines it rests on, links that were followed among them; nothing when the
// question could mean something else. Errors: as those of reading the vault.
Result<std::optional<AskedLines>> answer_by_rules(const UnknownQuestion& question);

}  // namespace tiles::memory
