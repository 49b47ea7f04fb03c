// SPDX-License-Identifier: Apache-2.0
#include <tilekit/models.h>

#include <set>
#include <utility>

#include "base/format.h"
#include "base/json.h"
#include "kit/event_log.h"
#include "kit/model_store.h"
#include "models/layer_kind.h"

namespace tilekit {

using tiles::fail;
using tiles::Json;
namespace models = tiles::models;
namespace store = tiles::store;

namespace {

bool is_damage(const Error& error) {
  return error.code() == ErrorCode::Corrupt || error.code() == ErrorCode::NotFound ||
         error.code() == ErrorCode::Invalid;
}

// Hashes the blobs of several manifests, each blob once.
class Verifier {
 public:
  Verifier(store::Store& opened, const VerifyOptions& options)
      : store_(opened), options_(options) {}

  Result<void> verify_build(const store::IndexEntry& entry) {
    ++result_.models;
    const std::string name = entry.name.empty() ? entry.manifest.digest.text() : entry.name;
    const auto manifest = store_.manifest(entry.manifest.digest);
    // What it needs is not known then, whether its bytes are those of its digest or not.
    if (!manifest) return add_fault(name, entry.manifest, "manifest", manifest.error());
    TILES_CHECK(verify_blob(name, entry.manifest, "manifest"));
    for (const store::Descriptor& layer : manifest->layers) {
      const std::string_view kind = models::name_of(models::layer_kind(layer.media_type));
      TILES_CHECK(verify_blob(name, layer, kind));
    }
    return verify_blob(name, manifest->config, "configuration");
  }

  // Of the blobs of `entries`, each once; what cannot be read counts nothing.
  void count_total(const std::vector<store::IndexEntry>& entries) {
    std::set<std::string> counted;
    const auto count = [&](const store::Descriptor& blob) {
      if (counted.insert(blob.digest.hex()).second) total_bytes_ += blob.size_bytes;
    };
    for (const store::IndexEntry& entry : entries) {
      count(entry.manifest);
      const auto manifest = store_.manifest(entry.manifest.digest);
      if (!manifest) continue;
      for (const store::Descriptor& blob : manifest->blobs()) count(blob);
    }
  }

  Verification take() { return std::move(result_); }

 private:
  Result<void> verify_blob(const std::string& name, const store::Descriptor& blob,
                           std::string_view kind) {
    if (!done_.insert(blob.digest.hex()).second) return {};
    ++result_.blobs;
    const auto verified = hash(blob);
    result_.size_bytes += blob.size_bytes;
    return verified ? Result<void>() : add_fault(name, blob, kind, verified.error());
  }

  // Errors: `error` itself when it says nothing about the blob.
  Result<void> add_fault(const std::string& name, const store::Descriptor& blob,
                         std::string_view kind, const Error& error) {
    if (!is_damage(error)) return fail(Error(error).within("verifying '" + name + "'"));
    ModelLayer layer{.kind = std::string(kind),
                     .media_type = blob.media_type,
                     .digest = blob.digest.text(),
                     .size_bytes = blob.size_bytes,
                     .file = {},
                     .scale = {}};
    result_.faults.push_back({.name = name, .layer = std::move(layer), .problem = error.text()});
    return {};
  }

  Result<void> hash(const store::Descriptor& blob) {
    const std::uint64_t size = TILES_TRY(store_.blobs().size_bytes(blob.digest));
    if (size != blob.size_bytes) {
      return fail(ErrorCode::Corrupt,
                  tiles::format("has {} bytes, the manifest says {}", size, blob.size_bytes));
    }
    return store_.blobs().verify(blob.digest, [this](std::uint64_t bytes_done) {
      if (options_.progress) options_.progress(result_.size_bytes + bytes_done, total_bytes_);
      return options_.stop != nullptr && options_.stop->is_raised() ? store::Step::Cancel
                                                                    : store::Step::Continue;
    });
  }

  store::Store& store_;
  const VerifyOptions& options_;
  Verification result_;
  std::uint64_t total_bytes_ = 0;
  std::set<std::string> done_;  // Hexadecimal digits of digests.
};

Result<std::vector<store::IndexEntry>> entries_of(const store::Store& opened,
                                                  std::string_view name) {
  if (name.empty()) return opened.list();
  const store::ModelName wanted = TILES_TRY(store::ModelName::parse(name));
  auto found = TILES_TRY(tiles::kit::find_model(opened, wanted));
  return std::vector<store::IndexEntry>{{.name = wanted.reference(), .manifest = std::move(found)}};
}

// Damage that cannot be logged is still damage, and is told.
std::string log_faults(const HomePaths& paths, const Verification& verification) {
  for (const ModelFault& fault : verification.faults) {
    const auto digest = tiles::crypto::Digest::parse(fault.layer.digest);
    const auto logged =
        tiles::kit::log_event(paths, {.kind = "model.verify-failed",
                                      .digest = digest ? std::optional(*digest) : std::nullopt,
                                      .name = fault.name});
    if (!logged) return logged.error().text();
  }
  return {};
}

}  // namespace

Result<Verification> verify_models(const HomePaths& paths, std::string_view name,
                                   const VerifyOptions& options) {
  const auto opened = TILES_TRY(tiles::kit::open_model_store(paths));
  Verifier verifier(*opened, options);
  const std::vector<store::IndexEntry> entries = TILES_TRY(entries_of(*opened, name));
  if (options.progress) verifier.count_total(entries);
  for (const store::IndexEntry& entry : entries) TILES_CHECK(verifier.verify_build(entry));
  Verification verification = verifier.take();
  verification.log_problem = log_faults(paths, verification);
  return verification;
}

Result<CollectedGarbage> collect_garbage(const HomePaths& paths, Collection collection) {
  const auto opened = TILES_TRY(tiles::kit::open_model_store(paths));
  const store::Garbage garbage = TILES_TRY(opened->collect(
      collection == Collection::DryRun ? store::Collect::DryRun : store::Collect::Remove));
  CollectedGarbage collected;
  collected.leftovers = garbage.leftovers;
  collected.size_bytes = garbage.size_bytes;
  for (const store::Garbage::Blob& blob : garbage.blobs) {
    collected.blobs.push_back({.digest = blob.digest.text(), .size_bytes = blob.size_bytes});
  }
  for (const store::Garbage::Blob& pull : garbage.pulls) {
    collected.pulls.push_back({.digest = pull.digest.text(), .size_bytes = pull.size_bytes});
  }
  return collected;
}

std::string to_json(const Verification& verification) {
  Json faults = Json::array();
  for (const ModelFault& fault : verification.faults) {
    faults.push_back({{"name", fault.name},
                      {"kind", fault.layer.kind},
                      {"digest", fault.layer.digest},
                      {"size", fault.layer.size_bytes},
                      {"problem", fault.problem}});
  }
  return tiles::print_json({{"models", verification.models},
                            {"blobs", verification.blobs},
                            {"size", verification.size_bytes},
                            {"faults", std::move(faults)},
                            {"log_problem", verification.log_problem}});
}

std::string to_json(const CollectedGarbage& garbage) {
  const auto list_of = [](const std::vector<CollectedFile>& files) {
    Json list = Json::array();
    for (const CollectedFile& file : files) {
      list.push_back({{"digest", file.digest}, {"size", file.size_bytes}});
    }
    return list;
  };
  return tiles::print_json({{"blobs", list_of(garbage.blobs)},
                            {"pulls", list_of(garbage.pulls)},
                            {"leftovers", garbage.leftovers},
                            {"size", garbage.size_bytes}});
}

}  // namespace tilekit
