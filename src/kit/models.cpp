// SPDX-License-Identifier: Apache-2.0
#include <tilekit/models.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "base/file_system.h"
#include "base/json.h"
#include "kit/event_log.h"
#include "kit/imports.h"
#include "kit/model_store.h"
#include "kit/outbound.h"
#include "models/build.h"
#include "models/layer_kind.h"
#include "models/modelfile.h"

namespace tilekit {

using tiles::fail;
using tiles::Json;
namespace models = tiles::models;
namespace store = tiles::store;

namespace {

// The lock of a Modelfile: beside it, in a folder that is open.
struct LockFile {
  std::filesystem::path path;
  std::unique_ptr<tiles::FileSystem> folder;

  std::string name() const { return path.filename().string(); }
};

Result<LockFile> lock_of(const std::filesystem::path& modelfile) {
  std::filesystem::path path = std::filesystem::absolute(modelfile);
  path += ".lock";
  auto folder = TILES_TRY(tiles::open_directory(path.parent_path()));
  return LockFile{std::move(path), std::move(folder)};
}

Result<models::Lock> read_lock(const LockFile& file) {
  const auto text = file.folder->read(file.name(), models::Lock::kTextBytesMax);
  if (!text && text.error().code() == ErrorCode::NotFound) {
    return fail(Error(ErrorCode::NotFound, "there is no '" + file.path.string() + "'")
                    .with_hint("without --locked it is written"));
  }
  if (!text) return fail(text.error());
  auto lock = models::Lock::parse(*text);
  if (!lock) return fail(std::move(lock).error().within("reading '" + file.path.string() + "'"));
  return lock;
}

Result<void> write_lock(const LockFile& file, const models::Lock& lock) {
  const std::string text = TILES_TRY(lock.print());
  auto written = tiles::replace_file(*file.folder, file.name(), text);
  if (!written) {
    return fail(std::move(written).error().within("writing '" + file.path.string() + "'"));
  }
  return {};
}

Result<models::BuildRequest> request_of(const ModelfileReading& modelfile) {
  models::ModelfileReading read = models::read_modelfile(modelfile.text);
  if (!read.is_accepted()) {
    return fail(ErrorCode::Invalid, "'" + modelfile.file.string() + "' has errors");
  }
  const char* home = std::getenv("HOME");
  models::BuildRequest request;
  request.file = std::move(read.file);
  request.surroundings.folder = std::filesystem::absolute(modelfile.file).parent_path();
  if (home != nullptr) request.surroundings.home = home;
  return request;
}

ModelSummary summary_of(const store::Store& opened, const store::IndexEntry& entry) {
  ModelSummary summary;
  summary.name = entry.name;
  summary.manifest = entry.manifest.digest.text();
  summary.modified = entry.moved_at;
  const auto manifest = opened.manifest(entry.manifest.digest);
  if (!manifest) {
    summary.problem = manifest.error().text();
    return summary;
  }
  for (const store::Descriptor& blob : manifest->blobs()) {
    summary.size_bytes += blob.size_bytes;
    if (models::layer_kind(blob.media_type) != models::LayerKind::Mir) continue;
    const auto text = opened.blobs().read(blob.digest);
    if (text) {
      summary.mir.push_back(*text);
    } else {
      summary.problem = text.error().text();
    }
  }
  return summary;
}

// The name as it is in the index, whether its manifest can be read or not. Errors: NotFound,
// Conflict (the name means another build than its digest says).
Result<void> check_named(const store::Store& opened, const store::ModelName& name) {
  store::ModelName without_digest = name;
  without_digest.digest.reset();
  const auto found = TILES_TRY(tiles::kit::find_model(opened, without_digest));
  if (name.digest && *name.digest != found.digest) {
    return fail(ErrorCode::Conflict,
                "'" + name.reference() + "' means '" + found.digest.text() + "'");
  }
  return {};
}

// What fetches sources from other machines, opened with the first that is needed.
class OutboundOnDemand {
 public:
  OutboundOnDemand(const HomePaths& paths, const CreateOptions& options)
      : access_{.open = [this, &paths, &options] { return open(paths, options); },
                .options = tiles::kit::fetch_options(options.pull_progress)} {}
  OutboundOnDemand(const OutboundOnDemand&) = delete;
  OutboundOnDemand& operator=(const OutboundOnDemand&) = delete;

  const models::RemoteAccess& access() const { return access_; }

 private:
  Result<models::SourceFetcher*> open(const HomePaths& paths, const CreateOptions& options) {
    const auto network = TILES_TRY(tiles::kit::network_of(paths, options.network));
    outbound_ = TILES_TRY(tiles::kit::Outbound::open(paths, network, options.stop));
    return &outbound_->sources();
  }

