// SPDX-License-Identifier: Apache-2.0
// Any bytes as a name server's message with TXT records, any lines as such records, any text as
// what a handle's host says: what is taken is a DID.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.h"
#include "base/text.h"
#include "identity/at_syntax.h"
#include "identity/handle.h"
#include "net/text_records.h"

namespace {

void check_texts(const std::vector<std::string>& texts) {
  if (const auto did = tiles::identity::did_of_text_records(texts)) {
    TILES_ASSERT(tiles::identity::check_did(*did));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto texts = tiles::net::read_text_records(text)) {
    TILES_ASSERT(texts->size() <= tiles::net::kTextRecordsMax);
    check_texts(*texts);
  }
  std::vector<std::string> lines;
  for (const std::string_view line : tiles::split(text, '\n')) lines.emplace_back(line);
  check_texts(lines);
  if (const auto did = tiles::identity::did_of_well_known(text)) {
    TILES_ASSERT(tiles::identity::check_did(*did));
  }
  if (tiles::identity::check_nsid(text)) {
    TILES_ASSERT(text.size() <= tiles::identity::kNsidBytesMax);
  }
  return 0;
}
