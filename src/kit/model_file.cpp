// SPDX-License-Identifier: Apache-2.0
#include "kit/model_file.h"

#include <algorithm>
#include <vector>

#include "base/format.h"

namespace tiles::kit {

namespace {

constexpr std::uint64_t kMebibyte = std::uint64_t{1024} * 1024;

Result<engine::Model> load_checked(const std::filesystem::path& file,
                                   const engine::LoadOptions& options) {
  const engine::MemoryFit fit = TILES_TRY(engine::estimate_fit(file));
  TILES_CHECK(check_fit(fit));
  return engine::Model::load(file, options);
}

}  // namespace

Result<void> check_fit(const engine::MemoryFit& fit) {
  if (fit.fits()) return {};
  return fail(Error(ErrorCode::Limit,
                    format("it needs {} MiB of memory, {} MiB are free",
                           fit.needed_bytes() / kMebibyte, fit.available_bytes / kMebibyte))
                  .with_hint("close other programs, or use a smaller model"));
}

Result<void> check_exists(const std::filesystem::path& file) {
  std::error_code failed;
  if (std::filesystem::exists(file, failed)) return {};
  return fail(Error(ErrorCode::NotFound, "no model file '" + file.string() + "'")
                  .with_hint("name a .gguf file: tiles run path/to/model.gguf"));
}

std::optional<std::filesystem::path> first_model_file(const tilekit::HomePaths& paths) {
  std::error_code failed;
  std::vector<std::filesystem::path> found;
  // By error code: the iterator's ++ would throw.
  std::filesystem::directory_iterator entry(paths.models, failed);
  for (; !failed && entry != std::filesystem::directory_iterator(); entry.increment(failed)) {
    if (entry->path().extension() == ".gguf") found.push_back(entry->path());
  }
  if (found.empty()) return std::nullopt;
  return std::ranges::min(found);
}

Result<engine::Model> load_model_file(const std::filesystem::path& file,
                                      const engine::LoadOptions& options) {
  Result<engine::Model> model = load_checked(file, options);
  if (!model) {
    return fail(std::move(model).error().within("opening model '" + file.string() + "'"));
  }
  return model;
}

}  // namespace tiles::kit
