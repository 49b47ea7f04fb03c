// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <utility>

#include "base/encodings.h"
#include "identity/key_record.h"
#include "identity/key_store.h"
#include "identity/tpm_session.h"

namespace tiles::identity {
namespace {

struct TpmKeys {
  PublicKey key;
  TpmObject signing;
  TpmObject wrapping;
  std::string tpm;
};

class TpmStore final : public KeyStore {
 public:
  explicit TpmStore(TpmKeys keys) : keys_(std::move(keys)) {}

  Protection protection() const override { return Protection::Hardware; }
  const PublicKey& device_key() const override { return keys_.key; }

  Json record() const override {
    const auto text = [](const std::string& bytes) { return to_base64(bytes, Base64::Padded); };
    return {{"kind", "tpm"},
            {"key", keys_.key.did()},
            {"tpm", keys_.tpm},
            {"signing_public", text(keys_.signing.public_area)},
            {"signing_private", text(keys_.signing.private_area)},
            {"wrapping_public", text(keys_.wrapping.public_area)},
            {"wrapping_private", text(keys_.wrapping.private_area)}};
  }

  Result<std::string> sign(std::string_view message) override {
    TpmSession session = TILES_TRY(TpmSession::open(keys_.tpm));
    return session.sign(keys_.signing, message);
  }

  Result<crypto::SecretBytes> wrapping_key() override {
    TpmSession session = TILES_TRY(TpmSession::open(keys_.tpm));
    return session.unseal(keys_.wrapping);
  }

  Result<void> forget() override { return {}; }

 private:
  TpmKeys keys_;
};

}  // namespace

Result<std::unique_ptr<KeyStore>> create_tpm_store(const KeyStoreOptions& options) {
  TpmSession session = TILES_TRY(TpmSession::open(options.tpm));
  TpmObject signing = TILES_TRY(session.create_signing_key());
  const crypto::SecretBytes wrapping_key = crypto::SecretBytes::random(crypto::kSealingKeyBytes);
  TpmObject wrapping = TILES_TRY(session.seal(wrapping_key.bytes()));
  PublicKey key = TILES_TRY(TpmSession::public_key_of(signing));
  return std::make_unique<TpmStore>(TpmKeys{.key = std::move(key),
                                            .signing = std::move(signing),
                                            .wrapping = std::move(wrapping),
                                            .tpm = options.tpm});
}

Result<std::unique_ptr<KeyStore>> open_tpm_store(const Json& record) {
  PublicKey key = TILES_TRY(record_key(record));
  TpmObject signing;
  signing.public_area = TILES_TRY(record_bytes(record, "signing_public"));
  signing.private_area = TILES_TRY(record_bytes(record, "signing_private"));
  TpmObject wrapping;
  wrapping.public_area = TILES_TRY(record_bytes(record, "wrapping_public"));
  wrapping.private_area = TILES_TRY(record_bytes(record, "wrapping_private"));
  std::string tpm = TILES_TRY(record_text(record, "tpm"));
  if (TILES_TRY(TpmSession::public_key_of(signing)) != key) {
    return fail(ErrorCode::Corrupt, "record of a TPM's key that names another key");
  }
  return std::make_unique<TpmStore>(TpmKeys{.key = std::move(key),
                                            .signing = std::move(signing),
                                            .wrapping = std::move(wrapping),
                                            .tpm = std::move(tpm)});
}

}  // namespace tiles::identity
