// SPDX-License-Identifier: Apache-2.0
#include "crypto/checksum.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include "base/assert.h"
#include "base/text.h"
#include "crypto/hex_digit.h"

namespace tiles::crypto {
namespace {

struct MacFree {
  void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
};
struct ContextFree {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};

}  // namespace

std::optional<Checksum> Checksum::parse(std::string_view hex) {
  if (hex.size() != 2 * kSizeBytes) return std::nullopt;
  Checksum checksum;
  for (std::size_t i = 0; i < kSizeBytes; ++i) {
    const int high = hex_value(hex[2 * i]);
    const int low = hex_value(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    checksum.bytes[i] = static_cast<std::byte>(high * 16 + low);
  }
  return checksum;
}

std::string Checksum::hex() const { return to_hex(bytes); }

struct Checksummer::State {
  std::unique_ptr<EVP_MAC, MacFree> mac{EVP_MAC_fetch(nullptr, "GMAC", nullptr)};
  std::unique_ptr<EVP_MAC_CTX, ContextFree> context{EVP_MAC_CTX_new(mac.get())};
};

Checksummer::Checksummer() : state_(std::make_unique<State>()) {
  constexpr std::size_t kNonceBytes = 12;
  std::array<unsigned char, Checksum::kSizeBytes> key{};
  std::array<unsigned char, kNonceBytes> nonce{};
  std::string cipher = "AES-128-GCM";
  const std::array parameters = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, cipher.data(), cipher.size()),
      OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_IV, nonce.data(), nonce.size()),
      OSSL_PARAM_construct_end()};
  TILES_ASSERT(state_->context &&
               EVP_MAC_init(state_->context.get(), key.data(), key.size(), parameters.data()) == 1);
}
Checksummer::~Checksummer() = default;
Checksummer::Checksummer(Checksummer&&) noexcept = default;
Checksummer& Checksummer::operator=(Checksummer&&) noexcept = default;

void Checksummer::update(std::string_view bytes) {
  TILES_ASSERT(EVP_MAC_update(state_->context.get(),
                              reinterpret_cast<const unsigned char*>(bytes.data()),
                              bytes.size()) == 1);
}

Checksum Checksummer::finish() {
  Checksum checksum;
  std::size_t size = 0;
  TILES_ASSERT(EVP_MAC_final(state_->context.get(),
                             reinterpret_cast<unsigned char*>(checksum.bytes.data()), &size,
                             checksum.bytes.size()) == 1 &&
               size == checksum.bytes.size());
  return checksum;
}

Checksum checksum(std::string_view bytes) {
  Checksummer sum;
  sum.update(bytes);
  return sum.finish();
}

}  // namespace tiles::crypto
