// SPDX-License-Identifier: Apache-2.0
// One account on one device: its root, which only certifies devices, the key of this device, and
// the key that seals key files.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/result.h"
#include "crypto/secret.h"
#include "identity/identity_record.h"
#include "identity/key_store.h"

namespace tiles::identity {

enum class StoreKind {
  Best,  // A TPM where there is one, else the Secret Service, else a passphrase.
  Tpm,
  SecretService,
  Passphrase,
};

struct NewDevice {
  std::string name;  // For people: "laptop". At most IdentityRecord::kNameBytesMax of UTF-8.
  StoreKind store = StoreKind::Best;
};

// Where the account of this device is.
struct AccountPlace {
  FileSystem& files;
  const Clock& clock;
  KeyStoreOptions options{};
};

// Borrows what `place` names, which must outlive it.
class Account {
 public:
  // Makes an account and certifies this device. Errors: AlreadyExists, those of the store, Io.
  static Result<Account> create(const AccountPlace& place, const NewDevice& device);
  // The same with the root of a recovery kit: the old account on this device. What was revoked
  // elsewhere is not known here. Errors: as create().
  static Result<Account> recover(const AccountPlace& place, const NewDevice& device,
                                 std::span<const std::byte> root_secret);
  // Errors: NotFound (none yet), Corrupt, those of the store.
  static Result<Account> open(const AccountPlace& place);

  const IdentityRecord& record() const { return record_; }
  KeyStore& store() const { return *store_; }
  // Signs with the key of this device.
  Signer device_signer() const;
  // The root's 32 bytes, of which recovery_words() makes a kit. Errors: NotFound (it is on paper
  // only), Denied.
  Result<crypto::SecretBytes> root_secret() const;
  // crypto::kSealingKeyBytes that seal key files of the home; they stay when other keys are
  // renewed, so that no file has to be. Errors: NotFound (made before there was such a key),
  // Denied.
  Result<crypto::SecretBytes> file_key() const;
  // Makes it where there is none. Errors: those of the store, Io.
  Result<void> make_file_key();

  // Takes the root off this device: from then on only the recovery kit certifies and revokes.
  Result<void> forget_root();
  // New keys for this device, in a store of the same kind; the certificate of the old ones is
  // revoked. Errors: NotFound (no root here), those of the store.
  Result<void> rotate();
  // Revokes the certificate of another device, or of this one. Errors: NotFound (no such device,
  // or no root here).
  Result<void> revoke_device(const PublicKey& device);
  // Signs with the key of this device that the account belongs to a DID; an older link to it is
  // replaced. Errors: Limit, those of the store.
  Result<void> link(const LinkTerms& terms);

 private:
  Account(AccountPlace place, IdentityRecord record, std::unique_ptr<KeyStore> store)
      : place_(std::move(place)), record_(std::move(record)), store_(std::move(store)) {}
  // Writes `changed` and takes it over.
  Result<void> replace(IdentityRecord changed);

  AccountPlace place_;
  IdentityRecord record_;
  std::unique_ptr<KeyStore> store_;
};

// The account root that 32 bytes stand for: a key of secp256k1, which did:plc takes as a rotation
// key, too. Derivation: docs/formats/keys.md.
Result<Signer> root_signer(std::span<const std::byte> root_secret);

}  // namespace tiles::identity
