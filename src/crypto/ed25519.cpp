// SPDX-License-Identifier: Apache-2.0
#include "crypto/ed25519.h"

#include <sodium.h>

#include "base/assert.h"
#include "crypto/sodium_ready.h"

namespace tiles::crypto {
namespace {

static_assert(crypto_sign_SEEDBYTES == kEd25519SeedBytes);
static_assert(crypto_sign_PUBLICKEYBYTES == sizeof(Ed25519PublicKey));
static_assert(crypto_sign_BYTES == sizeof(Ed25519Signature));

const unsigned char* raw(const void* bytes) { return static_cast<const unsigned char*>(bytes); }
unsigned char* raw(void* bytes) { return static_cast<unsigned char*>(bytes); }

}  // namespace

Ed25519Key Ed25519Key::generate() {
  const SecretBytes seed = SecretBytes::random(kEd25519SeedBytes);
  return from_seed(seed.bytes().first<kEd25519SeedBytes>());
}

Ed25519Key Ed25519Key::from_seed(std::span<const std::byte, kEd25519SeedBytes> seed) {
  Ed25519Key key;
  key.secret_ = SecretBytes(crypto_sign_SECRETKEYBYTES);
  TILES_ASSERT(crypto_sign_seed_keypair(raw(key.public_key_.data()),
                                        raw(key.secret_.bytes().data()), raw(seed.data())) == 0);
  return key;
}

std::span<const std::byte, kEd25519SeedBytes> Ed25519Key::seed() const {
  return secret_.bytes().first<kEd25519SeedBytes>();
}

Ed25519Signature Ed25519Key::sign(std::string_view message) const {
  Ed25519Signature signature{};
  TILES_ASSERT(crypto_sign_detached(raw(signature.data()), nullptr, raw(message.data()),
                                    message.size(), raw(secret_.bytes().data())) == 0);
  return signature;
}

bool is_ed25519_signature(const Ed25519PublicKey& key, std::string_view message,
                          const Ed25519Signature& signature) {
  ready_sodium();
  return crypto_sign_verify_detached(raw(signature.data()), raw(message.data()), message.size(),
                                     raw(key.data())) == 0;
}

}  // namespace tiles::crypto
