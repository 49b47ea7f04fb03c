// SPDX-License-Identifier: Apache-2.0
#include "crypto/git_blob.h"

#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <memory>

#include "base/assert.h"
#include "base/text.h"

namespace tiles::crypto {

std::string git_blob_id(std::string_view content) {
  constexpr std::size_t kSizeBytes = 20;
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context{EVP_MD_CTX_new(),
                                                                   &EVP_MD_CTX_free};
  const std::string head = "blob " + std::to_string(content.size());
  std::array<std::byte, kSizeBytes> bytes{};
  TILES_ASSERT(context != nullptr && EVP_DigestInit_ex(context.get(), EVP_sha1(), nullptr) == 1);
  // With the zero byte behind it.
  TILES_ASSERT(EVP_DigestUpdate(context.get(), head.c_str(), head.size() + 1) == 1);
  TILES_ASSERT(EVP_DigestUpdate(context.get(), content.data(), content.size()) == 1);
  TILES_ASSERT(EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(bytes.data()),
                                  nullptr) == 1);
  return to_hex(bytes);
}

}  // namespace tiles::crypto
