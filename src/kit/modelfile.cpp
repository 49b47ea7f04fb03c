// SPDX-License-Identifier: Apache-2.0
#include "models/modelfile.h"

#include <tilekit/modelfile.h>

#include <algorithm>
#include <utility>

#include "base/file_system.h"
#include "base/json.h"
#include "models/diagnostic.h"
#include "models/parameter_rules.h"

namespace tilekit {

namespace models = tiles::models;

bool ModelfileReading::is_accepted() const {
  return std::ranges::none_of(diagnostics, [](const ModelfileDiagnostic& each) {
    return each.severity == ModelfileSeverity::Error;
  });
}

namespace {

Result<std::string> read_whole(const std::filesystem::path& file) {
  const std::filesystem::path whole = std::filesystem::absolute(file);
  const auto folder = tiles::open_directory(whole.parent_path());
  if (!folder) {
    return tiles::fail(Error(folder.error()).within("reading '" + file.string() + "'"));
  }
  auto text = (*folder)->read(whole.filename().string(), models::Modelfile::kTextBytesMax);
  if (!text) return tiles::fail(std::move(text).error().within("reading '" + file.string() + "'"));
  return text;
}

}  // namespace

Result<ModelfileReading> read_modelfile(const std::filesystem::path& file) {
  models::ModelfileReading read = models::read_modelfile(TILES_TRY(read_whole(file)));
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
