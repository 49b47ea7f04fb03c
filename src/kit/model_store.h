// SPDX-License-Identifier: Apache-2.0
// The store of a home: the folder `store` of its models. Format: docs/formats/store.md.
#pragma once

#include <tilekit/home.h>

#include <memory>

#include "base/result.h"
#include "store/store.h"

namespace tiles::kit {

// Makes the folder when it is missing. Errors: those of store::Store::open.
Result<std::unique_ptr<store::Store>> open_model_store(const tilekit::HomePaths& paths);

// Store::resolve, with a hint for a name that is not there.
Result<store::Descriptor> find_model(const store::Store& opened, const store::ModelName& name);

}  // namespace tiles::kit
