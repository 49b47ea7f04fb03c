// SPDX-License-Identifier: Apache-2.0
#include <tilekit/identity.h>

#include <utility>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/json.h"
#include "base/text.h"
#include "identity/account.h"
#include "identity/recovery_kit.h"
#include "kit/identity_place.h"

namespace tilekit {

using tiles::fail;
using tiles::Json;
using tiles::kit::IdentityPlace;
namespace crypto = tiles::crypto;
namespace identity = tiles::identity;

std::string_view protection_name(KeyProtection protection) {
  return identity::protection_name(static_cast<identity::Protection>(protection));
}

namespace {

static_assert(static_cast<int>(KeyProtection::Passphrase) ==
              static_cast<int>(identity::Protection::Passphrase));
static_assert(static_cast<int>(KeyStoreChoice::Passphrase) ==
              static_cast<int>(identity::StoreKind::Passphrase));

identity::NewDevice device_of(const NewIdentity& wanted) {
  return {.name = wanted.device_name, .store = static_cast<identity::StoreKind>(wanted.store)};
}

std::string text_of(const Json& json, const char* key) {
  return json.is_object() && json.contains(key) && json[key].is_string()
             ? json[key].get<std::string>()
             : "";
}

IdentitySummary summary_of(const identity::IdentityRecord& record) {
  const std::string kind = text_of(record.key_store, "kind");
  IdentitySummary summary;
  summary.account = record.account.did();
  summary.device = text_of(record.key_store, "key");
  summary.device_name = record.device_name;
  summary.created = tiles::format_time(record.created);
  summary.protection = kind == "tpm"              ? KeyProtection::Hardware
                       : kind == "secret-service" ? KeyProtection::KeyStore
                                                  : KeyProtection::Passphrase;
  summary.is_simulated = kind == "tpm" && !text_of(record.key_store, "tpm").starts_with("device:");
  summary.log_key = record.log_key.did();
  summary.has_root = !record.sealed_root.empty();
  for (const identity::Delegation& each : record.certificates) {
    const std::string key = each.audience().did();
    summary.devices.push_back({.name = identity::device_name_of(each),
                               .key = key,
                               .is_this = key == summary.device,
                               .is_revoked = record.is_revoked(each)});
  }
  return summary;
}

using AccountWork = std::function<Result<void>(identity::Account&)>;

Result<IdentitySummary> with_account(const IdentityAccess& access, const AccountWork& work) {
  const auto opened = TILES_TRY(IdentityPlace::open(access));
  identity::Account account = TILES_TRY(identity::Account::open(opened->account_place()));
  TILES_CHECK(work(account));
  return summary_of(account.record());
}

Result<identity::PublicKey> find_device(const identity::IdentityRecord& record,
                                        std::string_view device) {
  if (device.starts_with("did:")) return identity::PublicKey::parse_did(device);
  std::vector<identity::PublicKey> found;
  for (const identity::Delegation& each : record.certificates) {
    if (identity::device_name_of(each) == device && !record.is_revoked(each)) {
      found.push_back(each.audience());
    }
  }
  if (found.empty()) {
    return fail(ErrorCode::NotFound, "no device " + tiles::shown_in_quotes(device));
  }
  if (found.size() > 1) {
    return fail(
        Error(ErrorCode::Invalid, "several devices have the name " + tiles::shown_in_quotes(device))
            .with_hint("give the key of one: 'tiles id show' lists them"));
  }
  return found.front();
}

}  // namespace

Result<IdentitySummary> create_identity(const IdentityAccess& access, const NewIdentity& wanted) {
  const auto opened = TILES_TRY(IdentityPlace::make(access, wanted.tpm));
  const auto account =
      TILES_TRY(identity::Account::create(opened->account_place(), device_of(wanted)));
  return summary_of(account.record());
}

Result<IdentitySummary> recover_identity(const IdentityAccess& access, const NewIdentity& wanted,
                                         std::span<const char> words) {
  const crypto::SecretBytes secret =
      TILES_TRY(identity::parse_recovery_words(std::as_bytes(words)));
  const auto opened = TILES_TRY(IdentityPlace::make(access, wanted.tpm));
  const auto account = TILES_TRY(
      identity::Account::recover(opened->account_place(), device_of(wanted), secret.bytes()));
  return summary_of(account.record());
}

Result<IdentitySummary> show_identity(const HomePaths& paths) {
  auto files = tiles::open_directory(paths.identity);
  if (!files && files.error().code() == ErrorCode::NotFound) {
    return fail(identity::no_identity());
  }
  if (!files) return fail(std::move(files).error());
  return summary_of(TILES_TRY(identity::IdentityRecord::read(**files)));
}

Result<RecoveryKit> export_recovery(const IdentityAccess& access, KitForm form) {
  const auto opened = TILES_TRY(IdentityPlace::open(access));
  const auto account = TILES_TRY(identity::Account::open(opened->account_place()));
  const crypto::SecretBytes secret = TILES_TRY(account.root_secret());
  crypto::SecretBytes words = identity::recovery_words(secret.bytes());
  crypto::SecretBytes qr = TILES_TRY(
      identity::recovery_qr(words.bytes(), form == KitForm::Terminal ? identity::QrForm::Terminal
                                                                     : identity::QrForm::Paper));
  return RecoveryKit{.words = tiles::kit::secret_text(std::move(words)),
                     .qr = tiles::kit::secret_text(std::move(qr))};
}

Result<IdentitySummary> forget_root(const IdentityAccess& access) {
  return with_account(access, [](identity::Account& account) { return account.forget_root(); });
}

Result<IdentitySummary> rotate_identity(const IdentityAccess& access) {
  return with_account(access, [](identity::Account& account) { return account.rotate(); });
}

Result<IdentitySummary> revoke_device(const IdentityAccess& access, std::string_view device) {
  return with_account(access, [&](identity::Account& account) -> Result<void> {
    const auto key = TILES_TRY(find_device(account.record(), device));
    return account.revoke_device(key);
  });
}

std::string to_json(const IdentitySummary& summary) {
  Json devices = Json::array();
  for (const DeviceSummary& each : summary.devices) {
    devices.push_back({{"name", each.name},
                       {"key", each.key},
                       {"this", each.is_this},
                       {"revoked", each.is_revoked}});
  }
  return tiles::print_json({{"account", summary.account},
                            {"device", summary.device},
                            {"name", summary.device_name},
                            {"created", summary.created},
                            {"protection", protection_name(summary.protection)},
                            {"simulated", summary.is_simulated},
                            {"log_key", summary.log_key},
                            {"root_here", summary.has_root},
                            {"devices", std::move(devices)}});
}

}  // namespace tilekit
