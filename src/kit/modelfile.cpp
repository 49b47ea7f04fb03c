// SPDX-License-Identifier: Apache-2.0
#include "models/modelfile.h"

#include <tilekit/modelfile.h>

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "kit/read_input.h"
#include "models/diagnostic.h"
#include "models/parameter_rules.h"

namespace tilekit {

namespace models = tiles::models;

bool ModelfileReading::is_accepted() const {
  return std::ranges::none_of(diagnostics, [](const ModelfileDiagnostic& each) {
    return each.severity == ModelfileSeverity::Error;
  });
}

Result<ModelfileReading> read_modelfile(const std::filesystem::path& file) {
  models::ModelfileReading read = models::read_modelfile(
      TILES_TRY(tiles::kit::read_input(file, models::Modelfile::kTextBytesMax)));
  ModelfileReading reading;
  reading.file = file;
  const models::LineTable lines(read.text);
  for (const models::Diagnostic& each : read.diagnostics) {
    const models::TextPosition place = lines.position(each.offset);
    reading.diagnostics.push_back({.severity = each.severity == models::Severity::Error
                                                   ? ModelfileSeverity::Error
                                                   : ModelfileSeverity::Warning,
                                   .line = place.line,
                                   .column = place.column,
                                   .message = each.message,
                                   .hint = each.hint});
  }
  reading.described = models::describe(read.diagnostics, file.string(), read.text);
  if (read.is_accepted()) reading.canonical = TILES_TRY(models::print_modelfile(read.file));
  reading.text = std::move(read.text);
  return reading;
}

namespace {

std::string_view name_of(models::ParameterType type) {
  switch (type) {
    case models::ParameterType::Integer:
      return "integer";
    case models::ParameterType::Number:
      return "number";
    case models::ParameterType::Switch:
      return "switch";
    case models::ParameterType::Text:
      return "text";
  }
  return "text";
}

}  // namespace

std::vector<ModelfileParameter> modelfile_parameters() {
  std::vector<ModelfileParameter> parameters;
  for (const models::ParameterRule& rule : models::parameter_rules()) {
    parameters.push_back({.name = std::string(rule.name),
                          .type = std::string(name_of(rule.type)),
                          .minimum = rule.minimum,
                          .maximum = rule.maximum});
  }
  return parameters;
}

std::string to_json(std::span<const ModelfileParameter> parameters) {
  tiles::Json list = tiles::Json::array();
  for (const ModelfileParameter& each : parameters) {
    list.push_back({{"name", each.name},
                    {"type", each.type},
                    {"minimum", each.minimum},
                    {"maximum", each.maximum}});
  }
  return tiles::print_json({{"parameters", std::move(list)}});
}

std::string to_json(const ModelfileReading& reading) {
  tiles::Json list = tiles::Json::array();
  for (const ModelfileDiagnostic& each : reading.diagnostics) {
    list.push_back({{"severity", each.severity == ModelfileSeverity::Error ? "error" : "warning"},
                    {"line", each.line},
                    {"column", each.column},
                    {"message", each.message},
                    {"hint", each.hint}});
  }
  return tiles::print_json({{"file", reading.file.string()},
                            {"accepted", reading.is_accepted()},
                            {"diagnostics", std::move(list)}});
}

}  // namespace tilekit
