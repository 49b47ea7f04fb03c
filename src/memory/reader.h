// SPDX-License-Identifier: Apache-2.0
// The reader: a small encoder that was taught which line of a vault answers a message, and which
// one it changes, if any. It writes nothing. Protocol: docs/protocols/memory.md, section The
// reader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/encoder.h"
#include "engine/model.h"
#include "memory/reader_row.h"
#include "memory/reader_weights.h"

namespace tiles::memory {

// What a message changes. The numbers of the actions are those of the weights.
struct FoundEdit {
  enum class Action : std::uint8_t {
    Add,      // A new line in an owner's note.
    Replace,  // Another value in a line.
    Drop,     // A line goes.
  };

  double nothing = 1;  // The probability that nothing is to be changed,
  double told = 0;     // and that something is.
  double beyond = 0;   // That it is more than one edit, or a question is due.
  // The likeliest edit; what is missing to 1 is others, and what two readings do not agree on.
  Action action = Action::Add;
  std::size_t part = 0;  // Of the owners and, behind them, the lines.
  double probability = 0;
  std::string_view value;        // Add, Replace: of the message; empty where none was found.
  double value_probability = 0;  // That it begins and ends where it does.
  std::string key;               // Add: of the new line; empty: none that the reader knows.
  double key_probability = 0;
};

// One thread at a time.
class Reader {
 public:
  // Errors: Unsupported (no reader, or one of a later Tiles), Invalid (its weights), Limit.
  static Result<std::unique_ptr<Reader>> create(const engine::Model& model);

  // For each line the probability that it answers the message; what is missing to 1 is that none
  // does, and what two readings do not agree on. `lines`: the likeliest first; the rest has 0 when
  // one of the first is sure. Errors: those of Encoder.
  Result<std::vector<double>> read(std::string_view message, std::span<const std::string> lines);

  // The likeliest change; nothing where there is no part. `owners`: whose notes a line can be added
  // to, as "my note"; `lines`: those of these notes. Errors: as above.
  Result<FoundEdit> find_edit(std::string_view message, const std::vector<std::string>& owners,
                              const std::vector<std::string>& lines);

 private:
  struct Vectors;  // Of one row.
  struct Edits;    // Of one reading.

  Reader(std::unique_ptr<engine::Encoder> encoder, ReaderWeights weights);
  Result<Vectors> encode(const ReaderRow& row);
  Result<std::vector<double>> read_lines(const MessageTokens& tokens,
                                         std::span<const std::string> lines);
  Result<Edits> read_edits(const MessageTokens& tokens, std::span<const std::string> parts,
                           std::size_t owners);
  void read_value(const Vectors& vectors, std::size_t tokens, Edits& edits) const;
  void read_key(const Vectors& vectors, Edits& edits) const;

  std::unique_ptr<engine::Encoder> encoder_;
  ReaderWeights weights_;
};

}  // namespace tiles::memory
