// SPDX-License-Identifier: Apache-2.0
#include "identity/dpop.h"

#include <utility>

#include "base/encodings.h"
#include "base/random.h"
#include "crypto/ec_public_key.h"
#include "identity/jwt.h"

namespace tiles::identity {
namespace {

// The public key as a JSON Web Key (RFC 7518 §6.2.1). It ends a SubjectPublicKeyInfo uncompressed.
Json web_key_of(const crypto::P256PublicKey& key) {
  constexpr std::size_t kNumberBytes = 32;
  const std::string spki = crypto::EcPublicKey::of(key).spki();
  const std::string_view point = std::string_view(spki).substr(spki.size() - 2 * kNumberBytes);
  return {{"kty", "EC"},
          {"crv", "P-256"},
          {"x", to_base64(point.substr(0, kNumberBytes), Base64::Url)},
          {"y", to_base64(point.substr(kNumberBytes), Base64::Url)}};
}

}  // namespace

Result<std::string> DpopKey::proof(const DpopRequest& request, TimePoint now) const {
  constexpr std::size_t kIdBytes = 16;
  const Signer signer{.key = key_.public_key(), .sign = [this](std::string_view message) {
                        return Result<std::string>(key_.sign(message));
                      }};
  Json payload = {{"jti", random_hex(kIdBytes)},
                  {"htm", request.method},
                  {"htu", request.address},
                  {"iat", seconds_of(now)}};
  if (!request.nonce.empty()) payload["nonce"] = request.nonce;
  return Jwt::sign({{"typ", "dpop+jwt"}, {"jwk", web_key_of(key_.public_key())}}, payload, signer);
}

}  // namespace tiles::identity
