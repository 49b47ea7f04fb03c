// SPDX-License-Identifier: Apache-2.0
#include <tilekit/did.h>

#include <utility>

#include "base/clock.h"
#include "base/json.h"
#include "identity/account.h"
#include "kit/did_resolver.h"
#include "kit/identity_place.h"
#include "kit/link_account.h"
#include "kit/outbound.h"

namespace tilekit {

using tiles::fail;
using tiles::Json;
namespace identity = tiles::identity;
namespace kit = tiles::kit;
namespace net = tiles::net;

namespace {

Result<kit::DidRecord> look_up(const HomePaths& paths, std::string_view name, NetworkUse wanted) {
  if (name.starts_with("did:key:")) {
    const auto key = TILES_TRY(identity::PublicKey::parse_did(name));
    return kit::DidRecord{.document = identity::DidDocument::of_key(key)};
  }
  const net::Network network = TILES_TRY(kit::network_of(paths, wanted));
  const auto outbound = TILES_TRY(kit::Outbound::open(paths, network, /*stop=*/nullptr));
  const kit::DidResolver resolver(outbound->client(), outbound->names());
  return name.starts_with("did:") ? resolver.resolve(name) : resolver.resolve_handle(name);
}

}  // namespace

Result<ResolvedDid> resolve_did(const HomePaths& paths, std::string_view name, NetworkUse network) {
  return look_up(paths, name, network).map(kit::resolved);
}

Result<IdentitySummary> link_identity(const IdentityAccess& access, std::string_view name,
                                      NetworkUse network) {
  const auto place = TILES_TRY(kit::IdentityPlace::open(access));
  auto account = TILES_TRY(identity::Account::open(place->account_place()));
  TILES_CHECK(kit::check_may_link(account));
  if (name.starts_with("did:key:")) {
    return fail(ErrorCode::Invalid, "a did:key has no document that could name this account");
  }
  const kit::DidRecord record = TILES_TRY(look_up(access.paths, name, network));
  const std::vector<identity::PublicKey> keys = {account.record().account,
                                                 account.store().device_key()};
  auto how = identity::control_of(record.document, record.rotation_keys, keys);
  if (!how) {
    return fail(std::move(how).error().with_hint("let it name " + account.record().account.did() +
                                                 ", or sign in at its server: tiles id link "
                                                 "--sign-in"));
  }
  return kit::link_account(access.paths, account,
                           {.did = record.document.did,
                            .handle = record.handle,
                            .how = std::move(*how),
                            .verified = place->clock().now()});
}

std::string to_json(const ResolvedDid& did) {
  Json methods = Json::array();
  for (const DidMethod& each : did.methods) {
    methods.push_back({{"id", each.id}, {"key", each.key}});
  }
  Json services = Json::array();
  for (const DidService& each : did.services) {
    services.push_back({{"id", each.id}, {"type", each.type}, {"endpoint", each.endpoint}});
  }
  const auto named_list = [](const std::vector<std::string>& texts, const char* name) {
    Json list = Json::array();
    for (const std::string& text : texts) list.push_back({{name, text}});
    return list;
  };
  return tiles::print_json({{"did", did.did},
                            {"handle", did.handle},
                            {"also_known_as", named_list(did.also_known_as, "uri")},
                            {"methods", std::move(methods)},
                            {"services", std::move(services)},
                            {"rotation_keys", named_list(did.rotation_keys, "key")}});
}

}  // namespace tilekit
