// SPDX-License-Identifier: Apache-2.0
// What a Modelfile asks for, looked up: which files and models it means. Nothing is written: a
// mistake in any instruction is found before the store changes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "models/build_file.h"
#include "models/modelfile.h"
#include "store/store.h"

namespace tiles::models {

// Where the values of a Modelfile are looked up.
struct Surroundings {
  std::filesystem::path folder;  // Of the Modelfile: relative paths are meant from here.
  std::filesystem::path home;    // What '~' stands for; may be empty.
};

// Of one instruction's value.
enum class SourceKind : std::uint8_t { File, Model, Remote };

// A file or folder that exists is that; what looks like a path is never a model's name. Errors:
// NotFound (a path where nothing is).
struct FoundSource {
  SourceKind kind = SourceKind::Model;
  std::filesystem::path path;  // Of a File.
};
Result<FoundSource> find_source(std::string_view value, const Surroundings& surroundings);

struct PlannedFile {
  std::string reference;  // As the Modelfile says it.
  std::string path;       // In its source, when that has several files.
  LayerKind kind = LayerKind::Weights;
  double scale = 1;  // Of an adapter.
  ModelFile file;
};

// Layers of a model of the store that become layers of the build.
struct PlannedModel {
  std::string reference;
  // Empty: all of it, the model that the build starts from. Else the kind that its layers get.
  std::optional<LayerKind> kind;
  double scale = 1;
  std::optional<store::Descriptor> manifest;  // Empty: not in the store, to be fetched first.
};

struct BuildPlan {
  std::vector<PlannedModel> models;  // The base, if there is one, comes first.
  std::vector<PlannedFile> files;    // In the order of their instructions; weights in parts' order.
  std::vector<std::string> notices;  // What has no effect.
};

// Errors: NotFound (a path where nothing is, a name that is no model of the store and no reference
// to another machine), those of find_model_files, Invalid (files that do not go together).
Result<BuildPlan> plan_build(const store::Store& store, const Modelfile& file,
                             const Surroundings& surroundings);

}  // namespace tiles::models
