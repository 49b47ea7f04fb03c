// SPDX-License-Identifier: Apache-2.0
// How one kind of policy model is asked for a turn and told the result of its code.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/completion.h"
#include "memory/agent.h"
#include "memory/outcome.h"
#include "memory/turn.h"
#include "sandbox/session.h"

namespace tiles::memory {

// What a task begins with. Both texts are escaped.
struct Opening {
  Mode mode = Mode::Recall;
  std::string view;
  std::string message;
};

enum class Progress : std::uint8_t {
  Continue,
  Enough,  // The turn is whole: what the model writes after it would not be read.
};

// One object for one task. receive() may run on another thread than the rest, never at once with
// it.
class Dialect {
 public:
  virtual ~Dialect() = default;

  // Whether the model is shown the view.
  virtual bool shows_view() const { return true; }
  // Asks for the next turn, everything so far included.
  virtual engine::CompletionRequest request() = 0;
  virtual Progress receive(const engine::CompletionEvent& event) = 0;
  // What the next token belongs to: Think, Python or Reply. Called where receive() is.
  virtual EntryKind part_under_way() const { return EntryKind::Reply; }
  // Reads the turn that request() began.
  virtual Turn end_turn(TextEnd end) = 0;
  // The code to run for what the model wrote.
  virtual std::string runnable(std::string_view code) { return std::string(code); }
  // Answers the turn; `text` is escaped and within result_bytes_max().
  virtual void add_result(std::string_view text) = 0;
  virtual std::size_t result_bytes_max() const = 0;
};

std::unique_ptr<Dialect> make_dialect(Opening opening, const AgentOptions& options);

// One for each protocol.
std::unique_ptr<Dialect> make_in_house_dialect(Opening opening, float temperature,
                                               std::uint32_t seed);
std::unique_ptr<Dialect> make_mem_agent_dialect(const Opening& opening, std::uint32_t seed);
std::unique_ptr<Dialect> make_tools_dialect(Opening opening, std::uint32_t seed);

// What the model is shown of a block: docs/protocols/memory.md, section Result. Tags are escaped.
std::string result_text(const sandbox::BlockResult& block, std::size_t size_bytes_max);

}  // namespace tiles::memory
