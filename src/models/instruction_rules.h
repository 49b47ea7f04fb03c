// SPDX-License-Identifier: Apache-2.0
// What each instruction of a Modelfile may say.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/diagnostic.h"
#include "models/modelfile.h"

namespace tiles::models {

std::span<const Keyword> all_keywords();
// The instruction that Ollama takes a parameter of this name for: "model" is FROM, "system" SYSTEM.
std::optional<Keyword> instruction_of_parameter(std::string_view name);

// "./style.gguf 0.5": the file and how strongly it acts. Without a number the scale is 1.
struct AdapterValue {
  static constexpr double kScaleMax = 100;

  std::string_view path;  // Points into the value.
  double scale = 1;
  bool has_scale = false;
};
AdapterValue adapter_value(std::string_view value);

// What is wrong with one instruction, and with the file as a whole.
std::vector<Diagnostic> faults_of(const Instruction& instruction);
std::vector<Diagnostic> faults_of(const Modelfile& file);

}  // namespace tiles::models
