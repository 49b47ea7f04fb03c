// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <utility>

#include "base/encodings.h"
#include "identity/key_record.h"
#include "identity/key_store.h"

namespace tiles::identity {
namespace {

class PassphraseStore final : public KeyStore {
 public:
  PassphraseStore(PublicKey key, std::string sealed, KeyStoreOptions options)
      : key_(std::move(key)), sealed_(std::move(sealed)), options_(std::move(options)) {}

  void keep(KeyPairSecret keys) { keys_ = std::move(keys); }

  Protection protection() const override { return Protection::Passphrase; }
  const PublicKey& device_key() const override { return key_; }
  Json record() const override {
    return {{"kind", "passphrase"},
            {"key", key_.did()},
            {"sealed", to_base64(sealed_, Base64::Padded)}};
  }

  Result<std::string> sign(std::string_view message) override {
    TILES_CHECK(unlock());
    return keys_->device_key().sign(message);
  }

  Result<crypto::SecretBytes> wrapping_key() override {
    TILES_CHECK(unlock());
    return keys_->wrapping_key();
  }

  Result<void> forget() override { return {}; }

 private:
  Result<void> unlock();

  PublicKey key_;
  std::string sealed_;
  KeyStoreOptions options_;
  std::optional<KeyPairSecret> keys_;
};

Result<crypto::SecretBytes> ask_passphrase(const KeyStoreOptions& options, PassphraseUse use) {
  if (!options.ask)
    return fail(ErrorCode::Denied, "the key needs a passphrase, and none was given");
  crypto::SecretBytes buffer(kPassphraseBytesMax);
  const auto room = buffer.bytes();
  const std::size_t size =
      TILES_TRY(options.ask(use, {reinterpret_cast<char*>(room.data()), room.size()}));
  const std::size_t least = use == PassphraseUse::New ? kNewPassphraseBytesMin : 1;
  if (size < least || size > room.size()) {
    return fail(ErrorCode::Invalid, "a passphrase has " + std::to_string(least) + " to " +
                                        std::to_string(kPassphraseBytesMax) + " bytes");
  }
  return crypto::SecretBytes::copy_of(room.first(size));
}

Result<void> PassphraseStore::unlock() {
  if (keys_) return {};
  const crypto::SecretBytes passphrase =
      TILES_TRY(ask_passphrase(options_, PassphraseUse::Existing));
  const crypto::SecretBytes bytes =
      TILES_TRY(crypto::open_under_passphrase(sealed_, passphrase.bytes()));
  KeyPairSecret keys = TILES_TRY(KeyPairSecret::parse(bytes.bytes()));
  if (PublicKey(keys.device_key().public_key()) != key_) {
    return fail(ErrorCode::Corrupt, "the sealed key is not the one of the record");
  }
  keys_ = std::move(keys);
  return {};
}

}  // namespace

Result<std::unique_ptr<KeyStore>> create_passphrase_store(const KeyStoreOptions& options) {
  const crypto::SecretBytes passphrase = TILES_TRY(ask_passphrase(options, PassphraseUse::New));
  KeyPairSecret keys = KeyPairSecret::generate();
  const crypto::SecretBytes bytes = keys.bytes();
  std::string sealed =
      TILES_TRY(crypto::seal_under_passphrase(bytes.bytes(), passphrase.bytes(), options.cost));
  PublicKey key(keys.device_key().public_key());
  auto store = std::make_unique<PassphraseStore>(std::move(key), std::move(sealed), options);
  store->keep(std::move(keys));
  return store;
}

Result<std::unique_ptr<KeyStore>> open_passphrase_store(const Json& record,
                                                        const KeyStoreOptions& options) {
  PublicKey key = TILES_TRY(record_key(record));
  std::string sealed = TILES_TRY(record_bytes(record, "sealed"));
  return std::make_unique<PassphraseStore>(std::move(key), std::move(sealed), options);
}

}  // namespace tiles::identity
