// SPDX-License-Identifier: Apache-2.0
// Models that other programs keep on this machine: what is there, and taking it into the store
// without a second download.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "models/build.h"
#include "store/store.h"

namespace tiles::models {

struct ForeignFile {
  std::filesystem::path path;            // Where its bytes lie.
  std::string name;                      // As its publisher calls it; may be empty.
  std::optional<crypto::Digest> digest;  // Nothing where the other program names none.
  std::uint64_t size_bytes = 0;
};

struct ForeignModel {
  static constexpr std::size_t kModelsMax = 8'192;  // As many as a store has names.

  std::string name;      // In the store, a text that ModelName::parse accepts.
  std::string revision;  // The commit of a hub; may be empty.
  // The publisher's bytes; nothing where the manifest is made of the files.
  std::optional<std::string> manifest;
  std::vector<ForeignFile> files;  // In the order of the layers.
  std::string problem;             // Why it cannot be taken; else empty.

  std::uint64_t size_bytes() const;
};

// The store of Ollama: the folder with "manifests" and "blobs". By name. Errors: NotFound (there is
// no such folder), Limit, Denied, Io; what is wrong with one model is its problem.
Result<std::vector<ForeignModel>> find_in_ollama(const std::filesystem::path& folder);

// The cache of Hugging Face: the folder with "models--user--repo". Each GGUF of each repository is
// a model, all parts of a split one together; where several commits are there, that of "main" comes
// first. Errors: as above.
Result<std::vector<ForeignModel>> find_in_hub_cache(const std::filesystem::path& folder);

struct ForeignImport {
  crypto::Digest manifest;
  std::vector<Import> files;
};

struct ForeignImportOptions {
  store::ImportKind kind = store::ImportKind::Share;
  store::Progress progress = {};  // Counts the bytes of each file anew.
};

// Takes the files and names the model. A manifest that is made of files is the one that a pull of
// them makes. A file whose bytes are not those of its digest is refused, and nothing gets a name.
// Errors: Unsupported (its problem), Corrupt, Cancelled, those of store::BlobStore::import_file and
// store::Store::tag.
Result<ForeignImport> import_foreign(store::Store& store, const ForeignModel& model,
                                     const store::ModelName& name,
                                     const ForeignImportOptions& wanted = {});

}  // namespace tiles::models
