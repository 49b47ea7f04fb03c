// SPDX-License-Identifier: Apache-2.0
// Any bytes as DAG-CBOR: what is accepted is written as the same bytes, and as JSON it is the same
// value.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "identity/cid.h"
#include "identity/dag_cbor.h"
#include "identity/dag_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto value = tiles::identity::decode_dag_cbor(bytes);
  if (!value) return 0;
  TILES_ASSERT(*tiles::identity::encode_dag_cbor(*value) == bytes);
  const auto again = tiles::identity::dag_value_of_json(tiles::identity::json_of_dag_value(*value));
  // A map with the key "/" has no form in DAG-JSON.
  TILES_ASSERT(!again || bytes.find("a/") != std::string_view::npos || *again == *value);
  if (const auto cid = tiles::identity::Cid::from_bytes(bytes)) {
    TILES_ASSERT(*tiles::identity::Cid::parse(cid->text()) == *cid);
  }
  return 0;
}
