// SPDX-License-Identifier: Apache-2.0
#include <tilekit/identity.h>

#include <string>
#include <utility>

#include "base/clock.h"
#include "base/json.h"
#include "identity/identity_record.h"
#include "kit/identity_place.h"
#include "kit/seal_keys.h"

namespace tiles::kit {
namespace {

std::string text_of(const Json& json, const char* key) {
  return json.is_object() && json.contains(key) && json[key].is_string()
             ? json[key].get<std::string>()
             : "";
}

}  // namespace

Result<tilekit::IdentitySummary> summary_of(const tilekit::HomePaths& paths,
                                            const identity::IdentityRecord& record) {
  const std::string kind = text_of(record.key_store, "kind");
  tilekit::IdentitySummary summary;
  summary.account = record.account.did();
  summary.device = text_of(record.key_store, "key");
  summary.device_name = record.device_name;
  summary.created = format_time(record.created);
  summary.protection = kind == "tpm"              ? tilekit::KeyProtection::Hardware
                       : kind == "secret-service" ? tilekit::KeyProtection::KeyStore
                                                  : tilekit::KeyProtection::Passphrase;
  summary.is_simulated = kind == "tpm" && !text_of(record.key_store, "tpm").starts_with("device:");
  summary.keys = TILES_TRY(kept_keys(paths));
  summary.has_root = !record.sealed_root.empty();
  for (const identity::Delegation& each : record.certificates) {
    const std::string key = each.audience().did();
    summary.devices.push_back({.name = identity::device_name_of(each),
                               .key = key,
                               .is_this = key == summary.device,
                               .is_revoked = record.is_revoked(each)});
  }
  for (const identity::IdentityLink& each : record.links) {
    summary.links.push_back({.did = each.terms().did,
                             .handle = each.terms().handle,
                             .how = each.terms().how,
                             .verified = format_time(each.terms().verified),
                             .is_held = each.device().did() == summary.device &&
                                        record.certificate_of(each.device()) != nullptr});
  }
  return summary;
}

}  // namespace tiles::kit

namespace tilekit {

using tiles::Json;
namespace identity = tiles::identity;

static_assert(static_cast<int>(KeyProtection::Passphrase) ==
              static_cast<int>(identity::Protection::Passphrase));

std::string_view protection_name(KeyProtection protection) {
  return identity::protection_name(static_cast<identity::Protection>(protection));
}

std::string to_json(const IdentitySummary& summary) {
  Json devices = Json::array();
  for (const DeviceSummary& each : summary.devices) {
    devices.push_back({{"name", each.name},
                       {"key", each.key},
                       {"this", each.is_this},
                       {"revoked", each.is_revoked}});
  }
  Json keys = Json::array();
  for (const KeptKey& each : summary.keys) {
    keys.push_back({{"name", each.name}, {"key", each.key}, {"sealed", each.is_sealed}});
  }
  Json links = Json::array();
  for (const LinkSummary& each : summary.links) {
    links.push_back({{"did", each.did},
                     {"handle", each.handle},
                     {"how", each.how},
                     {"verified", each.verified},
                     {"held", each.is_held}});
  }
  return tiles::print_json({{"account", summary.account},
                            {"device", summary.device},
                            {"name", summary.device_name},
                            {"created", summary.created},
                            {"protection", protection_name(summary.protection)},
                            {"simulated", summary.is_simulated},
                            {"keys", std::move(keys)},
                            {"root_here", summary.has_root},
                            {"devices", std::move(devices)},
                            {"links", std::move(links)}});
}

}  // namespace tilekit
