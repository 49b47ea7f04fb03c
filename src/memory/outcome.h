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
  Unsure,      // Recall: `facts` may answer; the model is not sure enough to say so.
  Remembered,  // Remember: `changes` are committed as transaction `transaction_id`.
  Nothing,     // Remember: there was nothing to change.
  GaveUp,      // `why` says what went wrong; nothing was changed.
};

// "answered", "clarify", "unknown", "unsure", "remembered", "nothing", "gave_up".
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
  // Clarify only: `changes` rest on text that the user did not write, would lose what the message
  // does not speak of, or come from a model that is not sure. They are not committed; the same task
  // with Consent::Given carries them out.
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

// A token that the model wrote, and how likely it found it: engine::TokenChoice.
struct WrittenToken {
  EntryKind part =
      EntryKind::Reply;  // Think, Python or Reply; a tag that opens it counts to Reply.
  float log_probability = 0;
  std::int32_t token = -1;
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
  // From 0 to 1, of what the model wrote; nothing when it does not tell.
  std::optional<double> confidence;
  std::vector<Fact> facts;
  std::vector<vault::Change> changes;
  std::string transaction_id;
  Confirmation confirmation = Confirmation::NotNeeded;
  std::string why;
  GaveUpOver gave_up_over = GaveUpOver::Task;
  std::vector<TranscriptEntry> transcript;
  std::vector<WrittenToken> tokens;  // Of all turns; none when the model does not tell.
  Timings timings;
};

}  // namespace tiles::memory
