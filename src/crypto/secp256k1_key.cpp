// SPDX-License-Identifier: Apache-2.0
#include "crypto/secp256k1_key.h"

#include <secp256k1.h>

#include <array>
#include <memory>
#include <utility>

#include "base/assert.h"
#include "base/random.h"
#include "crypto/digest.h"
#include "crypto/ecdsa_signature.h"
#include "crypto/octets.h"

namespace tiles::crypto {
namespace {

struct FreeContext {
  void operator()(secp256k1_context* context) const { secp256k1_context_destroy(context); }
};

// Read only after it was blinded against side channels, so one for all threads.
const secp256k1_context* context() {
  static const auto made = [] {
    std::unique_ptr<secp256k1_context, FreeContext> fresh(
        secp256k1_context_create(SECP256K1_CONTEXT_NONE));
    std::array<std::byte, 32> seed{};
    fill_random(seed);
    TILES_ASSERT(fresh && secp256k1_context_randomize(fresh.get(),
                                                      octets_of(std::span<std::byte>(seed))) == 1);
    wipe(seed);
    return fresh;
  }();
  return made.get();
}

}  // namespace

Result<Secp256k1PublicKey> Secp256k1PublicKey::parse(std::string_view compressed) {
  secp256k1_pubkey key;
  if (compressed.size() != kCompressedBytes ||
      secp256k1_ec_pubkey_parse(context(), &key, octets_of(compressed), compressed.size()) != 1) {
    return fail(ErrorCode::Invalid, "bytes that are no compressed point of secp256k1");
  }
  return Secp256k1PublicKey(std::string(compressed));
}

Result<void> Secp256k1PublicKey::verify(std::string_view message,
                                        std::string_view raw_signature) const {
  secp256k1_ecdsa_signature signature;
  if (raw_signature.size() != kRawSignatureBytes ||
      secp256k1_ecdsa_signature_parse_compact(context(), &signature, octets_of(raw_signature)) !=
          1) {
    return fail(ErrorCode::Invalid, "signature of " + std::to_string(raw_signature.size()) +
                                        " bytes that is not a raw one");
  }
  if (secp256k1_ecdsa_signature_normalize(context(), nullptr, &signature) == 1) {
    return fail(ErrorCode::Invalid, "signature with a high s, which has a twin with a low one");
  }
  secp256k1_pubkey key;
  TILES_ASSERT(
      secp256k1_ec_pubkey_parse(context(), &key, octets_of(compressed_), compressed_.size()) == 1);
  const Digest digest = sha256(message);
  if (secp256k1_ecdsa_verify(context(), &signature, octets_of(digest.bytes()), &key) != 1) {
    return fail(ErrorCode::Invalid, "signature that is not of this key and message");
  }
  return {};
}

Secp256k1PrivateKey Secp256k1PrivateKey::generate() {
  for (;;) {  // One in 2^128 is out of range.
    auto key = from_scalar(SecretBytes::random(kScalarBytes));
    if (key) return std::move(*key);
  }
}

Result<Secp256k1PrivateKey> Secp256k1PrivateKey::from_scalar(SecretBytes scalar) {
  if (scalar.size() != kScalarBytes ||
      secp256k1_ec_seckey_verify(context(), octets_of(scalar.bytes())) != 1) {
    return fail(ErrorCode::Invalid, "secp256k1 key out of range");
  }
  return Secp256k1PrivateKey(std::move(scalar));
}

Secp256k1PublicKey Secp256k1PrivateKey::public_key() const {
  secp256k1_pubkey key;
  TILES_ASSERT(secp256k1_ec_pubkey_create(context(), &key, octets_of(scalar_.bytes())) == 1);
  std::string compressed(Secp256k1PublicKey::kCompressedBytes, '\0');
  std::size_t size = compressed.size();
  TILES_ASSERT(secp256k1_ec_pubkey_serialize(context(), octets_of(compressed), &size, &key,
                                             SECP256K1_EC_COMPRESSED) == 1);
  return Secp256k1PublicKey(std::move(compressed));
}

std::string Secp256k1PrivateKey::sign(std::string_view message) const {
  const Digest digest = sha256(message);
  secp256k1_ecdsa_signature signature;
  TILES_ASSERT(secp256k1_ecdsa_sign(context(), &signature, octets_of(digest.bytes()),
                                    octets_of(scalar_.bytes()), nullptr, nullptr) == 1);
  std::string raw(kRawSignatureBytes, '\0');
  TILES_ASSERT(secp256k1_ecdsa_signature_serialize_compact(context(), octets_of(raw), &signature) ==
               1);
  return raw;
}

}  // namespace tiles::crypto
