// SPDX-License-Identifier: Apache-2.0
// How far a long read or transfer is, as one line that fits the terminal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "terminal/transfer_meter.h"

namespace tiles::program {

struct Transfer {
  std::string_view label;  // Borrowed.
  std::uint64_t bytes_done = 0;
  std::uint64_t bytes_total = 0;
};

// "m.gguf [######..............] 30% of 1.5 GiB, 80 MiB/s, 14 s left". What does not fit into
// `columns` (0: anything fits) is left out from the end, then the bar, then the end of the label.
std::string transfer_bar(const Transfer& transfer, const TransferMeter& meter, std::size_t columns);

// One such line on stderr for the whole of a task; nothing where that is no terminal.
class TransferLine {
 public:
  explicit TransferLine(std::string label) : label_(std::move(label)) {}
  // Takes the line away.
  ~TransferLine();
  TransferLine(const TransferLine&) = delete;
  TransferLine& operator=(const TransferLine&) = delete;

  void show(std::uint64_t bytes_done, std::uint64_t bytes_total);

 private:
  std::string label_;
  TransferMeter meter_;
  bool is_shown_ = false;
};

}  // namespace tiles::program
