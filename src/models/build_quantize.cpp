// SPDX-License-Identifier: Apache-2.0
#include "models/build_quantize.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "base/format.h"
#include "engine/gguf_metadata.h"
#include "engine/model_file.h"
#include "engine/quantize.h"
#include "models/split_name.h"
#include "store/descriptor.h"
#include "store/media_types.h"

namespace tiles::models {
namespace {

namespace fs = std::filesystem;

// Files that go when it goes.
class Scratch {
 public:
  explicit Scratch(fs::path stem) : stem_(std::move(stem)) {}
  ~Scratch() {
    std::error_code ignored;  // What stays is collected as garbage later.
    for (const fs::path& path : paths_) fs::remove(path, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  fs::path add(std::string_view ending) {
    paths_.push_back(stem_.native() + std::string(ending));
    return paths_.back();
  }
  const fs::path& stem() const { return stem_; }

 private:
  fs::path stem_;
  std::vector<fs::path> paths_;
};

Result<void> check_parts(store::Store& store, const std::vector<store::Descriptor>& parts) {
  for (const store::Descriptor& part : parts) TILES_CHECK(store.blobs().check(part.digest));
  return {};
}

// Refuses before anything is written. Each part has tensors of its own.
Result<void> check_heads(store::Store& store, const std::vector<store::Descriptor>& parts) {
  for (const store::Descriptor& part : parts) {
    const fs::path path = TILES_TRY(store.blobs().path(part.digest));
    const auto file = TILES_TRY(engine::open_model_file(path));
    const engine::GgufMetadata head = TILES_TRY(engine::read_gguf_metadata(file.get()));
    TILES_CHECK(engine::check_quantizable(head.block_type));
  }
  return {};
}

// The one file, or the first of links that are named as llama.cpp wants the parts of a model.
Result<fs::path> first_file(store::Store& store, const std::vector<store::Descriptor>& parts,
                            Scratch& scratch) {
  if (parts.size() == 1) return store.blobs().path(parts.front().digest);
  SplitName name{.stem = "", .part = 0, .parts = static_cast<std::uint32_t>(parts.size())};
  fs::path first;
  for (const store::Descriptor& part : parts) {
    const fs::path target =
        fs::absolute(TILES_TRY(store.blobs().path(part.digest))).lexically_normal();
    const fs::path link = scratch.add(name.text());
    std::error_code failed;
    fs::create_symlink(target, link, failed);
    if (failed) return fail_system(failed.value(), "linking '" + link.native() + "'");
    if (name.part++ == 0) first = link;
  }
  return first;
}

std::string file_name(const store::Descriptor& first, std::string_view type) {
  const auto found = first.annotations.find(std::string(store::annotation::kFilePath));
  if (found == first.annotations.end()) return {};
  const std::string name = fs::path(found->second).filename().native();
  const auto split = parse_split_name(name);
  const std::string text =
      format("{}-{}.gguf", split ? split->stem : fs::path(name).stem().native(), type);
  return store::check_file_path(text) ? text : std::string();
}

}  // namespace

Result<store::Descriptor> quantize_weights(store::Store& store, const QuantizeWeights& request) {
  TILES_CHECK(check_parts(store, request.parts));
  TILES_CHECK(check_heads(store, request.parts));
  Scratch scratch(store.blobs().staged_file());
  const fs::path from = TILES_TRY(first_file(store, request.parts, scratch));
  const fs::path to = scratch.add(".gguf");
  engine::QuantizeOptions options{.type = request.type, .threads = request.threads, .progress = {}};
  options.progress = [&](float done) {
    const bool goes_on = !request.progress || request.progress(done) == store::Step::Continue;
    return goes_on ? engine::LoadStep::Continue : engine::LoadStep::Cancel;
  };
  TILES_CHECK(engine::quantize(from, to, options));
  TILES_CHECK(check_parts(store, request.parts));
  const store::Stored stored = TILES_TRY(store.blobs().import_file(to, store::ImportKind::Move));
  store::Descriptor layer{.media_type = {},
                          .digest = stored.digest,
                          .size_bytes = stored.size_bytes,
                          .artifact_type = {},
                          .annotations = {}};
  if (std::string name = file_name(request.parts.front(), request.type); !name.empty()) {
    layer.annotations[std::string(store::annotation::kFilePath)] = std::move(name);
  }
  return layer;
}

}  // namespace tiles::models
