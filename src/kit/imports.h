// SPDX-License-Identifier: Apache-2.0
// What create and import share: how files come into the store, and what is told of it.
#pragma once

#include <tilekit/models.h>

#include <vector>

#include "base/json.h"
#include "models/build.h"
#include "store/blob_store.h"

namespace tiles::kit {

store::ImportKind import_kind(tilekit::FileUse use);
// Both are borrowed.
store::Progress store_progress(const tilekit::BytesRead& progress, const tilekit::StopFlag* stop);

std::vector<tilekit::ImportedFile> described(const std::vector<models::Import>& imports);
Json json_of(const std::vector<tilekit::ImportedFile>& files);

}  // namespace tiles::kit
