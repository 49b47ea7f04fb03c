// SPDX-License-Identifier: Apache-2.0
#include "crypto/sha256_engine.h"

#include <openssl/evp.h>

#include <array>

#include "base/assert.h"

namespace tiles::crypto {

struct Sha256Engine::State {
  std::unique_ptr<EVP_MD, void (*)(EVP_MD*)> algorithm{EVP_MD_fetch(nullptr, "SHA256", nullptr),
                                                       &EVP_MD_free};
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

Sha256Engine::Sha256Engine() : state_(std::make_unique<State>()) {
  TILES_ASSERT(state_->algorithm && state_->context);
}
Sha256Engine::~Sha256Engine() = default;
Sha256Engine::Sha256Engine(Sha256Engine&&) noexcept = default;
Sha256Engine& Sha256Engine::operator=(Sha256Engine&&) noexcept = default;

Digest Sha256Engine::hash(std::initializer_list<std::string_view> parts) {
  EVP_MD_CTX* context = state_->context.get();
  TILES_ASSERT(EVP_DigestInit_ex2(context, state_->algorithm.get(), nullptr) == 1);
  for (const std::string_view part : parts) {
    TILES_ASSERT(EVP_DigestUpdate(context, part.data(), part.size()) == 1);
  }
  std::array<std::byte, Digest::kSizeBytes> bytes{};
  TILES_ASSERT(
      EVP_DigestFinal_ex(context, reinterpret_cast<unsigned char*>(bytes.data()), nullptr) == 1);
  return Digest(bytes);
}

}  // namespace tiles::crypto
