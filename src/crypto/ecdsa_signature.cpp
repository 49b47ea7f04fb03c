// SPDX-License-Identifier: Apache-2.0
#include "crypto/ecdsa_signature.h"

#include <openssl/ec.h>

#include <memory>

#include "base/assert.h"
#include "crypto/octets.h"

namespace tiles::crypto {
namespace {

constexpr int kNumberBytes = kRawSignatureBytes / 2;

struct FreeSignature {
  void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
};
using Signature = std::unique_ptr<ECDSA_SIG, FreeSignature>;

std::string print_der(const ECDSA_SIG& signature) {
  const int size = i2d_ECDSA_SIG(&signature, nullptr);
  TILES_ASSERT(size > 0);
  std::string der(static_cast<std::size_t>(size), '\0');
  auto* end = octets_of(der);
  TILES_ASSERT(i2d_ECDSA_SIG(&signature, &end) == size);
  return der;
}

bool is_in_range(const BIGNUM* number) {
  return BN_is_negative(number) == 0 && BN_is_zero(number) == 0 &&
         BN_num_bytes(number) <= kNumberBytes;
}

}  // namespace

Result<std::string> der_signature_of(std::string_view raw) {
  if (raw.size() != kRawSignatureBytes) {
    return fail(ErrorCode::Invalid, "signature of " + std::to_string(raw.size()) +
                                        " bytes, a raw one has " +
                                        std::to_string(kRawSignatureBytes));
  }
  BIGNUM* r = BN_bin2bn(octets_of(raw), kNumberBytes, nullptr);
  BIGNUM* s = BN_bin2bn(octets_of(raw) + kNumberBytes, kNumberBytes, nullptr);
  const Signature signature(ECDSA_SIG_new());
  TILES_ASSERT(r != nullptr && s != nullptr && signature);
  TILES_ASSERT(ECDSA_SIG_set0(signature.get(), r, s) == 1);
  if (!is_in_range(r) || !is_in_range(s)) {
    return fail(ErrorCode::Invalid, "signature with a zero in it");
  }
  return print_der(*signature);
}

Result<std::string> raw_signature_of(std::string_view der) {
  constexpr std::size_t kDerBytesMax = 72;
  const unsigned char* begin = octets_of(der);
  const Signature signature(der.size() > kDerBytesMax
                                ? nullptr
                                : d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(der.size())));
  if (!signature || !is_in_range(ECDSA_SIG_get0_r(signature.get())) ||
      !is_in_range(ECDSA_SIG_get0_s(signature.get())) || print_der(*signature) != der) {
    return fail(ErrorCode::Invalid, "signature that is not in DER form");
  }
  std::string raw(kRawSignatureBytes, '\0');
  auto* out = octets_of(raw);
  TILES_ASSERT(BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), out, kNumberBytes) == kNumberBytes);
  TILES_ASSERT(BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), out + kNumberBytes, kNumberBytes) ==
               kNumberBytes);
  return raw;
}

}  // namespace tiles::crypto
