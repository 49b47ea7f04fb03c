// SPDX-License-Identifier: Apache-2.0
// A model of one layer with weights from a fixed generator, a vocabulary of bytes and the control
// tokens <think> </think> <reply> </reply> <|end|>. It writes nonsense, the same each time.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "engine/model.h"

namespace tiles::engine::testing {

struct TinyModelOptions {
  std::string_view architecture = "llama";
  std::string_view tokenizer = "gpt2";
  std::string_view chat_template = "";
  bool has_not_a_number = false;
  std::uint32_t seed = 1;  // Another one, another nonsense.
};

std::string tiny_model_file(const TinyModelOptions& options = {});

// The same model in two files, as llama.cpp splits them.
std::array<std::string, 2> tiny_model_parts();

Model load_tiny_model(const TinyModelOptions& options = {});

}  // namespace tiles::engine::testing
