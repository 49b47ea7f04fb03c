// SPDX-License-Identifier: Apache-2.0
// The manifest of files that were published without one: an empty configuration and the files, so
// that the same files have the same manifest whichever way they came.
#pragma once

#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace tiles::models {

// Errors: those of store::Store::put_manifest.
Result<store::Descriptor> put_plain_manifest(store::Store& store,
                                             std::vector<store::Descriptor> layers);

}  // namespace tiles::models
