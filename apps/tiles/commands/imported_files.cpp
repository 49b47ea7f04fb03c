// SPDX-License-Identifier: Apache-2.0
#include "commands/imported_files.h"

#include <cstdint>
#include <string>
#include <string_view>

#include "terminal/output.h"
#include "terminal/transfer_meter.h"

namespace tiles::program {
namespace {

constexpr std::uint64_t kSmallBytesMax = std::uint64_t{1} << 20;

std::string_view way_text(std::string_view way) {
  if (way == "cloned") return "in the store as a clone, which takes no space";
  if (way == "hard_linked")
    return "in the store as a hard link, which takes no space: keep the "
           "file as it is";
  if (way == "copied") return "copied to the store";
  if (way == "moved") return "quantised into the store";
  if (way == "referenced") return "referenced where it lies: keep it there as it is";
  return "in the store already";
}

}  // namespace

void print_imported(const std::vector<tilekit::ImportedFile>& files) {
  const bool is_one = files.size() == 1;
  for (const tilekit::ImportedFile& each : files) {
    if (!is_one && each.size_bytes < kSmallBytesMax) continue;
    print_notice(without_controls(each.file.filename().string()) + ": " +
                 size_text(each.size_bytes) + ", " + std::string(way_text(each.way)));
  }
}

}  // namespace tiles::program
