// SPDX-License-Identifier: Apache-2.0
// Several keys of one secret: HKDF with SHA-256 (RFC 5869).
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "crypto/secret.h"

namespace tiles::crypto {

struct HkdfInput {
  std::span<const std::byte> secret;
  std::string_view salt{};   // May be empty.
  std::string_view purpose;  // "info" of the RFC: another one, another key.
};

// size_bytes: at most 8,160.
SecretBytes hkdf_sha256(const HkdfInput& input, std::size_t size_bytes);

}  // namespace tiles::crypto
