// SPDX-License-Identifier: Apache-2.0
#include "identity/key_store.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/encodings.h"
#include "base/text.h"
#include "identity/key_record.h"

namespace tiles::identity {

std::string_view protection_name(Protection protection) {
  constexpr std::array<std::string_view, 3> kNames = {"hardware", "key store", "passphrase"};
  return kNames.at(static_cast<std::size_t>(protection));
}

Result<std::string> record_text(const Json& record, const char* name) {
  if (!record.is_object() || !record.contains(name) || !record[name].is_string()) {
    return fail(ErrorCode::Corrupt, "record of a key without '" + std::string(name) + "'");
  }
  return record[name].get<std::string>();
}

Result<std::string> record_bytes(const Json& record, const char* name) {
  const std::string text = TILES_TRY(record_text(record, name));
  auto bytes = from_base64(text, Base64::Padded);
  if (!bytes) {
    return fail(ErrorCode::Corrupt,
                "record of a key whose '" + std::string(name) + "' is not base64");
  }
  return bytes;
}

Result<PublicKey> record_key(const Json& record) {
  const std::string did = TILES_TRY(record_text(record, "key"));
  auto key = PublicKey::parse_did(did);
  if (!key || key->kind() != KeyKind::P256) {
    return fail(ErrorCode::Corrupt, "record whose key is none of P-256: " + shown_in_quotes(did));
  }
  return key;
}

KeyPairSecret KeyPairSecret::generate() {
  return {crypto::P256PrivateKey::generate(),
          crypto::SecretBytes::random(crypto::kSealingKeyBytes)};
}

Result<KeyPairSecret> KeyPairSecret::parse(std::span<const std::byte> bytes) {
  constexpr std::size_t kScalarBytes = crypto::P256PrivateKey::kScalarBytes;
  auto device =
      crypto::P256PrivateKey::from_scalar(bytes.first(std::min(kScalarBytes, bytes.size())));
  if (bytes.size() != kBytes || !device) {
    return fail(ErrorCode::Corrupt, "the kept secret is no pair of keys");
  }
  return KeyPairSecret(std::move(*device),
                       crypto::SecretBytes::copy_of(bytes.subspan(kScalarBytes)));
}

crypto::SecretBytes KeyPairSecret::bytes() const {
  crypto::SecretBytes bytes(kBytes);
  const crypto::SecretBytes scalar = device_.scalar();
  const auto end = std::ranges::copy(scalar.bytes(), bytes.bytes().begin()).out;
  std::ranges::copy(wrapping_.bytes(), end);
  return bytes;
}

Result<KeyPairSecret> KeyPairSecret::parse_hex(std::span<const std::byte> digits) {
  crypto::SecretBytes bytes(kBytes);
  const auto value_of = [](std::byte digit) {
    const auto c = static_cast<char>(digit);
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  bool is_hex = digits.size() == 2 * kBytes;
  for (std::size_t i = 0; is_hex && i < kBytes; ++i) {
    const int high = value_of(digits[2 * i]);
    const int low = value_of(digits[2 * i + 1]);
    is_hex = high >= 0 && low >= 0;
    bytes.bytes()[i] = static_cast<std::byte>((high * 16 + low) & 0xFF);
  }
  if (!is_hex) return fail(ErrorCode::Corrupt, "the kept secret is not hexadecimal");
  return parse(bytes.bytes());
}

crypto::SecretBytes KeyPairSecret::hex() const {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const crypto::SecretBytes secret = bytes();
  crypto::SecretBytes digits(2 * kBytes);
  for (std::size_t i = 0; i < kBytes; ++i) {
    const auto byte = std::to_integer<unsigned>(secret.bytes()[i]);
    digits.bytes()[2 * i] = static_cast<std::byte>(kDigits[byte >> 4U]);
    digits.bytes()[2 * i + 1] = static_cast<std::byte>(kDigits[byte & 0xFU]);
  }
  return digits;
}

Result<std::unique_ptr<KeyStore>> open_key_store(const Json& record,
                                                 const KeyStoreOptions& options) {
  const std::string kind = TILES_TRY(record_text(record, "kind"));
  if (kind == "tpm") return open_tpm_store(record);
  if (kind == "secret-service") return open_secret_service_store(record);
  if (kind == "passphrase") return open_passphrase_store(record, options);
  return fail(ErrorCode::Unsupported, "key store of an unknown kind " + shown_in_quotes(kind));
}

Result<std::string> wrap(KeyStore& store, std::span<const std::byte> secret,
                         std::string_view purpose) {
  const crypto::SecretBytes key = TILES_TRY(store.wrapping_key());
  return crypto::seal_under_key(secret, key.bytes(), purpose);
}

Result<crypto::SecretBytes> unwrap(KeyStore& store, std::string_view wrapped,
                                   std::string_view purpose) {
  const crypto::SecretBytes key = TILES_TRY(store.wrapping_key());
  return crypto::open_under_key(wrapped, key.bytes(), purpose);
}

}  // namespace tiles::identity
