// SPDX-License-Identifier: Apache-2.0
// What a reader makes of an encoder's vectors: memory-model/reader/network.py, in the file's
// metadata under tiles.memory.reader.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/model.h"

namespace tiles::memory {

// Of one of several parts, or none.
struct ChoiceWeights {
  std::vector<double> part;  // For each action: of a part's mean, then of its product with the
                             // message's.
  std::vector<double> none;  // Of the message's mean, then a constant.
};

struct ReaderWeights {
  std::size_t width = 0;  // Of a vector.
  ChoiceWeights answer;
  ChoiceWeights edit;
  std::vector<double> beyond;  // Of the message's mean, then a constant: more than one edit.
  std::vector<double> value;   // Of a token's vector, that it begins and that it ends the value;
                               // then two constants.
  std::vector<double> about;   // width × width and width constants: from a message to its key.
  std::vector<double> other;   // Of the message's mean, then a constant: none of the keys.
  std::vector<double> keys;    // keys × width.
  std::vector<std::string> key_names;
};

inline constexpr std::size_t kReaderActions = 3;

// Errors: Unsupported (no reader, or one of a later Tiles), Invalid (weights that do not fit).
Result<ReaderWeights> reader_weights(const engine::Model& model, std::size_t width);

}  // namespace tiles::memory
