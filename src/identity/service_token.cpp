// SPDX-License-Identifier: Apache-2.0
#include "identity/service_token.h"

#include <algorithm>
#include <utility>

#include "base/random.h"
#include "base/text.h"
#include "identity/at_syntax.h"

namespace tiles::identity {
namespace {

constexpr std::string_view kKeyName = "atproto";

// A DID, perhaps with '#' and a name.
Result<void> check_audience(std::string_view audience) {
  const std::size_t mark = audience.find('#');
  TILES_CHECK(check_did(audience.substr(0, mark)));
  if (mark == std::string_view::npos) return {};
  constexpr std::size_t kNameBytesMax = 256;
  const std::string_view name = audience.substr(mark + 1);
  const auto is_of_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  };
  if (name.empty() || name.size() > kNameBytesMax || !std::ranges::all_of(name, is_of_name)) {
    return fail(ErrorCode::Invalid, shown_in_quotes(audience) + " is no DID and service");
  }
  return {};
}

Result<void> check_terms(const ServiceTerms& terms) {
  TILES_CHECK(check_did(terms.issuer));
  TILES_CHECK(check_audience(terms.audience));
  if (!terms.method.empty()) TILES_CHECK(check_nsid(terms.method));
  return {};
}

tl::unexpected<Error> denied(std::string phrase) {
  return fail(ErrorCode::Denied, std::move(phrase));
}

}  // namespace

Result<std::string> ServiceToken::sign(const ServiceTerms& terms, TimePoint now,
                                       const Signer& signer) {
  TILES_CHECK(check_terms(terms));
  TILES_CHECK(check_nsid(terms.method));
  constexpr std::size_t kIdBytes = 16;
  const std::int64_t issued = seconds_of(now);
  return Jwt::sign({{"typ", "JWT"}},
                   {{"iss", terms.issuer},
                    {"aud", terms.audience},
                    {"iat", issued},
                    {"exp", issued + kLifetime.count()},
                    {"lxm", terms.method},
                    {"jti", random_hex(kIdBytes)}},
                   signer);
}

Result<ServiceToken> ServiceToken::parse(std::string_view text) {
  ServiceToken read(TILES_TRY(Jwt::parse(text)));
  // Tokens of other uses have other types, so that none of them passes for this one.
  const Json& header = read.token_.header();
  if (header.contains("typ") && header["typ"] != "JWT") {
    return fail(ErrorCode::Invalid, "token of another type than 'JWT'");
  }
  read.terms_.issuer = TILES_TRY(read.token_.text("iss"));
  read.terms_.audience = TILES_TRY(read.token_.text("aud"));
  read.terms_.method = TILES_TRY(read.token_.text("lxm"));
  TILES_CHECK(check_terms(read.terms_));
  read.id_ = TILES_TRY(read.token_.text("jti"));
  if (read.id_.size() > kIdBytesMax)
    return fail(ErrorCode::Limit, "'jti' of the token is too long");
  read.expires_ = TILES_TRY(read.token_.number("exp"));
  for (const char* key : {"iat", "nbf"}) {
    if (!read.token_.payload().contains(key)) continue;
    const std::int64_t time = TILES_TRY(read.token_.number(key));
    read.begins_ = std::max(read.begins_.value_or(time), time);
  }
  return read;
}

Result<void> ServiceToken::check_time(TimePoint now) const {
  const std::int64_t seconds = seconds_of(now);
  if (expires_ <= seconds) {
    return denied("the token ended " + std::to_string(seconds - expires_) + " s ago");
  }
  if (begins_ && *begins_ - seconds > kClockAheadMax.count()) {
    return denied("the token begins in " + std::to_string(*begins_ - seconds) + " s");
  }
  if (expires_ - begins_.value_or(seconds) > kLifetimeMax.count()) {
    return denied("the token is good for more than " + std::to_string(kLifetimeMax.count()) + " s");
  }
  return {};
}

Result<void> ServiceToken::verify(const ServiceCheck& check) const {
  if (terms_.issuer != check.issuer->did) {
    return denied("the token is of " + shown_in_quotes(terms_.issuer) + ", the document of " +
                  shown_in_quotes(check.issuer->did));
  }
  if (terms_.audience != check.audience) {
    return denied("the token is for " + shown_in_quotes(terms_.audience) + ", not for " +
                  shown_in_quotes(check.audience));
  }
  if (terms_.method.empty() || terms_.method != check.method) {
    return denied("the token is for the method " + shown_in_quotes(terms_.method) + ", not for " +
                  shown_in_quotes(check.method));
  }
  TILES_CHECK(check_time(check.now));
  const DidMethod* method = check.issuer->method(kKeyName);
  if (method == nullptr) {
    return denied(shown_in_quotes(check.issuer->did) + " has no key '#atproto'");
  }
  if (const auto verified = token_.verify(method->key); !verified) {
    return denied("the token: " + verified.error().text());
  }
  return {};
}

}  // namespace tiles::identity
