// SPDX-License-Identifier: Apache-2.0
// Modelfiles: how a model is put together, as text. Format: docs/formats/modelfile.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
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

// The parameters that a Modelfile may set, with their types and ranges, in byte order.
struct ModelfileParameter {
  std::string name;
  std::string type;    // "integer", "number", "switch" or "text".
  double minimum = 0;  // Of integers and numbers, both ends included.
  double maximum = 0;
};
std::vector<ModelfileParameter> modelfile_parameters();

std::string to_json(std::span<const ModelfileParameter> parameters);
std::string to_json(const ModelfileReading& reading);  // file, accepted, diagnostics […]

}  // namespace tilekit
