// SPDX-License-Identifier: Apache-2.0
// Models that lie on this machine already: files, the store of Ollama and the cache of Hugging
// Face. Nothing is fetched, and nothing of theirs is changed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tilekit/home.h"
#include "tilekit/models.h"
#include "tilekit/result.h"

namespace tilekit {

struct ImportOptions {
  std::string name;  // What it is called afterwards; empty: as it was called, or as the file is.
  FileUse files = FileUse::Share;
  BytesRead progress;  // Counts the bytes of each file anew.
  const StopFlag* stop = nullptr;
};

struct ImportedModel {
  std::string name;
  std::string manifest;  // "sha256:…"
  std::vector<ImportedFile> files;
};

// A GGUF file, a part of a split model (all its parts come), or a folder of one model. Errors: as
// those of create_model.
Result<ImportedModel> import_file(const HomePaths& paths, const std::filesystem::path& file,
                                  const ImportOptions& options);

enum class ForeignProgram { Ollama, HuggingFace };

struct ForeignPlace {
  ForeignProgram program = ForeignProgram::Ollama;
  // Where it keeps its models; empty: by its own variables and defaults (OLLAMA_MODELS;
  // HF_HUB_CACHE, HF_HOME).
  std::optional<std::filesystem::path> folder;
};

struct ForeignSummary {
  std::string name;      // "qwen3:4b", "hf.co/user/repo:Q4_K_M"
  std::string revision;  // A commit of a hub; may be empty.
  std::uint64_t size_bytes = 0;
  std::string problem;  // Why it cannot be imported; else empty.
};

// In byte order of names. Errors: NotFound, Limit, Denied, Io.
Result<std::vector<ForeignSummary>> list_foreign(const ForeignPlace& place);

// The model that is called so there; the tag is "latest" when it is left out. Bytes that are not
// those of their digest are refused. Errors: those of list_foreign, NotFound, Unsupported (it has a
// problem), Corrupt, Conflict, Busy, Cancelled.
Result<ImportedModel> import_foreign(const HomePaths& paths, const ForeignPlace& place,
                                     std::string_view model, const ImportOptions& options);

std::string to_json(std::span<const ImportedModel> models);
std::string to_json(std::span<const ForeignSummary> models);

}  // namespace tilekit
