// SPDX-License-Identifier: Apache-2.0
// The files that a FROM, ADAPTER, DRAFT or MEMORY brings into a build: which they are on disk, and
// what their heads say they hold.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "models/layer_kind.h"

namespace tiles::models {

// From the head of a GGUF file; what it does not say is empty or 0.
struct GgufHead {
  std::string architecture;  // "llama"; "clip" of a projector.
  std::string name;
  std::string file_type;                // "Q4_K_M".
  std::string block_type;               // Of weights that are quantised, ggml's name of a type.
  LayerKind kind = LayerKind::Weights;  // Weights, Adapter or Projector.
  std::uint64_t part = 0;               // Of a split model, from 0.
  std::uint64_t parts = 1;

  bool operator==(const GgufHead&) const = default;
};

struct ModelFile {
  std::filesystem::path path;
  std::string name;  // As the layer is called: the file's name; empty when it cannot stand there.
  GgufHead head;
};

// Reads and checks the head alone. Errors: NotFound, Denied, Io, those of
// engine::read_gguf_metadata; Unsupported (a file of another kind than those of GgufHead).
Result<ModelFile> read_model_file(const std::filesystem::path& path);

// The files that `path` means: itself; all parts when it is one part of a split model; the GGUF
// files of a folder, at most kFolderFilesMax. Weights first, parts in order, then by name. Errors:
// also Invalid (no model there, several, or parts that do not belong together), Limit.
inline constexpr std::size_t kFolderFilesMax = 4'096;
Result<std::vector<ModelFile>> find_model_files(const std::filesystem::path& path);

// Puts weights first and their parts in order. Errors: Invalid (two models, a part that is missing
// or stands twice).
Result<void> order_model_files(std::vector<ModelFile>& files);

}  // namespace tiles::models
