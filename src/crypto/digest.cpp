// SPDX-License-Identifier: Apache-2.0
#include "crypto/digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <vector>

#include "base/assert.h"
#include "base/text.h"
#include "crypto/hex_digit.h"

namespace tiles::crypto {
namespace {

constexpr std::string_view kPrefix = "sha256:";

}  // namespace

Result<Digest> Digest::parse(std::string_view text) {
  if (!text.starts_with(kPrefix)) {
    return fail(ErrorCode::Unsupported,
                "digest " + shown_in_quotes(text) + " does not begin with 'sha256:'");
  }
  const std::string_view digits = text.substr(kPrefix.size());
  if (digits.size() != 2 * kSizeBytes ||
      !std::ranges::all_of(digits, [](char c) { return hex_value(c) >= 0; })) {
    return fail(ErrorCode::Invalid, "digest " + shown_in_quotes(text) +
                                        " does not have 64 lower-case hexadecimal digits");
  }
  std::array<std::byte, kSizeBytes> bytes{};
  for (std::size_t i = 0; i < kSizeBytes; ++i) {
    bytes[i] = static_cast<std::byte>(hex_value(digits[2 * i]) * 16 + hex_value(digits[2 * i + 1]));
  }
  return Digest(bytes);
}

std::string Digest::hex() const { return to_hex(bytes_); }

std::string Digest::text() const { return std::string(kPrefix) + hex(); }

struct Sha256::State {
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  TILES_ASSERT(state_->context &&
               EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) == 1);
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
  TILES_ASSERT(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

Digest Sha256::finish() {
  std::array<std::byte, Digest::kSizeBytes> bytes{};
  unsigned size = 0;
  TILES_ASSERT(EVP_DigestFinal_ex(state_->context.get(),
                                  reinterpret_cast<unsigned char*>(bytes.data()), &size) == 1 &&
               size == bytes.size());
  return Digest(bytes);
}

Digest sha256(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.finish();
}

Result<Digest> sha256_file(const std::filesystem::path& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  if (!file) {
    return fail_system(errno, "opening '" + path.native() + "'");
  }
  constexpr std::size_t kPieceBytes = 1U << 20U;
  std::vector<char> piece(kPieceBytes);
  Sha256 hash;
  while (const std::size_t count = std::fread(piece.data(), 1, piece.size(), file.get())) {
    hash.update({piece.data(), count});
  }
  if (std::ferror(file.get()) != 0) {
    return fail_system(errno, "reading '" + path.native() + "'");
  }
  return hash.finish();
}

}  // namespace tiles::crypto
