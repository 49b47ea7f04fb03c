// SPDX-License-Identifier: Apache-2.0
#include "crypto/sealed.h"

#include <sodium.h>

#include "base/assert.h"
#include "base/random.h"
#include "crypto/octets.h"
#include "crypto/sodium_ready.h"

namespace tiles::crypto {
namespace {

static_assert(kSealingKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kSaltBytes = crypto_pwhash_argon2id_SALTBYTES;
constexpr std::string_view kMagic = "tiles-sealed-1\n";
constexpr std::size_t kHeaderBytes = kMagic.size() + 4 + 4 + kSaltBytes;

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  fill_random(std::as_writable_bytes(std::span(bytes)));
  return bytes;
}

void append_number(std::string& text, std::uint32_t number) {
  for (unsigned shift = 32; shift > 0; shift -= 8) {
    text += static_cast<char>(number >> (shift - 8) & 0xFFU);
  }
}

std::uint32_t number_at(std::string_view text, std::size_t offset) {
  std::uint32_t number = 0;
  for (const char byte : text.substr(offset, 4)) {
    number = (number << 8U) | static_cast<unsigned char>(byte);
  }
  return number;
}

Result<SecretBytes> key_of_passphrase(std::span<const std::byte> passphrase, std::string_view salt,
                                      const PassphraseCost& cost) {
  if (cost.passes < 1 || cost.passes > PassphraseCost::kPassesMax ||
      cost.memory_kib < PassphraseCost::kMemoryKibMin ||
      cost.memory_kib > PassphraseCost::kMemoryKibMax) {
    return fail(ErrorCode::Limit, "passphrase cost of " + std::to_string(cost.passes) +
                                      " passes over " + std::to_string(cost.memory_kib) + " KiB");
  }
  ready_sodium();
  // libsodium takes no null pointer, not even for an empty passphrase.
  const char* text = passphrase.empty() ? "" : reinterpret_cast<const char*>(passphrase.data());
  SecretBytes key(kSealingKeyBytes);
  if (crypto_pwhash_argon2id(octets_of(key.bytes()), key.size(), text, passphrase.size(),
                             octets_of(salt), cost.passes, std::size_t{cost.memory_kib} * 1024,
                             crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0) {
    return fail(ErrorCode::Limit,
                "no memory for the passphrase's cost, " + std::to_string(cost.memory_kib) + " KiB");
  }
  return key;
}

// Nonce, ciphertext and tag.
std::string encrypt(std::span<const std::byte> secret, std::span<const std::byte> key,
                    std::string_view authenticated) {
  TILES_ASSERT(key.size() == kSealingKeyBytes && secret.size() <= kSealedBytesMax);
  ready_sodium();
  std::string sealed = random_bytes(kNonceBytes);
  sealed.resize(kNonceBytes + secret.size() + kTagBytes);
  auto* out = octets_of(sealed);
  TILES_ASSERT(crypto_aead_xchacha20poly1305_ietf_encrypt(
                   out + kNonceBytes, nullptr, octets_of(secret), secret.size(),
                   octets_of(authenticated), authenticated.size(), nullptr, out,
                   octets_of(key)) == 0);
  return sealed;
}

Result<SecretBytes> decrypt(std::string_view sealed, std::span<const std::byte> key,
                            std::string_view authenticated) {
  if (sealed.size() < kNonceBytes + kTagBytes) {
    return fail(ErrorCode::Invalid, "sealed text that is cut off");
  }
  if (sealed.size() > kSealedBytesMax + kNonceBytes + kTagBytes) {
    return fail(ErrorCode::Limit, "sealed text of " + std::to_string(sealed.size()) + " bytes");
  }
  TILES_ASSERT(key.size() == kSealingKeyBytes);
  ready_sodium();
  SecretBytes secret(sealed.size() - kNonceBytes - kTagBytes);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          octets_of(secret.bytes()), nullptr, nullptr, octets_of(sealed) + kNonceBytes,
          sealed.size() - kNonceBytes, octets_of(authenticated), authenticated.size(),
          octets_of(sealed), octets_of(key)) != 0) {
    return fail(ErrorCode::Denied, "sealed under another key, or changed since");
  }
  return secret;
}

}  // namespace

Result<std::string> seal_under_passphrase(std::span<const std::byte> secret,
                                          std::span<const std::byte> passphrase,
                                          const PassphraseCost& cost) {
  if (secret.size() > kSealedBytesMax) {
    return fail(ErrorCode::Limit, "secret of more than 64 KiB");
  }
  std::string header(kMagic);
  append_number(header, cost.passes);
  append_number(header, cost.memory_kib);
  const std::string salt = random_bytes(kSaltBytes);
  header += salt;
  const SecretBytes key = TILES_TRY(key_of_passphrase(passphrase, salt, cost));
  return header + encrypt(secret, key.bytes(), header);
}

Result<SecretBytes> open_under_passphrase(std::string_view sealed,
                                          std::span<const std::byte> passphrase) {
  if (!sealed.starts_with(kMagic) || sealed.size() < kHeaderBytes) {
    return fail(ErrorCode::Invalid, "not a secret that Tiles sealed under a passphrase");
  }
  const std::string_view header = sealed.substr(0, kHeaderBytes);
  const PassphraseCost cost{.passes = number_at(header, kMagic.size()),
                            .memory_kib = number_at(header, kMagic.size() + 4)};
  const SecretBytes key =
      TILES_TRY(key_of_passphrase(passphrase, header.substr(kHeaderBytes - kSaltBytes), cost));
  auto secret = decrypt(sealed.substr(kHeaderBytes), key.bytes(), header);
  if (!secret && secret.error().code() == ErrorCode::Denied) {
    return fail(ErrorCode::Denied, "wrong passphrase, or the sealed file was changed");
  }
  return secret;
}

std::string seal_under_key(std::span<const std::byte> secret, std::span<const std::byte> key,
                           std::string_view purpose) {
  return encrypt(secret, key, purpose);
}

Result<SecretBytes> open_under_key(std::string_view sealed, std::span<const std::byte> key,
                                   std::string_view purpose) {
  return decrypt(sealed, key, purpose);
}

}  // namespace tiles::crypto
