// SPDX-License-Identifier: Apache-2.0
// The memory agent: one task is one transcript of a policy model, a Python session and a vault
// transaction. Protocol: docs/protocols/memory.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "engine/completion.h"
#include "memory/outcome.h"
#include "memory/read_answer.h"
#include "sandbox/session.h"
#include "vault/change.h"
#include "vault/vault.h"

namespace tiles::memory {

// How the policy model is spoken to.
enum class Protocol : std::uint8_t {
  InHouse,    // Raw text with control tokens, as the embedded model was trained.
  MemAgent,   // Tags as text within chat messages: driaforall/mem-agent and its kin.
  ChatTools,  // Any chat model, through tool calls.
};

// `declared`: the model's metadata value `tiles.memory.protocol`. A model without it is taken for
// one of mem-agent's kin. Errors: Unsupported (a protocol of a later Tiles).
Result<Protocol> protocol_of_memory_model(const std::optional<std::string>& declared);

// A part of a message, in bytes.
struct TextSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
};

enum class Consent : std::uint8_t { NotGiven, Given };

struct TaskOptions {
  std::stop_token stop = {};  // Ends the task with Cancelled, within one token.
  std::string turn = {};      // The conversation and turn, for the vault's log.
  // Parts of the message that the user did not write: tool output, pasted documents. They can be
  // read; a memory that rests on them alone needs consent.
  std::vector<TextSpan> untrusted = {};
  Consent consent = Consent::NotGiven;
  // Called on the task's thread with each part of the transcript as soon as it is known.
  std::function<void(const TranscriptEntry&)> on_entry = {};
};

struct AgentOptions {
  Protocol protocol = Protocol::InHouse;
  std::string who = "memory-model";  // For the vault's log.
  // Which model that is; asked before a commit, an error of it keeps the change from being made.
  std::function<Result<vault::WriterModel>()> writer = {};
  // Which reader that is, of a change that it found.
  std::function<Result<vault::WriterModel>()> reader_model = {};
  sandbox::SessionOptions python = {};  // `now_s` is set by the agent.
  std::uint32_t seed = 0;               // Of sampling: the same notes and words, the same edit.
  // At which the in-house model draws from all its tokens; 0 takes the likeliest. The other
  // protocols have their own.
  float temperature = 0;
  // Below them an answer is unsure, and a change is not made; 0 is off. From 0 to 1.
  double confidence_min = 0;
  double change_confidence_min = 0;
  // Whether the host goes first: answers what is asked in the notes' own words, carries out plain
  // statements, and keeps what it was asked to remember.
  bool host_first = false;
  // Asked where the rules of the host, which goes first, find no answer; none without it.
  OpenReader reader = {};
  // Whether what the reader leaves open stays so: the model is asked about messages alone that the
  // reader does not read.
  bool reader_decides = false;
};

// One task at a time, on the calling thread, which blocks until the outcome is known.
class MemoryAgent {
 public:
  static constexpr std::size_t kMessageBytesMax = 4096;
  static constexpr std::uint32_t kTurnsMax = 8;
  // Written in one task, after which it takes no further turn.
  static constexpr std::uint32_t kTokensMax = 3072;

  // All three must outlive the agent. `completion` is used by it alone.
  MemoryAgent(engine::Completion& completion, vault::Vault& vault, const Clock& clock,
              AgentOptions options = {});
  ~MemoryAgent();
  MemoryAgent(MemoryAgent&&) noexcept;
  MemoryAgent& operator=(MemoryAgent&&) noexcept;

  // Answers from the vault, which cannot be changed: the transaction is read-only. What the user's
  // filters hide is not read, and the reply is checked after.
  // A task that fails by the model's doing is an outcome (GaveUp). Errors: Cancelled, Io, and what
  // reading the vault or starting the model returns.
  Result<Outcome> recall(std::string_view message, const TaskOptions& options = {});

  // Reads the message and changes the vault, or leaves it alone. All edits are one transaction.
  Result<Outcome> remember(std::string_view message, const TaskOptions& options = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tiles::memory
