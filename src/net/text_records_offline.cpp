// SPDX-License-Identifier: Apache-2.0
// In place of c-ares in a build without outbound network (TILES_NETWORK=OFF).
#include "net/text_records.h"

namespace tiles::net {

Result<TextRecordsAnswer> ask_text_records(const TextRecordsQuestion&, const std::atomic<bool>*) {
  return fail(ErrorCode::Unsupported, "this build of tiles has no outbound network");
}

Result<std::vector<std::string>> read_text_records(std::string_view) {
  return fail(ErrorCode::Unsupported, "this build of tiles has no outbound network");
}

}  // namespace tiles::net
