// SPDX-License-Identifier: Apache-2.0
#include "terminal/pull_printer.h"

#include <chrono>
#include <cstdio>

#include "terminal/output.h"
#include "terminal/transfer_bar.h"

namespace tiles::program {

using tilekit::PullProgress;

void PullPrinter::show(const PullProgress& progress) {
  if (progress.file != file_) begin(progress);
  meter_.update(progress.bytes_done, std::chrono::steady_clock::now());
  const bool is_whole = progress.bytes_done == progress.bytes_total;
  if (is_terminal(Stream::Error)) {
    if (is_whole && is_done_) return;
    const std::string bar = transfer_bar({file_, progress.bytes_done, progress.bytes_total}, meter_,
                                         terminal_columns(Stream::Error));
    std::fprintf(stderr, "\r\x1b[K%s", bar.c_str());
    if (is_whole) std::fputs("\n", stderr);
    std::fflush(stderr);
  } else if (is_whole && !is_done_) {
    print_notice(without_controls(file_) + ": " + size_text(progress.bytes_total));
  }
  is_done_ = is_whole;
}

void PullPrinter::end_line() const {
  if (is_terminal(Stream::Error) && !file_.empty() && !is_done_) std::fputs("\n", stderr);
}

void PullPrinter::begin(const PullProgress& progress) {
  end_line();
  file_ = progress.file;
  meter_ = TransferMeter();
  is_done_ = false;
}

}  // namespace tiles::program
