// SPDX-License-Identifier: Apache-2.0
#include "terminal/byte_counter.h"

#include <cstdio>

#include "terminal/output.h"
#include "terminal/transfer_meter.h"

namespace tiles::program {

void ByteCounter::show(std::uint64_t bytes) {
  if (!is_terminal(Stream::Error)) return;
  std::fprintf(stderr, "\r\x1b[K%s %s", size_text(bytes).c_str(), done_.c_str());
  std::fflush(stderr);
  is_shown_ = true;
}

ByteCounter::~ByteCounter() {
  if (is_shown_) std::fputs("\r\x1b[K", stderr);
}

}  // namespace tiles::program
