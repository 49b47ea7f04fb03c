// SPDX-License-Identifier: Apache-2.0
// Ollama's store: "manifests/<host>/<namespace>/<model>/<tag>" and "blobs/sha256-<64 digits>", or
// "sha256:<64 digits>" of old versions. Read only.
#include <algorithm>
#include <system_error>
#include <utility>

#include "base/file_system.h"
#include "base/format.h"
#include "base/text.h"
#include "models/foreign_model.h"
#include "models/layer_kind.h"

namespace tiles::models {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kHostDefault = "registry.ollama.ai";
constexpr std::string_view kNamespaceDefault = "library";
constexpr int kDepth = 3;  // Folders below "manifests": host, namespace, model.

// "qwen3:4b" of registry.ollama.ai/library/qwen3/4b, as Ollama shows it; nothing for a file that it
// would not read either.
std::optional<std::string> name_of(const fs::path& manifest, const fs::path& root) {
  std::vector<std::string> parts;
  for (const fs::path& part : manifest.lexically_relative(root)) parts.push_back(part.native());
  if (parts.size() != kDepth + 1) return std::nullopt;
  std::string text;
  if (parts[0] != kHostDefault) text += parts[0] + "/";
  if (parts[0] != kHostDefault || parts[1] != kNamespaceDefault) text += parts[1] + "/";
  text += parts[2] + ":" + parts[3];
  const auto name = store::ModelName::parse(text);
  return name ? std::optional(name->reference()) : std::nullopt;
}

fs::path blob_file(const fs::path& folder, const crypto::Digest& digest) {
  std::error_code failed;
  fs::path old = folder / "blobs" / ("sha256:" + digest.hex());
  if (fs::exists(old, failed)) return old;
  return folder / "blobs" / ("sha256-" + digest.hex());
}

// Fills in the files and what is wrong with them.
Result<void> read_model(const fs::path& manifest_file, const fs::path& folder,
                        ForeignModel& model) {
  const auto files = TILES_TRY(open_directory(manifest_file.parent_path()));
  model.manifest =
      TILES_TRY(files->read(manifest_file.filename().native(), store::Manifest::kTextBytesMax));
  const store::Manifest manifest = TILES_TRY(store::Manifest::parse(*model.manifest));
  bool has_weights = false;
  for (const store::Descriptor& blob : manifest.blobs()) {
    ForeignFile file{.path = blob_file(folder, blob.digest),
                     .name = {},
                     .digest = blob.digest,
                     .size_bytes = blob.size_bytes};
    std::error_code failed;
    const std::uintmax_t size = fs::file_size(file.path, failed);
    if (failed) {
      return fail(ErrorCode::NotFound,
                  format("{} of it is not here: it was not pulled whole", blob.digest.text()));
    }
    if (size != blob.size_bytes) {
      return fail(ErrorCode::Corrupt, format("{} has {} bytes, its manifest says {}",
                                             blob.digest.text(), size, blob.size_bytes));
    }
    has_weights = has_weights || layer_kind(blob.media_type) == LayerKind::Weights;
    model.files.push_back(std::move(file));
  }
  if (has_weights) return {};
  return fail(ErrorCode::Unsupported, "it has no GGUF weights");
}

Result<std::vector<fs::path>> manifest_files(const fs::path& root) {
  std::vector<fs::path> found;
  std::error_code failed;
  // By error code: the iterator's ++ would throw.
  for (fs::recursive_directory_iterator entry(root, failed);
       !failed && entry != fs::recursive_directory_iterator(); entry.increment(failed)) {
    if (entry.depth() > kDepth) entry.pop(failed);
    if (failed || entry == fs::recursive_directory_iterator()) break;
    if (entry.depth() != kDepth || !entry->is_regular_file(failed)) continue;
    found.push_back(entry->path());
    if (found.size() > ForeignModel::kModelsMax) {
      return fail(ErrorCode::Limit,
                  format("more than {} models in '{}'", ForeignModel::kModelsMax, root.native()));
    }
  }
  if (failed) return fail_system(failed.value(), "reading '" + root.native() + "'");
  return found;
}

}  // namespace

Result<std::vector<ForeignModel>> find_in_ollama(const fs::path& folder) {
  const fs::path root = folder / "manifests";
  std::error_code failed;
  if (!fs::is_directory(root, failed)) {
    return fail(ErrorCode::NotFound, "there is no store of Ollama in '" + folder.native() + "'");
  }
  std::vector<ForeignModel> models;
  for (const fs::path& manifest : TILES_TRY(manifest_files(root))) {
    ForeignModel model;
    const auto name = name_of(manifest, root);
    if (!name) continue;
    model.name = *name;
    if (const auto read = read_model(manifest, folder, model); !read) {
      model.problem = read.error().text();
    }
    models.push_back(std::move(model));
  }
  std::ranges::sort(models, {}, &ForeignModel::name);
  return models;
}

}  // namespace tiles::models
