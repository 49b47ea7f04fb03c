// SPDX-License-Identifier: Apache-2.0
// Any text as an operation of did:plc, as its audit log and as a DID document: what is accepted is
// printed and read as the same.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "base/json.h"
#include "base/text.h"
#include "identity/did_document.h"
#include "identity/plc_log.h"
#include "identity/plc_operation.h"

namespace {

void check_operation(std::string_view text) {
  const auto json = tiles::parse_unambiguous_json(text);
  if (!json) return;
  const auto operation = tiles::identity::PlcOperation::parse(*json);
  if (!operation) {
    TILES_ASSERT(tiles::is_utf8(operation.error().text()));
    return;
  }
  TILES_ASSERT(operation->did().size() == std::string_view("did:plc:").size() + 24);
  const auto again = tiles::identity::PlcOperation::parse(operation->to_json());
  TILES_ASSERT(again && again->cid() == operation->cid());
  TILES_ASSERT(again->state() == operation->state());
}

void check_log(std::string_view text) {
  const auto verdict = tiles::identity::verify_plc_log(text);
  if (!verdict) return;
  TILES_ASSERT(verdict->nullified <= verdict->operations);
  TILES_ASSERT(!verdict->fault || verdict->fault->place > 0);
}

void check_document(std::string_view text) {
  const auto document = tiles::identity::DidDocument::parse(text, "did:web:a");
  if (!document) return;
  const auto again = tiles::identity::DidDocument::parse(document->print(), "did:web:a");
  TILES_ASSERT(again && *again == *document);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_operation(text);
  check_log(text);
  check_document(text);
  if (const auto url = tiles::identity::did_web_url(text)) {
    TILES_ASSERT(url->starts_with("https://") && url->ends_with("/did.json"));
    TILES_ASSERT(url->find("..") == std::string::npos && url->find('@') == std::string::npos);
  }
  return 0;
}
