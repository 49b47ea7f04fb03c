// SPDX-License-Identifier: Apache-2.0
// A BERT of one layer with weights from a fixed generator and a vocabulary of letters.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tiles::engine::testing {

struct TinyEncoderOptions {
  bool has_parts = true;  // The tokens that begin a text and end its parts.
  std::uint32_t tokens_max = 64;
  std::map<std::string, std::string> texts = {};  // Further metadata.
  std::map<std::string, std::vector<float>> numbers = {};
};

// Width 32, metadata `test.numbers` = [0.5, -2].
std::string tiny_encoder_file(const TinyEncoderOptions& options = {});

}  // namespace tiles::engine::testing
