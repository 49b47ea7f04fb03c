// SPDX-License-Identifier: Apache-2.0
// Reading a Modelfile of 1 MiB, the best of several runs; prints one JSON object. Argument: where
// the file is written, for the peer to read in the same run.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>

#include "base/assert.h"
#include "base/format.h"
#include "base/json.h"
#include "models/modelfile.h"

namespace {

constexpr std::size_t kBytes = std::size_t{1} << 20;
constexpr int kRuns = 9;

// Instructions of each kind that Ollama knows too, most of them messages and licences of many
// lines.
std::string modelfile() {
  std::string text = "FROM qwen3:4b\nPARAMETER temperature 0.7\nSYSTEM You are brief.\n";
  for (int i = 0; text.size() < kBytes - 1'024; ++i) {
    if (i < 4'000) {
      text += tiles::format("MESSAGE {} What is the {}th word?\n", i % 2 ? "assistant" : "user", i);
    } else {
      text += tiles::format(
          "# Licence {}\nLICENSE \"\"\"\nPermission {} is granted,\n\"as is\".\n\"\"\"\n", i, i);
    }
  }
  text += "SYSTEM \"" + std::string(kBytes - text.size() - 10, 'x') + "\"\n";
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: modelfile_bench FILE\n", stderr);
    return 2;
  }
  const std::string text = modelfile();
  std::ofstream(argv[1], std::ios::binary) << text;
  double best = 1e9;
  std::size_t instructions = 0;
  for (int i = 0; i < kRuns; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    const auto reading = tiles::models::read_modelfile(text);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    TILES_ASSERT(reading.is_accepted());
    instructions = reading.file.instructions.size();
    best = std::min(best, took.count());
  }
  const tiles::Json report = {
      {"bytes", text.size()}, {"instructions", instructions}, {"parse_ms", best}};
  std::puts(tiles::print_json(report).c_str());
  return 0;
}
