// SPDX-License-Identifier: Apache-2.0
// The two spellings of an ECDSA signature over a curve of 256 bits. Raw is r then s, 32 bytes each,
// big-endian, as AT Protocol, UCAN and JWT have it; DER is ECDSA-Sig-Value of RFC 3279 §2.2.3, as
// X.509 and Sigstore have it. No function takes one for the other.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiles::crypto {

inline constexpr std::size_t kRawSignatureBytes = 64;

// For every signature (r, s) the pair (r, n - s) is one, too. Protocols that name things by a hash
// over the signature refuse the one whose s is above n / 2.
enum class HighS { Refused, Accepted };

// Errors: Invalid (not 64 bytes, or r or s is 0).
Result<std::string> der_signature_of(std::string_view raw);
// Errors: Invalid (not exactly the DER form of two positive numbers of at most 32 bytes).
Result<std::string> raw_signature_of(std::string_view der);

}  // namespace tiles::crypto
