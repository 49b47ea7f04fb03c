// SPDX-License-Identifier: Apache-2.0
#include <tilekit/import.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "kit/event_log.h"
#include "kit/imports.h"
#include "kit/model_store.h"
#include "models/build.h"
#include "models/foreign_model.h"
#include "models/split_name.h"

namespace tilekit {

using tiles::fail;
using tiles::Json;
namespace fs = std::filesystem;
namespace kit = tiles::kit;
namespace models = tiles::models;
namespace store = tiles::store;

namespace {

std::optional<fs::path> folder_variable(const char* name, const char* below = "") {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return fs::path(value) / below;
}

// A service of the system keeps its models elsewhere than a person's own does.
fs::path ollama_folder() {
  if (const auto named = folder_variable("OLLAMA_MODELS")) return *named;
  const auto own = folder_variable("HOME", ".ollama/models");
  std::error_code failed;
  if (own && fs::exists(*own, failed)) return *own;
  const fs::path of_service = "/usr/share/ollama/.ollama/models";
  return fs::exists(of_service, failed) ? of_service : own.value_or(of_service);
}

fs::path hub_folder() {
  for (const auto& [variable, below] : {std::pair{"HF_HUB_CACHE", ""}, std::pair{"HF_HOME", "hub"},
                                        std::pair{"XDG_CACHE_HOME", "huggingface/hub"}}) {
    if (const auto named = folder_variable(variable, below)) return *named;
  }
  return folder_variable("HOME", ".cache/huggingface/hub").value_or(".cache/huggingface/hub");
}

Result<std::vector<models::ForeignModel>> find(const ForeignPlace& place) {
  return place.program == ForeignProgram::Ollama
             ? models::find_in_ollama(place.folder.value_or(ollama_folder()))
             : models::find_in_hub_cache(place.folder.value_or(hub_folder()));
}

const char* option_of(ForeignProgram program) {
  return program == ForeignProgram::Ollama ? "ollama" : "huggingface";
}

// "qwen3-4b" of "Qwen3 4B-00001-of-00002.gguf"; "" where nothing of it can stand in a name.
std::string name_of(const fs::path& file) {
  const fs::path named = file.has_filename() ? file : file.parent_path();
  const auto split = models::parse_split_name(named.filename().native());
  std::string name = tiles::to_lower_ascii(split ? split->stem : named.stem().native());
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  for (char& c : name) {
    if (!is_plain(c) && c != '.' && c != '-') c = '-';
  }
  name.erase(name.begin(), std::ranges::find_if(name, is_plain));
  return name.substr(0, store::ModelName::kPartBytesMax);
}

Result<store::ModelName> wanted_name(const std::string& wanted, const std::string& otherwise) {
  if (wanted.empty() && otherwise.empty()) {
    return fail(Error(ErrorCode::Invalid, "the file's name gives none for the model")
                    .with_hint("choose one: --name NAME"));
  }
  return store::ModelName::parse(wanted.empty() ? otherwise : wanted);
}

Result<void> log_import(const HomePaths& paths, const store::Store& opened,
                        const tiles::crypto::Digest& manifest, const store::ModelName& name) {
  return kit::log_stored(paths, opened,
                         {.kind = "model.import", .digest = manifest, .name = name.reference()});
}

}  // namespace

Result<ImportedModel> import_file(const HomePaths& paths, const fs::path& file,
                                  const ImportOptions& options) {
  const store::ModelName name = TILES_TRY(wanted_name(options.name, name_of(file)));
  std::error_code failed;
  const fs::path whole = fs::absolute(file, failed);
  models::Instruction from;
  from.value = whole.native();
  models::BuildRequest request;
  request.file.instructions.push_back(std::move(from));
  request.surroundings.folder = whole.parent_path();
  request.import = kit::import_kind(options.files);
  request.progress = kit::store_progress(options.progress, options.stop);
  if (failed || !fs::exists(whole, failed)) {
    return fail(ErrorCode::NotFound, "there is no file or folder '" + file.native() + "'");
  }
  const auto opened = TILES_TRY(kit::open_model_store(paths));
  const models::Build build = TILES_TRY(models::make_build(*opened, request));
  TILES_CHECK(opened->tag(name, build.manifest.digest));
  TILES_CHECK(log_import(paths, *opened, build.manifest.digest, name));
  return ImportedModel{.name = name.reference(),
                       .manifest = build.manifest.digest.text(),
                       .files = kit::described(build.imports)};
}

Result<std::vector<ForeignSummary>> list_foreign(const ForeignPlace& place) {
  std::vector<ForeignSummary> summaries;
  for (const models::ForeignModel& model : TILES_TRY(find(place))) {
    summaries.push_back({.name = model.name,
                         .revision = model.revision,
                         .size_bytes = model.size_bytes(),
                         .problem = model.problem});
  }
  return summaries;
}

Result<ImportedModel> import_foreign(const HomePaths& paths, const ForeignPlace& place,
                                     std::string_view model, const ImportOptions& options) {
  const std::string called = TILES_TRY(store::ModelName::parse(model)).reference();
  const auto there = TILES_TRY(find(place));
  const auto found = std::ranges::find(there, called, &models::ForeignModel::name);
  if (found == there.end()) {
    return fail(Error(ErrorCode::NotFound, "there is no model '" + called + "'")
                    .with_hint(std::string("'tiles import --from ") + option_of(place.program) +
                               "' shows those that are there"));
  }
  const store::ModelName name = TILES_TRY(wanted_name(options.name, called));
  const auto opened = TILES_TRY(kit::open_model_store(paths));
  const models::ForeignImport imported = TILES_TRY(
      models::import_foreign(*opened, *found, name,
                             {.kind = kit::import_kind(options.files),
                              .progress = kit::store_progress(options.progress, options.stop)}));
  TILES_CHECK(log_import(paths, *opened, imported.manifest, name));
  return ImportedModel{.name = name.reference(),
                       .manifest = imported.manifest.text(),
                       .files = kit::described(imported.files)};
}

std::string to_json(std::span<const ImportedModel> imported) {
  Json list = Json::array();
  for (const ImportedModel& model : imported) {
    list.push_back(
        {{"name", model.name}, {"manifest", model.manifest}, {"files", kit::json_of(model.files)}});
  }
  return tiles::print_json({{"models", std::move(list)}});
}

std::string to_json(std::span<const ForeignSummary> summaries) {
  Json list = Json::array();
  for (const ForeignSummary& model : summaries) {
    Json entry = {{"name", model.name}, {"revision", model.revision}, {"size", model.size_bytes}};
    if (!model.problem.empty()) entry["problem"] = model.problem;
    list.push_back(std::move(entry));
  }
  return tiles::print_json({{"models", std::move(list)}});
}

}  // namespace tilekit
