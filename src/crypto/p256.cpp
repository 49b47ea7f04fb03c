// SPDX-License-Identifier: Apache-2.0
#include "crypto/p256.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "base/assert.h"
#include "crypto/octets.h"

namespace tiles::crypto {
namespace {

constexpr std::size_t kNumberBytes = P256PrivateKey::kScalarBytes;

// Half the order of the curve, rounded down (SEC 2 §2.4.2), big-endian.
constexpr std::string_view kHalfOrder(
    "\x7f\xff\xff\xff\x80\x00\x00\x00\x7f\xff\xff\xff\xff\xff\xff\xff"
    "\xde\x73\x7d\x56\xd3\x8b\xcf\x42\x79\xdc\xe5\x61\x7e\x31\x92\xa8",
    kNumberBytes);

using Number = std::unique_ptr<BIGNUM, FreeWith<BN_clear_free>>;
using Group = std::unique_ptr<EC_GROUP, FreeWith<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, FreeWith<EC_POINT_free>>;
using PublicOrPrivateKey = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeWith<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;

const EC_GROUP& curve() {
  static const Group group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  TILES_ASSERT(group);
  return *group;
}

std::string compress(const EC_POINT& point) {
  std::string compressed(P256PublicKey::kCompressedBytes, '\0');
  const std::size_t size = EC_POINT_point2oct(&curve(), &point, POINT_CONVERSION_COMPRESSED,
                                              octets_of(compressed), compressed.size(), nullptr);
  TILES_ASSERT(size == compressed.size());
  return compressed;
}

// A key of OpenSSL from a point and, where it is a private one, its scalar in native byte order.
PublicOrPrivateKey make_key(std::string_view compressed, std::span<std::byte> native_scalar) {
  std::string group = SN_X9_62_prime256v1;
  std::string point(compressed);
  std::array<OSSL_PARAM, 4> parameters = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      native_scalar.empty()
          ? OSSL_PARAM_construct_end()
          : OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, octets_of(native_scalar),
                                    native_scalar.size()),
      OSSL_PARAM_construct_end()};
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  TILES_ASSERT(context && EVP_PKEY_fromdata_init(context.get()) == 1);
  EVP_PKEY* key = nullptr;
  const int selection = native_scalar.empty() ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR;
  TILES_ASSERT(EVP_PKEY_fromdata(context.get(), &key, selection, parameters.data()) == 1);
  return PublicOrPrivateKey(key);
}

bool has_high_s(std::string_view raw) { return raw.substr(kNumberBytes) > kHalfOrder; }

}  // namespace

Result<P256PublicKey> P256PublicKey::parse(std::string_view compressed) {
  const Point point(EC_POINT_new(&curve()));
  TILES_ASSERT(point);
  if (compressed.size() != kCompressedBytes ||
      EC_POINT_oct2point(&curve(), point.get(), octets_of(compressed), compressed.size(),
                         nullptr) != 1) {
    return fail(ErrorCode::Invalid, "bytes that are no compressed point of P-256");
  }
  return P256PublicKey(std::string(compressed));
}

Result<P256PublicKey> P256PublicKey::from_coordinates(std::string_view x, std::string_view y) {
  const std::string uncompressed = std::string("\x04").append(x).append(y);
  const Point point(EC_POINT_new(&curve()));
  TILES_ASSERT(point);
  if (x.size() != kNumberBytes || y.size() != kNumberBytes ||
      EC_POINT_oct2point(&curve(), point.get(), octets_of(uncompressed), uncompressed.size(),
                         nullptr) != 1) {
    return fail(ErrorCode::Invalid, "coordinates of no point of P-256");
  }
  return P256PublicKey(compress(*point));
}

Result<void> P256PublicKey::verify(std::string_view message, std::string_view raw_signature,
                                   HighS high_s) const {
  const std::string der = TILES_TRY(der_signature_of(raw_signature));
  if (high_s == HighS::Refused && has_high_s(raw_signature)) {
    return fail(ErrorCode::Invalid, "signature with a high s, which has a twin with a low one");
  }
  const PublicOrPrivateKey key = make_key(compressed_, {});
  const DigestContext context(EVP_MD_CTX_new());
  TILES_ASSERT(context &&
               EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1);
  if (EVP_DigestVerify(context.get(), octets_of(der), der.size(), octets_of(message),
                       message.size()) != 1) {
    return fail(ErrorCode::Invalid, "signature that is not of this key and message");
  }
  return {};
}

