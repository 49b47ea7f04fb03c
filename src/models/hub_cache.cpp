// SPDX-License-Identifier: Apache-2.0
// The cache of Hugging Face, which huggingface_hub, transformers and llama.cpp share:
// "models--user--repo/snapshots/<commit>/<path>", links to "blobs/<SHA-256 or git's SHA-1>", and
// "refs/<branch>" with a commit. Read only.
#include <algorithm>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "base/file_system.h"
#include "base/format.h"
#include "base/text.h"
#include "engine/file_type.h"
#include "models/foreign_model.h"
#include "models/hub_files.h"
#include "models/split_name.h"

namespace tiles::models {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFolderBegin = "models--";
constexpr std::string_view kEnding = ".gguf";
constexpr int kDepthMax = 8;
constexpr std::size_t kCommitsMax = 1'024;

// "user/repo" of "models--user--repo".
std::optional<std::string> repository_of(const std::string& folder) {
  if (!folder.starts_with(kFolderBegin)) return std::nullopt;
  std::string name = folder.substr(kFolderBegin.size());
  if (const auto dashes = name.find("--"); dashes != std::string::npos)
    name.replace(dashes, 2, "/");
  return name;
}

Result<std::vector<fs::path>> folders_in(const fs::path& folder, std::size_t count_max) {
  std::vector<fs::path> found;
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed); !failed && entry != fs::directory_iterator();
       entry.increment(failed)) {
    std::error_code unreadable;
    if (entry->is_directory(unreadable)) found.push_back(entry->path());
    if (found.size() > count_max) {
      return fail(ErrorCode::Limit,
                  format("more than {} folders in '{}'", count_max, folder.native()));
    }
  }
  if (failed) return fail_system(failed.value(), "reading '" + folder.native() + "'");
  std::ranges::sort(found);
  return found;
}

// That of "main" first.
std::vector<fs::path> commits_of(const fs::path& repository) {
  auto commits = folders_in(repository / "snapshots", kCommitsMax);
  if (!commits) return {};  // What was only begun has none.
  constexpr std::uint64_t kCommitBytesMax = 256;
  const auto refs = open_directory(repository / "refs");
  const auto main = refs ? (*refs)->read("main", kCommitBytesMax) : fail(refs.error());
  if (main) {
    const std::string current(trim(*main));
    std::stable_partition(commits->begin(), commits->end(),
                          [&](const fs::path& commit) { return commit.filename() == current; });
  }
  return *std::move(commits);
}

struct Snapshot {
  fs::path folder;
  HubListing listing;
};

// The name of the bytes: where a file is a link to its blob, that is their SHA-256.
std::optional<crypto::Digest> announced_digest(const fs::path& file) {
  std::error_code failed;
  const fs::path target = fs::read_symlink(file, failed);
  if (failed) return std::nullopt;
  const auto digest = crypto::Digest::parse("sha256:" + target.filename().native());
  return digest ? std::optional(*digest) : std::nullopt;
}

Result<Snapshot> read_snapshot(const fs::path& folder) {
  Snapshot snapshot{.folder = folder, .listing = {}};
  snapshot.listing.commit = folder.filename().native();
  std::error_code failed;
  for (fs::recursive_directory_iterator entry(folder, failed);
       !failed && entry != fs::recursive_directory_iterator(); entry.increment(failed)) {
    if (entry.depth() > kDepthMax) entry.disable_recursion_pending();
    std::error_code missing;
    const bool is_gguf = to_lower_ascii(entry->path().extension().native()) == kEnding &&
                         fs::is_regular_file(entry->path(), missing);
    if (!is_gguf) continue;
    if (snapshot.listing.files.size() == HubListing::kFilesMax) {
      return fail(ErrorCode::Limit,
                  format("more than {} files in '{}'", HubListing::kFilesMax, folder.native()));
    }
    snapshot.listing.files.push_back({.path = entry->path().lexically_relative(folder).native(),
                                      .size_bytes = fs::file_size(entry->path(), missing),
                                      .digest = announced_digest(entry->path())});
  }
  if (failed) return fail_system(failed.value(), "reading '" + folder.native() + "'");
  std::ranges::sort(snapshot.listing.files, {}, &HubFile::path);
  return snapshot;
}

