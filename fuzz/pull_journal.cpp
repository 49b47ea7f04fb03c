// SPDX-License-Identifier: Apache-2.0
// Any bytes behind the head of a pull's journal: what is read is printed and read as the same, and
// a line that is added counts.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "models/piece_journal.h"

namespace {

using tiles::models::PieceRecords;
using tiles::models::PulledBlob;

const PulledBlob kBlob{tiles::crypto::sha256("x"), 5 * tiles::models::kPieceBytes + 7};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static_cast<void>(PieceRecords::parse(bytes, kBlob));
  const std::string text = PieceRecords().print(kBlob) + std::string(bytes);
  const auto records = PieceRecords::parse(text, kBlob);
  TILES_ASSERT(records && records->size_bytes <= text.size());
  for (const auto& [piece, checksum] : records->pieces) TILES_ASSERT(piece < kBlob.piece_count());
  const auto again = PieceRecords::parse(records->print(kBlob), kBlob);
  TILES_ASSERT(again && again->pieces == records->pieces);
  // As a pull goes on: its next line is written where the last whole one ends.
  const auto sum = tiles::crypto::checksum("x");
  const std::string added = text.substr(0, records->size_bytes) + "5 " + sum.hex() + "\n";
  const auto longer = PieceRecords::parse(added, kBlob);
  TILES_ASSERT(longer && longer->pieces.at(5) == sum);
  return 0;
}
