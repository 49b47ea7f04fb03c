// SPDX-License-Identifier: Apache-2.0
#include "tlog/hash.h"

#include <array>
#include <cstring>

#include "base/assert.h"
#include "base/encodings.h"

namespace tiles::tlog {

Hash TreeHasher::node(const Hash& left, const Hash& right) {
  return engine_.hash({{"\1", 1}, bytes_of(left), bytes_of(right)});
}

Hash empty_root() { return crypto::sha256(""); }

std::string_view bytes_of(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.bytes().data()), Hash::kSizeBytes};
}

Hash hash_of_bytes(std::string_view bytes) {
  TILES_ASSERT(bytes.size() == Hash::kSizeBytes);
  std::array<std::byte, Hash::kSizeBytes> copy{};
  std::memcpy(copy.data(), bytes.data(), bytes.size());
  return Hash(copy);
}

std::string to_base64(const Hash& hash) { return tiles::to_base64(bytes_of(hash), Base64::Padded); }

Result<Hash> parse_hash(std::string_view base64) {
  const std::string bytes = TILES_TRY(from_base64(base64, Base64::Padded));
  if (bytes.size() != Hash::kSizeBytes) {
    return fail(ErrorCode::Invalid,
                "hash of " + std::to_string(bytes.size()) + " bytes, not of 32");
  }
  return hash_of_bytes(bytes);
}

}  // namespace tiles::tlog
