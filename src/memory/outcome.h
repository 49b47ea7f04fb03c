// SPDX-License-Identifier: Apache-2.0
// What a memory task came to. Decided by the host: docs/protocols/memory.md, section Outcomes.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vault/change.h"

namespace tiles::memory {

enum class Mode : std::uint8_t { Recall, Remember };

enum class OutcomeKind : std::uint8_t {
  Answered,    // Recall: `reply` rests on `facts`.
  Clarify,     // `reply` is a question; nothing was changed.
  Unknown,     // Recall: nothing in the vault answers.
  Remembered,  // Remember: `changes` are committed as transaction `transaction_id`.
  Nothing,     // Remember: there was nothing to change.
  GaveUp,      // `why` says what went wrong; nothing was changed.
};

// "answered", "clarify", "unknown", "remembered", "nothing", "gave_up".
std::string_view outcome_name(OutcomeKind kind);

// A line of a note as it stands in the file when the task ends.
struct Fact {
  std::string path;
  std::uint32_t line = 0;  // From 1.
  std::string text;

  bool operator==(const Fact&) const = default;
};

// Of a task that gave up.
enum class GaveUpOver : std::uint8_t {
  Task,
  Length,  // The message alone, or with the view, is more than the model reads: nothing was tried.
};

enum class Confirmation : std::uint8_t {
  NotNeeded,
  // Clarify only: `changes` rest on text that the user did not write. They are not committed; the
  // same task with Consent::Given carries them out.
  Needed,
};

enum class EntryKind : std::uint8_t { View, Message, Think, Python, Result, Reply, Problem };

// "view", "message", "think", "python", "result", "reply", "problem".
std::string_view entry_name(EntryKind kind);

// One part of the transcript, as the model read or wrote it.
struct TranscriptEntry {
  EntryKind kind = EntryKind::Problem;
  std::string text;
};

struct Timings {
  std::chrono::microseconds total{0};
  std::chrono::microseconds prefill{0};  // Of all turns together, as the engine measured.
  std::chrono::microseconds decode{0};
  std::chrono::microseconds python{0};  // Starting the worker included where the task waited.
  std::uint32_t turns = 0;
  std::uint32_t prompt_tokens = 0;  // Of the last turn.
  std::uint32_t generated_tokens = 0;
};

struct Outcome {
  OutcomeKind kind = OutcomeKind::GaveUp;
  std::string reply;  // For the user. Empty for GaveUp; "I don't know." for Unknown.
  std::vector<Fact> facts;
  std::vector<vault::Change> changes;
  std::string transaction_id;
  Confirmation confirmation = Confirmation::NotNeeded;
  std::string why;
  GaveUpOver gave_up_over = GaveUpOver::Task;
  std::vector<TranscriptEntry> transcript;
  Timings timings;
};

}  // namespace tiles::memory
