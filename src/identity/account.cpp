// SPDX-License-Identifier: Apache-2.0
#include "identity/account.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "crypto/hkdf.h"
#include "crypto/secp256k1_key.h"
#include "identity/recovery_kit.h"

namespace tiles::identity {
namespace {

constexpr std::string_view kRootPurpose = "tiles account root 1";
constexpr std::string_view kSealedRootPurpose = "tiles sealed account root 1";
constexpr std::string_view kSealedFileKeyPurpose = "tiles sealed file key 1";

Result<std::unique_ptr<KeyStore>> create_best(const KeyStoreOptions& options) {
  if (auto tpm = create_tpm_store(options)) return tpm;
  if (auto desktop = create_secret_service_store(options)) return desktop;
  return create_passphrase_store(options);
}

Result<std::unique_ptr<KeyStore>> create_store(StoreKind kind, const KeyStoreOptions& options) {
  switch (kind) {
    case StoreKind::Best:
      return create_best(options);
    case StoreKind::Tpm:
      return create_tpm_store(options);
    case StoreKind::SecretService:
      return create_secret_service_store(options);
    case StoreKind::Passphrase:
      return create_passphrase_store(options);
  }
  return fail(ErrorCode::Unsupported, "key store of an unknown kind");
}

StoreKind kind_of(const KeyStore& store) {
  switch (store.protection()) {
    case Protection::Hardware:
      return StoreKind::Tpm;
    case Protection::KeyStore:
      return StoreKind::SecretService;
    case Protection::Passphrase:
      return StoreKind::Passphrase;
  }
  return StoreKind::Best;
}

Result<void> check_name(const std::string& name) {
  const bool has_controls =
      std::ranges::any_of(name, [](char c) { return (c >= '\0' && c < ' ') || c == '\x7f'; });
  if (name.empty() || name.size() > IdentityRecord::kNameBytesMax || !is_utf8(name) ||
      has_controls) {
    return fail(ErrorCode::Invalid, "name of a device " + shown_in_quotes(name) +
                                        " is not 1 to 64 bytes of text on one line");
  }
  return {};
}

// What the root says of a device: it may do everything for the account, until it is revoked.
Result<Delegation> certify(const Signer& root, const PublicKey& device, const std::string& name) {
  DelegationTerms terms{.audience = device, .subject = root.key, .command = "/"};
  terms.meta.emplace("device", name);
  return Delegation::sign(terms, root);
}

Result<Invocation> revoke(const Signer& root, const Delegation& certificate) {
  InvocationTerms terms{
      .subject = root.key, .audience = {}, .command = std::string(kRevokeCommand)};
  terms.arguments.emplace("revoke", certificate.cid());
  return Invocation::sign(terms, root);
}

// A new key for files, sealed.
Result<std::string> new_file_key(KeyStore& store) {
  const crypto::SecretBytes key = crypto::SecretBytes::random(crypto::kSealingKeyBytes);
  return wrap(store, key.bytes(), kSealedFileKeyPurpose);
}

Result<void> check_absent(const FileSystem& files) {
  const auto found = files.info(IdentityRecord::kFile);
  if (found) {
    return fail(Error(ErrorCode::AlreadyExists, "this device has an identity already")
                    .with_hint("'tiles id show' shows it, 'tiles id rotate' renews its keys"));
  }
  return found.error().code() == ErrorCode::NotFound ? Result<void>()
                                                     : Result<void>(fail(Error(found.error())));
}

}  // namespace

Result<Signer> root_signer(std::span<const std::byte> root_secret) {
  crypto::SecretBytes scalar = crypto::hkdf_sha256({.secret = root_secret, .purpose = kRootPurpose},
                                                   crypto::Secp256k1PrivateKey::kScalarBytes);
  auto parsed = crypto::Secp256k1PrivateKey::from_scalar(std::move(scalar));
  if (!parsed) return fail(std::move(parsed).error());
  const auto key = std::make_shared<crypto::Secp256k1PrivateKey>(std::move(*parsed));
  return Signer{.key = key->public_key(), .sign = [key](std::string_view message) {
                  return Result<std::string>(key->sign(message));
                }};
}

Result<Account> Account::create(const AccountPlace& place, const NewDevice& device) {
  const crypto::SecretBytes root_secret = crypto::SecretBytes::random(kRootSecretBytes);
  return recover(place, device, root_secret.bytes());
}

Result<Account> Account::recover(const AccountPlace& place, const NewDevice& device,
                                 std::span<const std::byte> root_secret) {
  TILES_CHECK(check_name(device.name));
  TILES_CHECK(check_absent(place.files));
  const Signer root = TILES_TRY(root_signer(root_secret));
  std::unique_ptr<KeyStore> store = TILES_TRY(create_store(device.store, place.options));
  IdentityRecord record{.account = root.key};
  record.device_name = device.name;
  record.created = place.clock.now();
  record.key_store = store->record();
  record.sealed_file_key = TILES_TRY(new_file_key(*store));
  record.sealed_root = TILES_TRY(wrap(*store, root_secret, kSealedRootPurpose));
  record.certificates.push_back(TILES_TRY(certify(root, store->device_key(), device.name)));
  if (auto written = record.write(place.files); !written) {
    // The keys that were just made are of no use to anyone.
    (void)store->forget();
    return fail(std::move(written).error());
  }
  return Account(place, std::move(record), std::move(store));
}

Result<Account> Account::open(const AccountPlace& place) {
  IdentityRecord record = TILES_TRY(IdentityRecord::read(place.files));
  std::unique_ptr<KeyStore> store = TILES_TRY(open_key_store(record.key_store, place.options));
  return Account(place, std::move(record), std::move(store));
}

Signer Account::device_signer() const {
  KeyStore* store = store_.get();
  return {.key = store->device_key(),
          .sign = [store](std::string_view message) { return store->sign(message); }};
}

Result<crypto::SecretBytes> Account::root_secret() const {
  if (record_.sealed_root.empty()) {
    return fail(Error(ErrorCode::NotFound, "the account root is not on this device")
                    .with_hint("the recovery kit has it: 'tiles id recover' on a new device"));
  }
  return unwrap(*store_, record_.sealed_root, kSealedRootPurpose);
}

Result<crypto::SecretBytes> Account::file_key() const {
  if (record_.sealed_file_key.empty()) {
    return fail(ErrorCode::NotFound, "the identity has no key for files yet");
  }
  return unwrap(*store_, record_.sealed_file_key, kSealedFileKeyPurpose);
}

Result<void> Account::make_file_key() {
  if (!record_.sealed_file_key.empty()) return {};
  IdentityRecord changed = record_;
  changed.sealed_file_key = TILES_TRY(new_file_key(*store_));
  return replace(std::move(changed));
}

Result<void> Account::replace(IdentityRecord changed) {
  TILES_CHECK(changed.write(place_.files));
  record_ = std::move(changed);
  return {};
}

Result<void> Account::forget_root() {
  IdentityRecord changed = record_;
  changed.sealed_root.clear();
  return replace(std::move(changed));
}

Result<void> Account::rotate() {
  const crypto::SecretBytes secret = TILES_TRY(root_secret());
  const Signer root = TILES_TRY(root_signer(secret.bytes()));
  KeyStoreOptions options = place_.options;
  // The TPM that has the keys now, also where that is not the system's.
  if (record_.key_store.contains("tpm")) options.tpm = record_.key_store["tpm"].get<std::string>();
  std::unique_ptr<KeyStore> fresh = TILES_TRY(create_store(kind_of(*store_), options));
  IdentityRecord changed = record_;
  changed.created = place_.clock.now();
  changed.key_store = fresh->record();
  if (!record_.sealed_file_key.empty()) {
    const crypto::SecretBytes files = TILES_TRY(file_key());
    changed.sealed_file_key = TILES_TRY(wrap(*fresh, files.bytes(), kSealedFileKeyPurpose));
  }
  changed.sealed_root = TILES_TRY(wrap(*fresh, secret.bytes(), kSealedRootPurpose));
  if (const Delegation* old = record_.certificate_of(store_->device_key())) {
    changed.revocations.push_back(TILES_TRY(revoke(root, *old)));
  }
  changed.certificates.push_back(
      TILES_TRY(certify(root, fresh->device_key(), changed.device_name)));
  if (auto written = replace(std::move(changed)); !written) {
    (void)fresh->forget();
    return written;
  }
  (void)store_->forget();  // The old keys no longer open anything.
  store_ = std::move(fresh);
  return {};
}

Result<void> Account::link(const LinkTerms& terms) {
  IdentityLink fresh = TILES_TRY(IdentityLink::sign(terms, record_.account, device_signer()));
  IdentityRecord changed = record_;
  std::erase_if(changed.links, [&](const auto& each) { return each.terms().did == terms.did; });
  if (changed.links.size() >= IdentityRecord::kLinksMax) {
    return fail(ErrorCode::Limit,
                "more than " + std::to_string(IdentityRecord::kLinksMax) + " linked DIDs");
  }
  changed.links.push_back(std::move(fresh));
  return replace(std::move(changed));
}

Result<void> Account::revoke_device(const PublicKey& device) {
  const Delegation* certificate = record_.certificate_of(device);
  if (certificate == nullptr) {
    return fail(ErrorCode::NotFound, "no certificate that holds for " + device.did());
  }
  const crypto::SecretBytes secret = TILES_TRY(root_secret());
  const Signer root = TILES_TRY(root_signer(secret.bytes()));
  IdentityRecord changed = record_;
  changed.revocations.push_back(TILES_TRY(revoke(root, *certificate)));
  return replace(std::move(changed));
}

}  // namespace tiles::identity
