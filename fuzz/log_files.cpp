// SPDX-License-Identifier: Apache-2.0
// Any bytes as the path of a tile, a bundle, a journal, a proof, an entry and a witness's request:
// what is accepted is printed as it was.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "tlog/entry.h"
#include "tlog/journal.h"
#include "tlog/log_proof.h"
#include "tlog/proof.h"
#include "tlog/tile.h"
#include "tlog/witness_request.h"

namespace tiles::tlog {
namespace {

void check_path(std::string_view bytes) {
  if (const auto name = TileName::parse(bytes)) {
    TILES_ASSERT(name->path() == bytes);
    TILES_ASSERT(bytes.find("..") == std::string_view::npos);
  }
}

void check_bundle(std::string_view bytes) {
  if (bytes.empty()) return;
  const auto count = static_cast<std::uint8_t>(bytes.front());
  const auto entries = parse_bundle(bytes.substr(1), count, BundleEnd::AfterLast);
  if (!entries) return;
  std::string again;
  for (const std::string_view entry : *entries) append_to_bundle(again, entry);
  TILES_ASSERT(again == bytes.substr(1));
}

void check_journal(std::string_view bytes) {
  const auto contents = JournalContents::parse(bytes);
  if (!contents) return;
  std::string records;
  for (const JournalRecord& record : contents->records) records += record.print();
  TILES_ASSERT(bytes.substr(0, contents->size_bytes).ends_with(records));
  TILES_ASSERT(contents->is_torn == (contents->size_bytes != bytes.size()));
}

void check_proof(std::string_view bytes) {
  const auto proof = LogProof::parse(bytes);
  if (!proof) return;
  TILES_ASSERT(proof->print() == bytes);
  TILES_ASSERT(proof->hashes.size() <= kProofHashesMax);
  // No proof shows that a leaf is in a tree with a root that nobody has the entries of.
  const TreeHead head{.size = proof->index + 1, .root = Hash()};
  TILES_ASSERT(!check_inclusion(
      {.index = proof->index, .leaf = crypto::sha256(bytes), .head = head}, proof->hashes));
}

void check(std::string_view bytes) {
  check_path(bytes);
  check_bundle(bytes);
  check_journal(bytes);
  check_proof(bytes);
  if (const auto entry = Entry::parse(bytes)) TILES_ASSERT(entry->print() == bytes);
  if (const auto request = WitnessRequest::parse(bytes)) TILES_ASSERT(request->print() == bytes);
}

}  // namespace
}  // namespace tiles::tlog

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tiles::tlog::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
