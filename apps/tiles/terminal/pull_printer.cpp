// SPDX-License-Identifier: Apache-2.0
#include "terminal/pull_printer.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "terminal/output.h"

namespace tiles::program {

using tilekit::PullProgress;

void PullPrinter::show(const PullProgress& progress) {
  if (progress.file != file_) begin(progress);
  meter_.update(progress.bytes_done, std::chrono::steady_clock::now());
  const bool is_whole = progress.bytes_done == progress.bytes_total;
  if (is_terminal(Stream::Error)) {
    if (is_whole && is_done_) return;
    std::fprintf(stderr, "\r\x1b[K%s", bar(progress).c_str());
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

std::string PullPrinter::bar(const PullProgress& progress) const {
  constexpr std::uint64_t kCells = 20;
  const std::uint64_t total = std::max<std::uint64_t>(1, progress.bytes_total);
  const std::uint64_t filled = progress.bytes_done * kCells / total;
  std::string line = without_controls(file_) + " [";
  line.append(filled, '#').append(kCells - filled, '.').append("] ");
  line += std::to_string(progress.bytes_done * 100 / total) + "% of " + size_text(total);
  if (const auto rate = meter_.bytes_per_second()) {
    line += ", " + size_text(static_cast<std::uint64_t>(*rate)) + "/s";
  }
  if (const auto left = meter_.time_left(total - progress.bytes_done)) {
    line += ", " + duration_text(*left) + " left";
  }
  return line;
}

}  // namespace tiles::program
