// SPDX-License-Identifier: Apache-2.0
#include "kit/outbound.h"

#include <cstdlib>
#include <string>
#include <utility>

#include "kit/folders.h"
#include "kit/settings.h"
#include "net/credentials.h"

namespace tiles::kit {
namespace {

constexpr std::uint64_t kTokenBytesMax = 4'096;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// "" for a file that is not there.
Result<std::string> read_optional(const std::filesystem::path& file, std::uint64_t size_bytes_max) {
  const auto files = open_directory(file.parent_path());
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

}  // namespace

Result<net::Network> network_of(const tilekit::HomePaths& paths, tilekit::NetworkUse wanted) {
  const Settings settings = TILES_TRY(read_settings(paths.settings));
  const bool is_offline = settings.is_offline || wanted == tilekit::NetworkUse::Offline;
  return is_offline ? net::Network::Offline : net::Network::Allowed;
}

Outbound::Outbound(std::unique_ptr<FileSystem> state, std::unique_ptr<net::Fetcher> fetcher,
                   Options options, models::PullSecrets secrets)
    : state_(std::move(state)),
      fetcher_(std::move(fetcher)),
      ledger_(*state_, kLedgerFile, clock_),
      client_(*fetcher_, ledger_, clock_, std::move(options.client)),
      names_(ledger_, std::move(options.names)),
      sources_(client_, std::move(secrets)) {}

Result<std::unique_ptr<Outbound>> Outbound::open(const tilekit::HomePaths& paths,
                                                 net::Network network,
                                                 const tilekit::StopFlag* stop) {
  Options options;
  options.client.network = options.names.network = network;
  options.client.loopback = TILES_TRY(net::parse_loopback_hosts(variable("TILES_LOOPBACK_HOSTS")));
  options.names.server = TILES_TRY(net::parse_loopback_name_server(variable("TILES_LOOPBACK_DNS")));
  if (stop != nullptr) options.client.stop = options.names.stop = &stop->raised();
  TILES_CHECK(make_missing(paths.state));
  auto state = TILES_TRY(open_directory(paths.state));
  auto fetcher = TILES_TRY(net::open_fetcher());
  auto secrets = TILES_TRY(read_secrets());
  return std::unique_ptr<Outbound>(
      new Outbound(std::move(state), std::move(fetcher), std::move(options), std::move(secrets)));
}

models::FetchOptions fetch_options(const tilekit::PullTold& told) {
  models::FetchOptions options;
  if (!told) return options;
  options.progress = [&told](const models::FetchProgress& progress) {
    told({progress.file, progress.bytes_done, progress.bytes_total});
  };
  return options;
}

}  // namespace tiles::kit