ForeignFile file_of(const HubFile& file, const Snapshot& snapshot) {
  return {.path = snapshot.folder / file.path,
          .name = file.path,
          .digest = file.digest,
          .size_bytes = file.size_bytes};
}

ForeignModel model_of(const HubChoice& choice, const Snapshot& snapshot) {
  ForeignModel model;
  model.revision = snapshot.listing.commit;
  for (const HubFile& file : choice.weights) {
    model.files.push_back(file_of(file, snapshot));
  }
  if (choice.projector) {
    model.files.push_back(file_of(*choice.projector, snapshot));
  }
  return model;
}

// "Q4_K_M" of "model-Q4_K_M-00001-of-00002.gguf"; "" where the name does not end in a type.
std::string type_in_name(const std::string& path) {
  const std::string name = fs::path(path).filename().native();
  const auto split = parse_split_name(name);
  const std::string stem = split ? split->stem : fs::path(name).stem().native();
  const std::string last = stem.substr(stem.find_last_of("-.") + 1);
  const auto number = engine::file_type_number(last);
  return number ? engine::file_type_name(*number).value_or("") : "";
}

// The models of one repository by the path of their first file.
using Models = std::map<std::string, ForeignModel>;

void add_models(const Snapshot& snapshot, Models& models) {
  for (const HubFile& file : snapshot.listing.files) {
    const auto choice = choose_hub_files(snapshot.listing, file.path);
    if (choice) {
      models.try_emplace(choice->weights.front().path, model_of(*choice, snapshot));
    } else if (choice.error().code() != ErrorCode::NotFound) {
      ForeignModel model = model_of({.weights = {file}, .projector = {}}, snapshot);
      model.problem = choice.error().text();
      models.try_emplace(file.path, std::move(model));
    }
  }
}

// "hf.co/user/repo:Q4_K_M" where one model alone is of that type; else the file stands for it.
void name_models(const std::string& repository, Models& models) {
  std::map<std::string, int> count_of_type;
  for (const auto& [path, model] : models) ++count_of_type[type_in_name(path)];
  for (auto& [path, model] : models) {
    const std::string type = type_in_name(path);
    std::string tag = fs::path(path).filename().native();
    if (!type.empty() && count_of_type[type] == 1) tag = type;
    const bool has_user = repository.find('/') != std::string::npos;
    model.name = (has_user ? "hf.co/" : "") + repository + ":" + tag;
    if (const auto name = store::ModelName::parse(model.name); !name && model.problem.empty()) {
      model.problem = "no name can be made of it; import the file: " + model.files[0].path.native();
    }
  }
}

}  // namespace

Result<std::vector<ForeignModel>> find_in_hub_cache(const fs::path& folder) {
  std::error_code failed;
  if (!fs::is_directory(folder, failed)) {
    return fail(ErrorCode::NotFound,
                "there is no cache of Hugging Face in '" + folder.native() + "'");
  }
  std::vector<ForeignModel> found;
  for (const fs::path& repository : TILES_TRY(folders_in(folder, ForeignModel::kModelsMax))) {
    const auto name = repository_of(repository.filename().native());
    if (!name) continue;
    Models models;
    for (const fs::path& commit : commits_of(repository)) {
      const Snapshot snapshot = TILES_TRY(read_snapshot(commit));
      if (!snapshot.listing.files.empty()) add_models(snapshot, models);
    }
    name_models(*name, models);
    for (auto& [path, model] : models) found.push_back(std::move(model));
  }
  std::ranges::sort(found, {}, &ForeignModel::name);
  return found;
}

}  // namespace tiles::models
