// SPDX-License-Identifier: Apache-2.0
// The reader: a small encoder that was taught which line of a vault answers a message, if any. It
// writes nothing. Protocol: docs/protocols/memory.md, section The reader.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/encoder.h"
#include "engine/model.h"

namespace tiles::memory {

// One thread at a time.
class Reader {
 public:
  static constexpr std::size_t kRowTokensMax = 320;
  static constexpr std::size_t kMessageTokensMax = 96;
  static constexpr std::size_t kLineTokensMax = 40;

  // Errors: Unsupported (no reader, or one of a later Tiles), Invalid (its weights), Limit.
  static Result<std::unique_ptr<Reader>> create(const engine::Model& model);

  // For each line the probability that it answers the message; what is missing to 1 is that none
  // does. `lines`: the likeliest first; the rest has 0 when one of the first is sure. Errors: those
  // of Encoder.
  Result<std::vector<double>> read(std::string_view message, std::span<const std::string> lines);

 private:
  struct Heads {
    std::vector<double> line;  // Of a line's mean, then of its product with the message's.
    std::vector<double> none;  // Of the message's mean, then a constant.
  };
  struct Row;

  Reader(std::unique_ptr<engine::Encoder> encoder, Heads heads);
  Result<std::vector<Row>> rows_of(std::string_view message,
                                   std::span<const std::string> lines) const;
  Result<void> score(const Row& row, std::vector<double>& margins);

  std::unique_ptr<engine::Encoder> encoder_;
  Heads heads_;
};

}  // namespace tiles::memory
