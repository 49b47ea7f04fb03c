// SPDX-License-Identifier: Apache-2.0
// The models of a home: builds in its store, by name. No call opens the vault. Format:
// docs/formats/store.md.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tilekit/home.h"
#include "tilekit/modelfile.h"
#include "tilekit/result.h"
#include "tilekit/task.h"

namespace tilekit {

// Told how many bytes were read so far, about every MiB, on the calling thread.
using BytesRead = std::function<void(std::uint64_t bytes_done)>;

enum class LockUse {
  Write,  // Beside the Modelfile, under its name and ".lock".
  Check,  // The build is refused when anything is not as the lock says.
};

struct CreateOptions {
  LockUse lock = LockUse::Write;
  BytesRead progress;  // Counts the bytes of each file anew.
  const StopFlag* stop = nullptr;
};

struct ImportedFile {
  std::filesystem::path file;
  std::string way;  // "present", "cloned", "hard_linked", "copied", "moved" or "referenced".
  std::uint64_t size_bytes = 0;
};

struct CreatedModel {
  std::string name;
  std::string manifest;  // "sha256:…"
  std::filesystem::path lock;
  std::vector<ImportedFile> imports;
  std::vector<std::string> notices;  // What has no effect.
};

// The lock is on disk before the name means the build. Errors: Invalid (the name, a Modelfile with
// errors, files that do not go together), NotFound, Conflict (not as the lock says), Unsupported,
// Limit, Busy, Cancelled, Corrupt, Denied, Io.
Result<CreatedModel> create_model(const HomePaths& paths, std::string_view name,
                                  const ModelfileReading& modelfile, const CreateOptions& options);

struct ModelSummary {
  std::string name;  // Empty: known by its manifest alone.
  std::string manifest;
  std::uint64_t size_bytes = 0;  // Of all its blobs, those that it has in common with others too.
  std::vector<std::string> mir;
  std::string problem;  // Why its manifest cannot be read; else empty.
};

// In byte order of their names. Errors: Corrupt, Invalid (the index), Denied, Io.
Result<std::vector<ModelSummary>> list_models(const HomePaths& paths);

std::string to_json(const CreatedModel& model);
std::string to_json(std::span<const ModelSummary> models);

}  // namespace tilekit
