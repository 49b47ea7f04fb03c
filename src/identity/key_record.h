// SPDX-License-Identifier: Apache-2.0
// What the key stores share: members of a record, and two keys in memory.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "crypto/p256.h"
#include "crypto/secret.h"
#include "identity/key_store.h"

namespace tiles::identity {

// A text of a record. Errors: Corrupt.
Result<std::string> record_text(const Json& record, const char* name);
// Bytes in base64.
Result<std::string> record_bytes(const Json& record, const char* name);
// The member "key": the device key as did:key of P-256.
Result<PublicKey> record_key(const Json& record);

// The device key and the wrapping key where no hardware has them: 32 and 32 bytes.
class KeyPairSecret {
 public:
  static constexpr std::size_t kBytes = 64;

  static KeyPairSecret generate();
  // Errors: Corrupt.
  static Result<KeyPairSecret> parse(std::span<const std::byte> bytes);
  crypto::SecretBytes bytes() const;
  // The same as 128 hexadecimal digits, for stores that keep text.
  static Result<KeyPairSecret> parse_hex(std::span<const std::byte> digits);
  crypto::SecretBytes hex() const;

  const crypto::P256PrivateKey& device_key() const { return device_; }
  crypto::SecretBytes wrapping_key() const {
    return crypto::SecretBytes::copy_of(wrapping_.bytes());
  }

 private:
  KeyPairSecret(crypto::P256PrivateKey device, crypto::SecretBytes wrapping)
      : device_(std::move(device)), wrapping_(std::move(wrapping)) {}
  crypto::P256PrivateKey device_;
  crypto::SecretBytes wrapping_;
};

Result<std::unique_ptr<KeyStore>> open_tpm_store(const Json& record);
Result<std::unique_ptr<KeyStore>> open_secret_service_store(const Json& record);
Result<std::unique_ptr<KeyStore>> open_passphrase_store(const Json& record,
                                                        const KeyStoreOptions& options);

}  // namespace tiles::identity
