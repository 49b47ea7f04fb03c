// SPDX-License-Identifier: Apache-2.0
// A build: a pure function of a Modelfile and the bytes that it names. No time, user, host or path
// of this machine comes into the manifest.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/directory_lock.h"
#include "base/result.h"
#include "models/build_plan.h"
#include "models/build_sources.h"
#include "models/lock.h"
#include "models/modelfile.h"
#include "store/store.h"

namespace tiles::models {

struct BuildRequest {
  Modelfile file;  // Without errors.
  Surroundings surroundings;
  store::ImportKind import = store::ImportKind::Share;
  // When set, everything must be as it says. Borrowed.
  const Lock* lock = nullptr;
  store::Progress progress = {};  // Counts the bytes of each file anew.
  // Of the weights, one of engine::quantization_types(); empty: as they are, or as the lock says.
  std::string quantize = {};
  int quantize_threads = 0;  // 0: one for each physical core. The bytes are the same.
  // Told 0 to 1 while weights are quantised. Cancel ends the call with Cancelled.
  std::function<store::Step(float)> quantize_progress = {};
  // For sources on other machines; without it they must be in the store. Borrowed.
  const RemoteAccess* remote = nullptr;
};

struct Import {
  std::filesystem::path file;
  store::Way way = store::Way::Copied;
  std::uint64_t size_bytes = 0;
};

struct Build {
  DirectoryLock held;  // Keeps the blobs from collection until the manifest has a name.
  store::Descriptor manifest;
  Lock lock;
  std::vector<Import> imports;
  std::vector<std::string> notices;
};

// Fetches what is missing from other machines, then puts the layers and the manifest into the
// store; the caller names it. Errors: those of plan_build, of bring_remote_sources and of the
// store; Conflict (not as the lock says: what moved is listed), NotFound (a model that is not in
// the store), those of engine::quantize.
Result<Build> make_build(store::Store& store, const BuildRequest& request);

}  // namespace tiles::models
