// SPDX-License-Identifier: Apache-2.0
#include "terminal/transfer_bar.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include "terminal/output.h"

namespace tiles::program {
namespace {

constexpr std::uint64_t kCells = 20;

std::string cells(std::uint64_t bytes_done, std::uint64_t bytes_total) {
  const std::uint64_t filled = std::min(kCells, bytes_done * kCells / bytes_total);
  return "[" + std::string(filled, '#') + std::string(kCells - filled, '.') + "]";
}

}  // namespace

std::string transfer_bar(const Transfer& transfer, const TransferMeter& meter,
                         std::size_t columns) {
  constexpr std::uint64_t kPercent = 100;
  const std::uint64_t total = std::max<std::uint64_t>(1, transfer.bytes_total);
  const std::string percent = std::to_string(transfer.bytes_done * kPercent / total) + "%";
  const std::string name = without_controls(transfer.label);
  const std::string bar = cells(transfer.bytes_done, total) + " ";
  // The longest first; without a width all fit.
  std::vector<std::string> lines = {name + " " + bar + percent + " of " + size_text(total)};
  if (const auto rate = meter.bytes_per_second()) {
    lines.insert(lines.begin(),
                 lines.front() + ", " + size_text(static_cast<std::uint64_t>(*rate)) + "/s");
    if (const auto left = meter.time_left(total - std::min(total, transfer.bytes_done))) {
      lines.insert(lines.begin(), lines.front() + ", " + duration_text(*left) + " left");
    }
  }
  lines.push_back(name + " " + bar + percent);
  lines.push_back(name + " " + percent);
  for (const std::string& line : lines) {
    // A line as wide as the terminal would put the cursor on the next one.
    if (columns == 0 || columns_of(line) < columns) return line;
  }
  const std::size_t room = columns - std::min(columns, percent.size() + 2);
  return std::string(first_columns(name, room)) + " " + percent;
}

void TransferLine::show(std::uint64_t bytes_done, std::uint64_t bytes_total) {
  if (!is_terminal(Stream::Error)) return;
  meter_.update(bytes_done, std::chrono::steady_clock::now());
  const std::string line =
      transfer_bar({label_, bytes_done, bytes_total}, meter_, terminal_columns(Stream::Error));
  std::fprintf(stderr, "\r\x1b[K%s", line.c_str());
  std::fflush(stderr);
  is_shown_ = true;
}

TransferLine::~TransferLine() {
  if (is_shown_) std::fputs("\r\x1b[K", stderr);
}

}  // namespace tiles::program
