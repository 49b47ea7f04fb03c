// SPDX-License-Identifier: Apache-2.0
#include "crypto/hkdf.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

#include <array>
#include <memory>
#include <string>

#include "base/assert.h"
#include "crypto/octets.h"

namespace tiles::crypto {
namespace {

OSSL_PARAM octets(const char* name, const void* data, std::size_t size) {
  return OSSL_PARAM_construct_octet_string(name, const_cast<void*>(data), size);
}

}  // namespace

SecretBytes hkdf_sha256(const HkdfInput& input, std::size_t size_bytes) {
  const std::unique_ptr<EVP_KDF, FreeWith<EVP_KDF_free>> kdf(
      EVP_KDF_fetch(nullptr, "HKDF", nullptr));
  TILES_ASSERT(kdf);
  const std::unique_ptr<EVP_KDF_CTX, FreeWith<EVP_KDF_CTX_free>> context(
      EVP_KDF_CTX_new(kdf.get()));
  std::string digest = "SHA256";
  const std::array<OSSL_PARAM, 5> parameters = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
      octets(OSSL_KDF_PARAM_KEY, input.secret.data(), input.secret.size()),
      octets(OSSL_KDF_PARAM_INFO, input.purpose.data(), input.purpose.size()),
      input.salt.empty() ? OSSL_PARAM_construct_end()
                         : octets(OSSL_KDF_PARAM_SALT, input.salt.data(), input.salt.size()),
      OSSL_PARAM_construct_end()};
  SecretBytes key(size_bytes);
  TILES_ASSERT(context && EVP_KDF_derive(context.get(), octets_of(key.bytes()), size_bytes,
                                         parameters.data()) == 1);
  return key;
}

}  // namespace tiles::crypto
