// SPDX-License-Identifier: Apache-2.0
// What an account of AT Protocol gives to a service to be believed for one call: a token, signed
// with the key '#atproto' of its DID. Source: its "Inter-Service Authentication (JWT)".
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "identity/did_document.h"
#include "identity/jwt.h"
#include "identity/public_key.h"

namespace tiles::identity {

struct ServiceTerms {
  std::string issuer{};    // The DID of the account.
  std::string audience{};  // The DID of the service, perhaps with '#' and which of its services.
  std::string method{};    // That may be called once: "com.atproto.repo.uploadBlob".
  bool operator==(const ServiceTerms&) const = default;
};

// What the service that gets a token knows.
struct ServiceCheck {
  const DidDocument* issuer;  // Of the DID that the token names; not null.
  std::string audience;       // Itself, as the token has to name it.
  std::string method;         // That is called.
  TimePoint now;
};

class ServiceToken {
 public:
  static constexpr std::chrono::seconds kLifetime{60};
  // A longer one is refused, whoever signed it.
  static constexpr std::chrono::seconds kLifetimeMax{3'600};
  // By so much the issuer's clock may be ahead.
  static constexpr std::chrono::seconds kClockAheadMax{60};
  static constexpr std::size_t kIdBytesMax = 256;

  // Ends kLifetime after `now`; its identifier is random. Errors: Invalid, those of Jwt::sign().
  static Result<std::string> sign(const ServiceTerms& terms, TimePoint now, const Signer& signer);

  // Checks everything but signature and time. Errors: Invalid, Limit, Unsupported.
  static Result<ServiceToken> parse(std::string_view text);
  // Errors: Denied, which says why. Whether the identifier came before is for the caller to know.
  Result<void> verify(const ServiceCheck& check) const;

  // A token may name no method; verify() refuses it.
  const ServiceTerms& terms() const { return terms_; }
  // Empty when the token has none.
  const std::string& id() const { return id_; }
  std::int64_t expires_seconds() const { return expires_; }

 private:
  explicit ServiceToken(Jwt token) : token_(std::move(token)) {}
  Result<void> check_time(TimePoint now) const;

  Jwt token_;
  ServiceTerms terms_;
  std::string id_;
  std::int64_t expires_ = 0;
  std::optional<std::int64_t> begins_;  // The later one of "iat" and "nbf".
};

}  // namespace tiles::identity
