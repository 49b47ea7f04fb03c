// SPDX-License-Identifier: Apache-2.0
// A BERT of one layer with weights from a fixed generator and a vocabulary of letters.
#pragma once

#include <string>

namespace tiles::engine::testing {

struct TinyEncoderOptions {
  bool has_parts = true;  // The tokens that begin a text and end its parts.
};

// Width 32, at most 64 tokens, metadata `test.numbers` = [0.5, -2].
std::string tiny_encoder_file(const TinyEncoderOptions& options = {});

}  // namespace tiles::engine::testing
