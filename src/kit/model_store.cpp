// SPDX-License-Identifier: Apache-2.0
#include "kit/model_store.h"

#include "kit/folders.h"

namespace tiles::kit {

Result<std::unique_ptr<store::Store>> open_model_store(const tilekit::HomePaths& paths) {
  const std::filesystem::path folder = paths.models / "store";
  TILES_CHECK(make_missing(folder));
  return store::Store::open(folder);
}

Result<store::Descriptor> find_model(const store::Store& opened, const store::ModelName& name) {
  auto found = opened.resolve(name);
  if (found || found.error().code() != ErrorCode::NotFound) return found;
  return fail(Error(ErrorCode::NotFound, "there is no model '" + name.text() + "'")
                  .with_hint("'tiles list' shows those that are here"));
}

}  // namespace tiles::kit
