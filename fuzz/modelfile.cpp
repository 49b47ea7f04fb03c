// SPDX-License-Identifier: Apache-2.0
// Any bytes as a Modelfile: faults have a place in the text, and what is accepted prints, reads
// back as the same file and prints the same again.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "base/text.h"
#include "models/modelfile.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using tiles::models::Modelfile;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto reading = tiles::models::read_modelfile(bytes);
  TILES_ASSERT(tiles::is_utf8(reading.text));
  TILES_ASSERT(reading.diagnostics.size() <= Modelfile::kDiagnosticsMax);
  std::size_t last = 0;
  for (const auto& diagnostic : reading.diagnostics) {
    TILES_ASSERT(diagnostic.offset >= last && diagnostic.offset <= reading.text.size());
    last = diagnostic.offset;
  }
  const std::string said = tiles::models::describe(reading.diagnostics, "f", reading.text);
  TILES_ASSERT(tiles::is_utf8(said));
  if (!reading.is_accepted()) return 0;
  const auto printed = tiles::models::print_modelfile(reading.file);
  TILES_ASSERT(printed.has_value());
  const auto again = tiles::models::read_modelfile(*printed);
  TILES_ASSERT(again.is_accepted() && again.file == reading.file);
  TILES_ASSERT(*tiles::models::print_modelfile(again.file) == *printed);
  return 0;
}
