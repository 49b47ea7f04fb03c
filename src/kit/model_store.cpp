// SPDX-License-Identifier: Apache-2.0
#include "kit/model_store.h"

#include "kit/folders.h"

namespace tiles::kit {

Result<std::unique_ptr<store::Store>> open_model_store(const tilekit::HomePaths& paths) {
  const std::filesystem::path folder = paths.models / "store";
  TILES_CHECK(make_missing(folder));
  return store::Store::open(folder);
}

}  // namespace tiles::kit
