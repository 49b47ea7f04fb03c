// SPDX-License-Identifier: Apache-2.0
// Hashing a large blob and importing a large file; prints one JSON object. Arguments: a folder for
// the store and the size of the file in MiB. The file stays, for peers to hash in the same run.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "base/assert.h"
#include "base/json.h"
#include "store/media_types.h"
#include "store/store.h"

namespace tiles::store {
namespace {

namespace fs = std::filesystem;
using Seconds = std::chrono::duration<double>;

constexpr std::size_t kMebibyte = std::size_t{1} << 20;
constexpr int kRuns = 3;
constexpr int kNames = 1'000;

template <typename Work>
double seconds(const Work& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return Seconds(std::chrono::steady_clock::now() - begin).count();
}

void write_random(const fs::path& path, std::size_t mebibytes) {
  std::mt19937_64 random(1);
  std::vector<std::uint64_t> piece(kMebibyte / sizeof(std::uint64_t));
  for (auto& word : piece) word = random();
  std::ofstream file(path, std::ios::binary);
  for (std::size_t i = 0; i < mebibytes; ++i) {
    piece[0] = i;
    file.write(reinterpret_cast<const char*>(piece.data()), kMebibyte);
  }
}

// Time of an import without its hash.
Json measure_import(const fs::path& folder, const fs::path& file, double hash_seconds) {
  Json report = Json::object();
  for (const auto& [name, kind] :
       {std::pair{"share", ImportKind::Share}, std::pair{"in_place", ImportKind::InPlace}}) {
    const fs::path root = folder / name;
    fs::create_directories(root);
    const auto store = Store::open(root).value();
    double hashed = 0;
    const auto begin = std::chrono::steady_clock::now();
    const auto mark = [&](std::uint64_t) {
      hashed = Seconds(std::chrono::steady_clock::now() - begin).count();
      return Step::Continue;
    };
    const double total =
        seconds([&] { store->blobs().import_file(file, kind, {.progress = mark}).value(); });
    report[name] = {{"total_ms", 1000 * total},
                    {"after_hash_ms", 1000 * (total - hashed)},
                    {"beyond_a_verify_ms", 1000 * (total - hash_seconds)}};
    fs::remove_all(root);
  }
  return report;
}

double measure_list(const fs::path& folder) {
  const fs::path root = folder / "names";
  fs::create_directories(root);
  const auto store = Store::open(root).value();
  const Stored config = store->blobs().put("{}").value();
  const Manifest manifest{.media_type = std::string(media_type::kOciManifest),
                          .artifact_type = {},
                          .config = {.media_type = std::string(media_type::kModelConfig),
                                     .digest = config.digest,
                                     .size_bytes = config.size_bytes,
                                     .artifact_type = {},
                                     .annotations = {}},
                          .layers = {},
                          .subject = {},
                          .annotations = {}};
  const Descriptor build = store->put_manifest(manifest).value();
  Index index;
  for (int i = 0; i < kNames; ++i) index.set("model" + std::to_string(i) + ":latest", build);
  std::ofstream(root / "index.json") << index.print().value();
  const double time = seconds([&] { Store::open(root).value()->list().value(); });
  fs::remove_all(root);
  return time;
}

int run(const fs::path& folder, std::size_t mebibytes) {
  fs::create_directories(folder / "store");
  const fs::path file = folder / "model.gguf";
  write_random(file, mebibytes);
  const auto store = Store::open(folder / "store").value();
  const Stored stored = store->blobs().import_file(file, ImportKind::Share).value();
  double best = 1e9;
  for (int i = 0; i < kRuns; ++i) {
    best = std::min(best, seconds([&] { TILES_ASSERT(store->blobs().verify(stored.digest)); }));
  }
  const Json report = {{"size_mib", mebibytes},
                       {"verify_seconds", best},
                       {"verify_mib_per_second", static_cast<double>(mebibytes) / best},
                       {"check_unchanged_ms",
                        1000 * seconds([&] { TILES_ASSERT(store->blobs().check(stored.digest)); })},
                       {"import", measure_import(folder, file, best)},
                       {"list_1000_names_ms", 1000 * measure_list(folder)}};
  std::puts(print_json(report).c_str());
  return 0;
}

}  // namespace
}  // namespace tiles::store

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: store_bench FOLDER MEBIBYTES\n", stderr);
    return 2;
  }
  return tiles::store::run(argv[1], std::strtoul(argv[2], nullptr, 10));
}
