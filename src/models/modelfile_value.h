// SPDX-License-Identifier: Apache-2.0
// Where a value of a Modelfile ends and what it is. Shared by the reader and the printer, which
// checks with it that what it prints reads back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tiles::models {

enum class ValueEnd : std::uint8_t {
  Closed,      // As Ollama would read it.
  KeptAsText,  // Begins with a quote that the line does not close; Ollama would take the next
               // instructions into the value. Here it ends with its line, quote included.
  NeverClosed,
};

struct ScannedValue {
  std::string_view text;  // Without quotes; points into the scanned text.
  std::size_t begin = 0;  // Of the value with its quotes.
  std::size_t end = 0;    // Of the line that ends it; for NeverClosed, where to read on.
  ValueEnd how = ValueEnd::Closed;
};

// The value that starts at `begin`, after the one blank that ends what stands before it.
ScannedValue scan_value(std::string_view text, std::size_t begin);

// The end of the line that holds `offset`: at "\r", "\n" or the end of the text.
std::size_t line_end(std::string_view text, std::size_t offset);

}  // namespace tiles::models
