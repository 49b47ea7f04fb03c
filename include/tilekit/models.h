// SPDX-License-Identifier: Apache-2.0
// The models of a home: builds in its store, by name. No call opens the vault. Format:
// docs/formats/store.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tilekit/fetch.h"
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

// How files of the user come into the store.
enum class FileUse {
  Share,    // A clone, else a hard link, else a copy.
  InPlace,  // Referenced where they lie; a later change is found before the next use.
};

struct CreateOptions {
  LockUse lock = LockUse::Write;
  FileUse files = FileUse::Share;
  // What the weights are quantised to, "Q4_K_M"; empty: as they are, or with a lock as it says.
  std::string quantize;
  std::function<void(float)> quantizing;  // Told 0 to 1, on the calling thread.
  BytesRead progress;                     // Counts the bytes of each file anew.
  // For FROM, ADAPTER, DRAFT and MEMORY that name another machine: what the store has not is
  // fetched as tilekit::pull_model does.
  NetworkUse network = NetworkUse::Allowed;
  PullTold pull_progress;
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
  std::string quantization;  // "Q4_K_M by llama.cpp …"; empty: as the weights were.
  std::vector<ImportedFile> imports;
  std::vector<std::string> notices;  // What has no effect.
};

// The lock is on disk before the name means the build. What came from another machine before an
// error is kept. Errors: Invalid (the name, a Modelfile with
// errors, files that do not go together), NotFound, Conflict (not as the lock says), Unsupported,
// Limit, Busy, Cancelled, Corrupt, Denied, Io.
Result<CreatedModel> create_model(const HomePaths& paths, std::string_view name,
                                  const ModelfileReading& modelfile, const CreateOptions& options);

struct ModelSummary {
  std::string name;  // Empty: known by its manifest alone.
  std::string manifest;
  std::uint64_t size_bytes = 0;  // Of all its blobs, those that it has in common with others too.
  std::vector<std::string> mir;
  // When the name began to mean this build; nothing where another program named it.
  std::optional<std::chrono::sys_time<std::chrono::milliseconds>> modified;
  std::string problem;  // Why its manifest cannot be read; else empty.
};

// In byte order of their names. Errors: Corrupt, Invalid (the index), Denied, Io.
Result<std::vector<ModelSummary>> list_models(const HomePaths& paths);

struct ModelLayer {
  std::string kind;  // "weights", "system prompt", "configuration".
  std::string media_type;
  std::string digest;  // "sha256:…"
  std::uint64_t size_bytes = 0;
  std::string file;   // As its publisher calls it; may be empty.
  std::string scale;  // Of an adapter, where it is not 1.

  bool operator==(const ModelLayer&) const = default;
};

struct ModelDetails {
  std::string name;
  std::string manifest;
  std::vector<ModelLayer> layers;  // The configuration last.
  std::string architecture;        // "llama"; these two are empty where the build does not say.
  std::string file_type;           // "Q4_K_M".
  std::vector<std::string> licenses;
  std::vector<std::string> mir;
  // FROM the manifest, and the texts and parameters that can be changed: `tiles create` makes the
  // same model of it again.
  std::string modelfile;
};

// Small layers are hashed as they are read; weights are not. Errors: NotFound, Corrupt, Invalid
// (the name, a layer), Limit, Io.
Result<ModelDetails> show_model(const HomePaths& paths, std::string_view name);

// Layers of two builds; what both have is left out.
struct ModelDifference {
  std::string first;  // Names.
  std::string second;
  std::vector<ModelLayer> only_in_first;
  std::vector<ModelLayer> only_in_second;
};

// Errors: those of show_model.
Result<ModelDifference> compare_models(const HomePaths& paths, std::string_view first,
                                       std::string_view second);

struct RemovedModels {
  std::vector<std::string> names;
  std::size_t blobs = 0;
  std::uint64_t size_bytes = 0;  // Freed.
  // Why what only they used is still there, for the next collection to take; else empty.
  std::string left;
};

// Takes the names away, all or none of them when one is missing, then the blobs that nothing uses.
// Errors: NotFound, Invalid, Busy, Io.
Result<RemovedModels> remove_models(const HomePaths& paths, std::span<const std::string> names);

// Makes `to` mean the build of `from`; nothing is copied. Errors: NotFound, Invalid, Corrupt,
// Conflict (`to` has another digest), Busy, Io.
Result<ModelSummary> copy_model(const HomePaths& paths, std::string_view from, std::string_view to);

// A layer whose bytes are not what the manifest says, or a manifest.
struct ModelFault {
  std::string name;  // The first model that it was met in.
  ModelLayer layer;
  std::string problem;
};

struct Verification {
  std::size_t models = 0;
  std::size_t blobs = 0;
  std::uint64_t size_bytes = 0;
  std::vector<ModelFault> faults;  // Empty: all is as it should be.
  std::string log_problem;         // Why the faults could not be logged; empty: they are, or none.
};

struct VerifyOptions {
  // Over all blobs; the total is what the manifests say.
  std::function<void(std::uint64_t bytes_done, std::uint64_t bytes_total)> progress;
  const StopFlag* stop = nullptr;
};

// Hashes every blob of the model once; of all models for an empty name. Errors: NotFound, Invalid,
// Cancelled, Io; what is damaged is among the faults.
Result<Verification> verify_models(const HomePaths& paths, std::string_view name,
                                   const VerifyOptions& options);

enum class Collection { DryRun, Remove };

struct CollectedFile {
  std::string digest;
  std::uint64_t size_bytes = 0;
};

struct CollectedGarbage {
  std::vector<CollectedFile> blobs;
  std::vector<CollectedFile> pulls;  // Unfinished ones that nobody went on with for 7 days.
  std::size_t leftovers = 0;         // Files of calls that a crash cut off.
  std::uint64_t size_bytes = 0;
};

// Removes what no model needs. Errors: Busy (another program adds to the store), Corrupt (what a
// model needs is not known: nothing is removed), Io.
Result<CollectedGarbage> collect_garbage(const HomePaths& paths, Collection collection);

std::string to_json(const CreatedModel& model);
std::string to_json(const Verification& verification);
std::string to_json(const CollectedGarbage& garbage);
std::string to_json(const ModelDetails& model);
std::string to_json(const ModelDifference& difference);
std::string to_json(const RemovedModels& removed);
std::string to_json(const ModelSummary& model);
std::string to_json(std::span<const ModelSummary> models);

}  // namespace tilekit
