// SPDX-License-Identifier: Apache-2.0
// What the host finds for a question: by its rules, else by the reader, and how that is said.
// Rules: docs/protocols/memory.md, section The reader.
#pragma once

#include <functional>
#include <optional>

#include "base/result.h"
#include "memory/asked_note.h"
#include "memory/reader.h"
#include "memory/unknown_question.h"

namespace tiles::memory {

struct HostAnswer {
  AskedLines asked;
  bool is_question = false;               // The reply asks which of several notes is meant.
  std::optional<double> confidence = {};  // Of the reader, from 0 to 1; the rules have none.
};

// Below which the reader's choice is none.
inline constexpr double kReaderConfidenceMin = 0.6;

// Null where there is none. Its errors are those of loading it.
using OpenReader = std::function<Result<Reader*>()>;

// By the rules; where they find nothing, by the reader, if there is one. Nothing when no line is
// sure enough. Errors: as those of reading the vault and of the reader.
Result<std::optional<HostAnswer>> find_answer(const UnknownQuestion& question,
                                              const OpenReader& reader);

}  // namespace tiles::memory
