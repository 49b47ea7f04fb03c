// SPDX-License-Identifier: Apache-2.0
// Sources of a Modelfile on other machines: what the store has of them, what is fetched, and what
// the lock says of them.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/directory_lock.h"
#include "base/result.h"
#include "models/build_plan.h"
#include "models/lock.h"
#include "models/source_fetcher.h"
#include "store/store.h"

namespace tiles::models {

// How a build may get what is not in the store. Errors of `open`: Denied (offline), Unsupported.
struct RemoteAccess {
  std::function<Result<SourceFetcher*>()> open;  // Called when something must be fetched.
  FetchOptions options;
};

// By reference, as the Modelfile says it.
struct RemoteSources {
  std::map<std::string, store::Descriptor, std::less<>> manifests;
  std::vector<DirectoryLock> held;  // Keeps them from collection.
};

// The models of `plan` on other machines. What the store has under its own name is taken from
// there, unless the reference or `lock` (may be null) wants another commit; the rest is fetched as
// the lock says, and named where the name is free and no lock wants another commit. Errors: those
// of SourceFetcher::fetch.
Result<RemoteSources> bring_remote_sources(store::Store& store, const BuildPlan& plan,
                                           const Lock* lock, const RemoteAccess& access);

// What the lock says of a model of the store or of another machine: each file of a repository with
// its commit, each file that was one by itself, else the manifest. Errors: those of
// Store::manifest.
Result<std::vector<LockedSource>> locked_sources(const store::Store& store,
                                                 const std::string& reference,
                                                 const store::Descriptor& manifest);

}  // namespace tiles::models
