// SPDX-License-Identifier: Apache-2.0
#include "net/credentials.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/text.h"

namespace tiles::net {

void Credentials::set(std::string_view origin, std::string value) {
  const std::scoped_lock lock(mutex_);
  values_.insert_or_assign(std::string(origin), std::move(value));
}

std::optional<std::string> Credentials::authorization(const Url& url) const {
  const std::scoped_lock lock(mutex_);
  const auto found = values_.find(url.origin());
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

Result<std::optional<std::string>> docker_authorization(std::string_view config,
                                                        std::string_view host) {
  if (config.size() > kDockerConfigBytesMax) {
    return fail(ErrorCode::Limit, "the configuration of Docker is too large");
  }
  const Json json = TILES_TRY(parse_json(config));
  const auto auths = json.is_object() ? json.find("auths") : json.end();
  if (!json.is_object() || auths == json.end() || !auths->is_object()) return std::nullopt;
  std::vector<std::string> keys = {std::string(host), "https://" + std::string(host),
                                   "http://" + std::string(host)};
  // What Docker itself files its own registry under.
  if (host == "docker.io") keys.emplace_back("https://index.docker.io/v1/");
  for (const std::string& key : keys) {
    const auto entry = auths->find(key);
    if (entry == auths->end() || !entry->is_object()) continue;
    const auto auth = entry->find("auth");
    if (auth == entry->end() || !auth->is_string()) continue;
    const auto token = usable_token(auth->get_ref<const std::string&>());
    if (token) return "Basic " + *token;
  }
  return std::nullopt;
}

std::optional<std::string> usable_token(std::string_view text) {
  text = trim(text);
  const bool plain = std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
  if (text.empty() || !plain) return std::nullopt;
  return std::string(text);
}

}  // namespace tiles::net