struct P256PrivateKey::Key {
  PublicOrPrivateKey key;
};

void P256PrivateKey::FreeKey::operator()(Key* key) const { delete key; }

P256PrivateKey P256PrivateKey::generate() {
  EVP_PKEY* key = EVP_EC_gen(SN_X9_62_prime256v1);
  TILES_ASSERT(key != nullptr);
  return P256PrivateKey(std::unique_ptr<Key, FreeKey>(new Key{PublicOrPrivateKey(key)}));
}

Result<P256PrivateKey> P256PrivateKey::from_scalar(std::span<const std::byte> scalar) {
  if (scalar.size() != kScalarBytes) {
    return fail(ErrorCode::Invalid, "key of P-256 that does not have 32 bytes");
  }
  const Number number(BN_bin2bn(octets_of(scalar), static_cast<int>(scalar.size()), nullptr));
  TILES_ASSERT(number);
  if (BN_is_zero(number.get()) != 0 || BN_cmp(number.get(), EC_GROUP_get0_order(&curve())) >= 0) {
    return fail(ErrorCode::Invalid, "key of P-256 out of range");
  }
  BN_set_flags(number.get(), BN_FLG_CONSTTIME);
  const Point point(EC_POINT_new(&curve()));
  TILES_ASSERT(point &&
               EC_POINT_mul(&curve(), point.get(), number.get(), nullptr, nullptr, nullptr) == 1);
  SecretBytes native = SecretBytes::copy_of(scalar);
  if constexpr (std::endian::native == std::endian::little) std::ranges::reverse(native.bytes());
  return P256PrivateKey(
      std::unique_ptr<Key, FreeKey>(new Key{make_key(compress(*point), native.bytes())}));
}

SecretBytes P256PrivateKey::scalar() const {
  BIGNUM* number = nullptr;
  TILES_ASSERT(EVP_PKEY_get_bn_param(key_->key.get(), OSSL_PKEY_PARAM_PRIV_KEY, &number) == 1);
  const Number owned(number);
  SecretBytes bytes(kScalarBytes);
  TILES_ASSERT(BN_bn2binpad(number, octets_of(bytes.bytes()), static_cast<int>(kScalarBytes)) ==
               static_cast<int>(kScalarBytes));
  return bytes;
}

P256PublicKey P256PrivateKey::public_key() const {
  std::array<unsigned char, 1 + 2 * kNumberBytes> encoded{};
  std::size_t size = 0;
  TILES_ASSERT(EVP_PKEY_get_octet_string_param(key_->key.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                               encoded.data(), encoded.size(), &size) == 1);
  const Point point(EC_POINT_new(&curve()));
  TILES_ASSERT(point &&
               EC_POINT_oct2point(&curve(), point.get(), encoded.data(), size, nullptr) == 1);
  return P256PublicKey(compress(*point));
}

std::string P256PrivateKey::sign(std::string_view message) const {
  const DigestContext context(EVP_MD_CTX_new());
  TILES_ASSERT(context && EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr,
                                             key_->key.get()) == 1);
  std::string der(72, '\0');
  std::size_t size = der.size();
  TILES_ASSERT(EVP_DigestSign(context.get(), octets_of(der), &size, octets_of(message),
                              message.size()) == 1);
  der.resize(size);
  const auto raw = raw_signature_of(der);
  TILES_ASSERT(raw.has_value());
  return with_low_s_p256(*raw);
}

std::string with_low_s_p256(std::string_view raw_signature) {
  std::string low(raw_signature);
  if (raw_signature.size() != kRawSignatureBytes || !has_high_s(raw_signature)) return low;
  const Number s(BN_bin2bn(octets_of(raw_signature) + kNumberBytes, kNumberBytes, nullptr));
  const BIGNUM* order = EC_GROUP_get0_order(&curve());
  if (BN_cmp(s.get(), order) >= 0) return low;
  TILES_ASSERT(s && BN_sub(s.get(), order, s.get()) == 1);
  auto* out = octets_of(low) + kNumberBytes;
  TILES_ASSERT(BN_bn2binpad(s.get(), out, kNumberBytes) == static_cast<int>(kNumberBytes));
  return low;
}

}  // namespace tiles::crypto
