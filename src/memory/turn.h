// SPDX-License-Identifier: Apache-2.0
// One turn of a model, read from its segments. Rules: docs/protocols/memory.md, Tags as text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "memory/tag_tokenizer.h"

namespace tiles::memory {

struct Turn {
  std::string think;
  std::optional<std::string> code;
  std::optional<std::string> reply;
  // Why the turn is malformed, else empty.
  std::string problem;
  // What a model that may try again is told of it; without one the task gives up.
  std::string hint;
};

enum class Strictness : std::uint8_t {
  Exact,     // [think] (python | reply), nothing else.
  Tolerant,  // Models of others: text outside of tags is left aside, python and reply may both be.
};

// How the model's text ended.
enum class TextEnd : std::uint8_t { ByItself, CutOff };

Turn read_turn(const std::vector<Segment>& segments, TextEnd end, Strictness strictness);

// `code` without a Markdown fence around it.
std::string_view without_fence(std::string_view code);

}  // namespace tiles::memory
