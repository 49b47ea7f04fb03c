// SPDX-License-Identifier: Apache-2.0
// The store; prints one JSON object. "hash FOLDER MEBIBYTES" hashes a large blob, and its file
// stays for peers to hash in the same run; "import FOLDER MEBIBYTES" imports a file of that size,
// which takes no room on the disk; "names FOLDER COUNT" makes a home there with so many models, for
// 'tiles list'.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
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

int run_hash(const fs::path& folder, std::size_t mebibytes) {
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
                       {"check_unchanged_ms", 1000 * seconds([&] {
                                                TILES_ASSERT(store->blobs().check(stored.digest));
                                              })}};
  std::puts(print_json(report).c_str());
  return 0;
}

// What an import takes beyond its hash.
int run_import(const fs::path& folder, std::size_t mebibytes) {
  const fs::path file = folder / "large.gguf";
  std::ofstream(file, std::ios::binary) << "GGUF";
  fs::resize_file(file, mebibytes * kMebibyte);
  Json report = {{"size_mib", mebibytes}};
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
    const Stored stored = store->blobs().import_file(file, kind, {.progress = mark}).value();
    const double total = Seconds(std::chrono::steady_clock::now() - begin).count();
    report[name] = {{"way", stored.way == Way::Cloned       ? "clone"
                            : stored.way == Way::HardLinked ? "hard link"
                            : stored.way == Way::Copied     ? "copy"
                                                            : "reference"},
                    {"total_ms", 1000 * total},
                    {"after_hash_ms", 1000 * (total - hashed)}};
    fs::remove_all(root);
  }
  fs::remove(file);
  std::puts(print_json(report).c_str());
  return 0;
}

Descriptor layer_of(std::string_view media_type, const Stored& stored) {
  return {.media_type = std::string(media_type),
          .digest = stored.digest,
          .size_bytes = stored.size_bytes,
          .artifact_type = {},
          .annotations = {}};
}

// Models that share their weights, each with a system prompt and a manifest of its own.
int run_names(const fs::path& folder, std::size_t count) {
  const fs::path root = folder / "models" / "store";
  fs::create_directories(root);
  const auto store = Store::open(root).value();
  const Stored config = store->blobs().put("{}").value();
  const Stored weights = store->blobs().put("weights").value();
  Index index;
  for (std::size_t i = 0; i < count; ++i) {
    const Stored system = store->blobs().put("You are number " + std::to_string(i)).value();
    const Manifest manifest{
        .media_type = std::string(media_type::kOciManifest),
        .artifact_type = std::string(media_type::kModelManifest),
        .config = layer_of(media_type::kModelConfig, config),
        .layers = {layer_of(media_type::kWeights, weights), layer_of(media_type::kSystem, system)},
        .subject = {},
        .annotations = {}};
    index.set("model" + std::to_string(i) + ":latest", store->put_manifest(manifest).value(),
              system_clock().now());
  }
  std::ofstream(root / "index.json") << index.print().value();
  std::puts(print_json({{"models", count}}).c_str());
  return 0;
}

}  // namespace
}  // namespace tiles::store

int main(int argc, char** argv) {
  if (argc == 4) {
    const std::string_view what = argv[1];
    const std::filesystem::path folder = argv[2];
    const std::size_t count = std::strtoul(argv[3], nullptr, 10);
    if (what == "hash") return tiles::store::run_hash(folder, count);
    if (what == "import") return tiles::store::run_import(folder, count);
    if (what == "names") return tiles::store::run_names(folder, count);
  }
  std::fputs("usage: store_bench hash|import|names FOLDER COUNT\n", stderr);
  return 2;
}