  std::unique_ptr<tiles::kit::Outbound> outbound_;
  models::RemoteAccess access_;
};

}  // namespace

Result<CreatedModel> create_model(const HomePaths& paths, std::string_view name,
                                  const ModelfileReading& modelfile, const CreateOptions& options) {
  const store::ModelName wanted = TILES_TRY(store::ModelName::parse(name));
  models::BuildRequest request = TILES_TRY(request_of(modelfile));
  request.progress = tiles::kit::store_progress(options.progress, options.stop);
  request.import = tiles::kit::import_kind(options.files);
  request.quantize = options.quantize;
  request.quantize_progress = [&options](float done) {
    if (options.quantizing) options.quantizing(done);
    return options.stop != nullptr && options.stop->is_raised() ? store::Step::Cancel
                                                                : store::Step::Continue;
  };
  const LockFile lock_file = TILES_TRY(lock_of(modelfile.file));
  models::Lock lock;
  if (options.lock == LockUse::Check) {
    lock = TILES_TRY(read_lock(lock_file));
    request.lock = &lock;
  }
  OutboundOnDemand remote(paths, options);
  request.remote = &remote.access();
  const auto opened = TILES_TRY(tiles::kit::open_model_store(paths));
  models::Build build = TILES_TRY(models::make_build(*opened, request));
  if (options.lock == LockUse::Write) TILES_CHECK(write_lock(lock_file, build.lock));
  TILES_CHECK(opened->tag(wanted, build.manifest.digest));
  TILES_CHECK(tiles::kit::log_stored(
      paths, *opened,
      {.kind = "model.create", .digest = build.manifest.digest, .name = wanted.reference()}));
  CreatedModel created{.name = wanted.reference(),
                       .manifest = build.manifest.digest.text(),
                       .lock = lock_file.path,
                       .quantization = {},
                       .imports = tiles::kit::described(build.imports),
                       .notices = std::move(build.notices)};
  if (const auto& made = build.lock.quantization) {
    created.quantization = made->type + " by " + made->quantizer;
  }
  return created;
}

Result<std::vector<ModelSummary>> list_models(const HomePaths& paths) {
  const auto opened = TILES_TRY(tiles::kit::open_model_store(paths));
  std::vector<ModelSummary> models;
  for (const store::IndexEntry& entry : TILES_TRY(opened->list())) {
    models.push_back(summary_of(*opened, entry));
  }
  return models;
}

Result<RemovedModels> remove_models(const HomePaths& paths, std::span<const std::string> names) {
  const auto opened = TILES_TRY(tiles::kit::open_model_store(paths));
  RemovedModels removed;
  for (const std::string& name : names) {
    const store::ModelName wanted = TILES_TRY(store::ModelName::parse(name));
    TILES_CHECK(check_named(*opened, wanted));
    removed.names.push_back(wanted.reference());
  }
  std::sort(removed.names.begin(), removed.names.end());
  removed.names.erase(std::unique(removed.names.begin(), removed.names.end()), removed.names.end());
  TILES_CHECK(opened->untag(removed.names));
  for (const std::string& name : removed.names) {
    TILES_CHECK(tiles::kit::log_event(paths, {.kind = "model.remove", .digest = {}, .name = name}));
  }
  const auto garbage = opened->collect(store::Collect::Remove);
  if (!garbage) {
    removed.left = garbage.error().text();
    return removed;
  }
  removed.blobs = garbage->blobs.size();
  removed.size_bytes = garbage->size_bytes;
  return removed;
}

Result<ModelSummary> copy_model(const HomePaths& paths, std::string_view from,
                                std::string_view to) {
  const store::ModelName source = TILES_TRY(store::ModelName::parse(from));
  const store::ModelName target = TILES_TRY(store::ModelName::parse(to));
  const auto opened = TILES_TRY(tiles::kit::open_model_store(paths));
  auto manifest = TILES_TRY(tiles::kit::find_model(*opened, source));
  TILES_CHECK(opened->tag(target, manifest.digest));
  return summary_of(*opened, {.name = target.reference(), .manifest = std::move(manifest)});
}

std::string to_json(const CreatedModel& model) {
  Json notices = Json::array();
  for (const std::string& notice : model.notices) notices.push_back({{"text", notice}});
  return tiles::print_json({{"name", model.name},
                            {"manifest", model.manifest},
                            {"lock", model.lock.string()},
                            {"quantization", model.quantization},
                            {"imports", tiles::kit::json_of(model.imports)},
                            {"notices", std::move(notices)}});
}

namespace {

Json json_of(const ModelSummary& model) {
  Json mir = Json::array();
  for (const std::string& name : model.mir) mir.push_back({{"name", name}});
  Json entry = {{"name", model.name},
                {"manifest", model.manifest},
                {"size", model.size_bytes},
                {"mir", std::move(mir)},
                {"modified", model.modified ? tiles::format_time(*model.modified) : ""}};
  if (!model.problem.empty()) entry["problem"] = model.problem;
  return entry;
}

}  // namespace

std::string to_json(const ModelSummary& model) { return tiles::print_json(json_of(model)); }

std::string to_json(const RemovedModels& removed) {
  Json names = Json::array();
  for (const std::string& name : removed.names) names.push_back({{"name", name}});
  return tiles::print_json({{"removed", std::move(names)},
                            {"blobs", removed.blobs},
                            {"size", removed.size_bytes},
                            {"left", removed.left}});
}

std::string to_json(std::span<const ModelSummary> models) {
  Json list = Json::array();
  for (const ModelSummary& model : models) list.push_back(json_of(model));
  return tiles::print_json({{"models", std::move(list)}});
}

}  // namespace tilekit
