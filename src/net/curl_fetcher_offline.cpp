// SPDX-License-Identifier: Apache-2.0
// In place of libcurl in a build without outbound network (TILES_NETWORK=OFF).
#include "net/fetcher.h"

namespace tiles::net {

Result<std::unique_ptr<Fetcher>> open_fetcher() {
  return fail(Error(ErrorCode::Unsupported, "this build of tiles has no outbound network")
                  .with_hint("bring the file by other means: tiles create NAME -f Modelfile with "
                             "FROM ./model.gguf"));
}

}  // namespace tiles::net
