// SPDX-License-Identifier: Apache-2.0
// JSON Web Tokens in compact form, signed with ES256 or ES256K. Only what AT Protocol needs of
// them: one signature, no encryption, and one spelling of the signature (a low s). Sources: RFC
// 7515, RFC 7519, RFC 8812.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "identity/public_key.h"

namespace tiles::identity {

// Seconds since 1970 UTC, as a "NumericDate" has them.
std::int64_t seconds_of(TimePoint time);

class Jwt {
 public:
  static constexpr std::size_t kBytesMax = 8'192;

  // `header` gets the member "alg". Errors: Unsupported (a key of Ed25519), those of the signer.
  static Result<std::string> sign(Json header, const Json& payload, const Signer& signer);
  // Checks the form, not the signature. "alg" is ES256 or ES256K; a header with "crit" is refused,
  // and an object with a key twice. Errors: Invalid, Limit, Unsupported (another algorithm).
  static Result<Jwt> parse(std::string_view text);
  // Errors: Invalid, also when the algorithm is not that of the key.
  Result<void> verify(const PublicKey& key) const;

  const Json& header() const { return header_; }
  const Json& payload() const { return payload_; }

  // "" when there is no such member. Errors: Invalid (it is no text).
  Result<std::string> text(const char* key) const;
  // Errors: Invalid (it is missing, or no whole number from 0 to 2^53).
  Result<std::int64_t> number(const char* key) const;

 private:
  Jwt() = default;

  Json header_;
  Json payload_;
  std::string signed_text_;
  std::string signature_;
};

}  // namespace tiles::identity
