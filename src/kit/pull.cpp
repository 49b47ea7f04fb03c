// SPDX-License-Identifier: Apache-2.0
#include <tilekit/pull.h>

#include <cstdlib>
#include <utility>

#include "base/file_system.h"
#include "base/json.h"
#include "kit/event_log.h"
#include "kit/folders.h"
#include "kit/home_state.h"
#include "kit/model_store.h"
#include "models/pull.h"
#include "net/client.h"
#include "net/credentials.h"

namespace tilekit {

using tiles::fail;
using tiles::Json;
namespace models = tiles::models;
namespace net = tiles::net;
namespace store = tiles::store;

namespace {

constexpr const char* kLedger = "network.jsonl";
constexpr std::uint64_t kTokenBytesMax = 4'096;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// "" for a file that is not there.
Result<std::string> read_optional(const std::filesystem::path& file, std::uint64_t size_bytes_max) {
  const auto files = tiles::open_directory(file.parent_path());
  if (!files) return std::string();
  auto text = (*files)->read(file.filename().string(), size_bytes_max);
  if (!text && text.error().code() == ErrorCode::NotFound) return std::string();
  if (!text) return fail(std::move(text).error().within("reading '" + file.string() + "'"));
  return text;
}

// HF_TOKEN, else the file that Hugging Face's own programs keep.
Result<std::string> hub_token() {
  std::string text = variable("HF_TOKEN");
  if (text.empty()) {
    const std::string home = variable("HF_HOME");
    const std::filesystem::path folder =
        home.empty() ? std::filesystem::path(variable("HOME")) / ".cache/huggingface"
                     : std::filesystem::path(home);
    text = TILES_TRY(read_optional(folder / "token", kTokenBytesMax));
  }
  return net::usable_token(text).value_or("");
}

Result<std::string> docker_config() {
  const std::string folder = variable("DOCKER_CONFIG");
  const std::filesystem::path file =
      (folder.empty() ? std::filesystem::path(variable("HOME")) / ".docker"
                      : std::filesystem::path(folder)) /
      "config.json";
  return read_optional(file, net::kDockerConfigBytesMax);
}

Result<models::PullSecrets> read_secrets() {
  models::PullSecrets secrets;
  secrets.hub_token = TILES_TRY(hub_token());
  secrets.docker_config = TILES_TRY(docker_config());
  return secrets;
}

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
                    .manifest = fetched.manifest.text(),
                    .files = {}};
  for (const models::FetchedFile& file : fetched.files) {
    model.files.push_back({file.path, file.layer.digest.text(), file.layer.size_bytes});
  }
  return model;
}

models::FetchOptions fetch_options(const PullOptions& options) {
  models::FetchOptions fetch;
  fetch.bytes_per_second_max = options.bytes_per_second_max;
  if (options.progress) {
    fetch.progress = [&options](const models::FetchProgress& progress) {
      options.progress({progress.file, progress.bytes_done, progress.bytes_total});
    };
  }
  return fetch;
}

}  // namespace

Result<PulledModel> pull_model(const Home& home, std::string_view reference,
                               const PullOptions& options) {
  const models::RemoteReference remote = TILES_TRY(models::parse_remote_reference(reference));
  const store::ModelName name = TILES_TRY(name_of(remote, options.name));
  const bool is_offline =
      home.state()->settings.is_offline || options.network == NetworkUse::Offline;
  if (is_offline && remote.kind != models::RemoteKind::File) {
    return fail(Error(ErrorCode::Denied, "'" + remote.text() + "' is not pulled: tiles is offline")
                    .with_hint("leave out --offline, and 'offline' in the settings"));
  }
  TILES_CHECK(tiles::kit::make_missing(home.paths().state));
  const auto ledger_files = TILES_TRY(tiles::open_directory(home.paths().state));
  net::Ledger ledger(*ledger_files, kLedger, home.state()->clock);
  const auto fetcher = TILES_TRY(net::open_fetcher());
  net::ClientOptions client_options;
  client_options.network = is_offline ? net::Network::Offline : net::Network::Allowed;
  client_options.loopback = TILES_TRY(net::parse_loopback_hosts(variable("TILES_LOOPBACK_HOSTS")));
  if (options.stop != nullptr) client_options.stop = &options.stop->raised();
  net::Client client(*fetcher, ledger, home.state()->clock, std::move(client_options));
  const auto opened = TILES_TRY(tiles::kit::open_model_store(home.paths()));
  // Nothing of it is garbage until it has its name.
  const auto held = TILES_TRY(opened->blobs().hold());
  const auto source = models::open_source_fetcher(client, TILES_TRY(read_secrets()));
  const models::FetchedModel fetched =
      TILES_TRY(source->fetch(remote, *opened, fetch_options(options)));
  TILES_CHECK(opened->tag(name, fetched.manifest));
  TILES_CHECK(tiles::kit::log_event(
      home.paths(), {.kind = "model.pull", .digest = fetched.manifest, .name = name.reference()}));
  return pulled(fetched, name);
}

Result<std::vector<HostContact>> contacted_hosts(const Home& home) {
  std::vector<HostContact> contacts;
  const auto files = tiles::open_directory(home.paths().state);
  if (!files && files.error().code() == ErrorCode::NotFound) return contacts;
  if (!files) return fail(Error(files.error()));
  for (net::LedgerEntry& entry : TILES_TRY(net::read_ledger(**files, kLedger))) {
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
