// SPDX-License-Identifier: Apache-2.0
// Modelfiles: how a model is put together, as text. Format: docs/formats/modelfile.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tilekit/result.h"

namespace tilekit {

enum class ModelfileSeverity { Warning, Error };

struct ModelfileDiagnostic {
  ModelfileSeverity severity = ModelfileSeverity::Error;
  std::uint32_t line = 1;
  std::uint32_t column = 1;  // In characters, from 1.
  std::string message;
  std::string hint;  // May be empty.
};

struct ModelfileReading {
  std::filesystem::path file;
  std::string text;                              // As UTF-8.
  std::vector<ModelfileDiagnostic> diagnostics;  // In order of place.
  // All of them for people: place, message, the line and a caret under the place.
  std::string described;
  std::string canonical;  // The file as it is printed; empty when it has an error.

  bool is_accepted() const;
};

// Names of models and paths are not looked up. Errors: NotFound, Denied, Limit, Io; what is wrong
// in the file is among its diagnostics.
Result<ModelfileReading> read_modelfile(const std::filesystem::path& file);

std::string to_json(const ModelfileReading& reading);  // file, accepted, diagnostics […]

}  // namespace tilekit
