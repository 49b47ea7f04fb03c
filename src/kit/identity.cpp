// SPDX-License-Identifier: Apache-2.0
#include <tilekit/identity.h>

#include <optional>
#include <utility>

#include "base/file_system.h"
#include "base/text.h"
#include "identity/account.h"
#include "identity/recovery_kit.h"
#include "kit/event_log.h"
#include "kit/identity_place.h"
#include "kit/seal_keys.h"

namespace tilekit {

using tiles::fail;
using tiles::kit::IdentityPlace;
using tiles::kit::summary_of;
namespace crypto = tiles::crypto;
namespace identity = tiles::identity;

namespace {

static_assert(static_cast<int>(KeyStoreChoice::Passphrase) ==
              static_cast<int>(identity::StoreKind::Passphrase));

identity::NewDevice device_of(const NewIdentity& wanted) {
  return {.name = wanted.device_name, .store = static_cast<identity::StoreKind>(wanted.store)};
}

// The entry of a certificate that was taken back.
Result<void> log_revoked(const HomePaths& paths, const std::optional<crypto::Digest>& certificate) {
  return tiles::kit::log_event(
      paths, {.kind = tiles::kit::kRevokeDeviceEvent, .digest = certificate, .name = {}});
}

// The digest that names the certificate of `device`, which may have none.
std::optional<crypto::Digest> certificate_digest(const identity::IdentityRecord& record,
                                                 const identity::PublicKey& device) {
  const identity::Delegation* certificate = record.certificate_of(device);
  if (certificate == nullptr) return std::nullopt;
  return certificate->cid().digest();
}

// The entry of what was done to the account, with the newest certificate.
Result<void> log_certificate(const HomePaths& paths, std::string_view kind,
                             const identity::Account& account) {
  const identity::Delegation& newest = account.record().certificates.back();
  return tiles::kit::log_event(paths, {.kind = kind, .digest = newest.cid().digest(), .name = {}});
}

// What the home had before it had an identity goes under its key store.
Result<IdentitySummary> finish(const HomePaths& paths, identity::Account& account,
                               std::string_view event) {
  TILES_CHECK(tiles::kit::seal_home_keys(paths, account));
  TILES_CHECK(log_certificate(paths, event, account));
  return summary_of(paths, account.record());
}

// The place of an identity that is to be made.
Result<std::unique_ptr<IdentityPlace>> make_place(const IdentityAccess& access,
                                                  const NewIdentity& wanted) {
  auto place = TILES_TRY(IdentityPlace::make(access, wanted.tpm));
  // Where one is already, the account says so.
  if (!place->files().info(identity::IdentityRecord::kFile)) {
    TILES_CHECK(tiles::kit::check_none_sealed(access.paths));
  }
  return place;
}

using AccountWork = std::function<Result<void>(identity::Account&)>;

Result<IdentitySummary> with_account(const IdentityAccess& access, const AccountWork& work) {
  const auto opened = TILES_TRY(IdentityPlace::open(access));
  identity::Account account = TILES_TRY(identity::Account::open(opened->account_place()));
  TILES_CHECK(work(account));
  return summary_of(access.paths, account.record());
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
  const auto opened = TILES_TRY(make_place(access, wanted));
  auto account = TILES_TRY(identity::Account::create(opened->account_place(), device_of(wanted)));
  return finish(access.paths, account, "identity.create");
}

Result<IdentitySummary> recover_identity(const IdentityAccess& access, const NewIdentity& wanted,
                                         std::span<const char> words) {
  const crypto::SecretBytes secret =
      TILES_TRY(identity::parse_recovery_words(std::as_bytes(words)));
  const auto opened = TILES_TRY(make_place(access, wanted));
  auto account = TILES_TRY(
      identity::Account::recover(opened->account_place(), device_of(wanted), secret.bytes()));
  return finish(access.paths, account, "identity.recover");
}

Result<IdentitySummary> show_identity(const HomePaths& paths) {
  auto files = tiles::open_directory(paths.identity);
  if (!files && files.error().code() == ErrorCode::NotFound) {
    return fail(identity::no_identity());
  }
  if (!files) return fail(std::move(files).error());
  return summary_of(paths, TILES_TRY(identity::IdentityRecord::read(**files)));
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
  return with_account(access, [&](identity::Account& account) -> Result<void> {
    TILES_CHECK(tiles::kit::seal_home_keys(access.paths, account));
    const auto old = certificate_digest(account.record(), account.store().device_key());
    TILES_CHECK(account.rotate());
    if (old) TILES_CHECK(log_revoked(access.paths, old));
    return log_certificate(access.paths, "identity.rotate", account);
  });
}

Result<IdentitySummary> revoke_device(const IdentityAccess& access, std::string_view device) {
  return with_account(access, [&](identity::Account& account) -> Result<void> {
    const auto key = TILES_TRY(find_device(account.record(), device));
    const auto certificate = certificate_digest(account.record(), key);
    TILES_CHECK(account.revoke_device(key));
    return log_revoked(access.paths, certificate);
  });
}

}  // namespace tilekit
