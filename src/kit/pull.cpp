// SPDX-License-Identifier: Apache-2.0
#include <tilekit/pull.h>

#include <span>
#include <utility>

#include "base/file_system.h"
#include "base/json.h"
#include "kit/event_log.h"
#include "kit/model_store.h"
#include "kit/outbound.h"

namespace tilekit {

using tiles::fail;
using tiles::Json;
namespace kit = tiles::kit;
namespace models = tiles::models;
namespace net = tiles::net;
namespace store = tiles::store;

namespace {

Result<store::ModelName> name_of(const models::RemoteReference& reference,
                                 const std::string& wanted) {
  if (!wanted.empty()) return store::ModelName::parse(wanted);
  const auto name = reference.local_name();
  if (name) return store::ModelName::parse(*name);
  return fail(Error(ErrorCode::Invalid, "'" + reference.text() + "' gives no name for the model")
                  .with_hint("choose one: tiles pull " + reference.text() + " --name NAME"));
}

PulledModel pulled(const models::FetchedModel& fetched, const store::ModelName& name) {
  PulledModel model{.name = name.reference(),
                    .reference = fetched.reference,
                    .revision = fetched.revision,
                    .manifest = fetched.manifest.digest.text(),
                    .files = {}};
  for (const models::FetchedFile& file : fetched.files) {
    model.files.push_back({file.path, file.layer.digest.text(), file.layer.size_bytes});
  }
  return model;
}

}  // namespace

Result<PulledModel> pull_model(const HomePaths& paths, std::string_view reference,
                               const PullOptions& options) {
  const models::RemoteReference wanted = TILES_TRY(models::parse_remote_reference(reference));
  const store::ModelName name = TILES_TRY(name_of(wanted, options.name));
  const net::Network network = TILES_TRY(kit::network_of(paths, options.network));
  if (network == net::Network::Offline && wanted.kind != models::RemoteKind::File) {
    return fail(Error(ErrorCode::Denied, "'" + wanted.text() + "' is not pulled: tiles is offline")
                    .with_hint("leave out --offline, and 'offline' in the settings"));
  }
  const auto outbound = TILES_TRY(kit::Outbound::open(paths, network, options.stop));
  const auto opened = TILES_TRY(kit::open_model_store(paths));
  models::FetchOptions fetch = kit::fetch_options(options.progress);
  fetch.bytes_per_second_max = options.bytes_per_second_max;
  const models::FetchedModels fetched =
      TILES_TRY(outbound->sources().fetch(std::span(&wanted, 1), *opened, fetch));
  const models::FetchedModel& model = fetched.models.front();
  TILES_CHECK(opened->tag(name, model.manifest.digest));
  TILES_CHECK(kit::log_stored(
      paths, *opened,
      {.kind = "model.pull", .digest = model.manifest.digest, .name = name.reference()}));
  return pulled(model, name);
}

Result<std::vector<HostContact>> contacted_hosts(const HomePaths& paths) {
  std::vector<HostContact> contacts;
  const auto files = tiles::open_directory(paths.state);
  if (!files && files.error().code() == ErrorCode::NotFound) return contacts;
  if (!files) return fail(Error(files.error()));
  for (net::LedgerEntry& entry : TILES_TRY(net::read_ledger(**files, kit::kLedgerFile))) {
    contacts.push_back({std::move(entry.time), std::move(entry.host), std::move(entry.why),
                        entry.status, entry.sent_bytes, entry.received_bytes});
  }
  return contacts;
}

std::string to_json(const PulledModel& model) {
  Json files = Json::array();
  for (const PulledFile& file : model.files) {
    files.push_back({{"path", file.path}, {"digest", file.digest}, {"size", file.size_bytes}});
  }
  return tiles::print_json({{"name", model.name},
                            {"reference", model.reference},
                            {"revision", model.revision},
                            {"manifest", model.manifest},
                            {"files", std::move(files)}});
}

std::string to_json(std::span<const HostContact> contacts) {
  Json list = Json::array();
  for (const HostContact& contact : contacts) {
    list.push_back({{"time", contact.time},
                    {"host", contact.host},
                    {"why", contact.why},
                    {"status", contact.status},
                    {"sent", contact.sent_bytes},
                    {"received", contact.received_bytes}});
  }
  return tiles::print_json({{"contacts", std::move(list)}});
}

}  // namespace tilekit
