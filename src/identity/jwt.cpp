// SPDX-License-Identifier: Apache-2.0
#include "identity/jwt.h"

#include <utility>
#include <vector>

#include "base/encodings.h"
#include "base/text.h"

namespace tiles::identity {
namespace {

constexpr std::size_t kDepthMax = 8;

// "" for a kind of key without one here.
std::string_view algorithm_of(KeyKind kind) {
  switch (kind) {
    case KeyKind::P256:
      return "ES256";
    case KeyKind::Secp256k1:
      return "ES256K";
    case KeyKind::Ed25519:
      break;
  }
  return "";
}

std::string encoded(const Json& json) { return to_base64(print_json(json), Base64::Url); }

Result<Json> object_of(std::string_view text, const char* what) {
  auto bytes = from_base64(text, Base64::Url);
  if (!bytes) return fail(std::move(bytes).error().within(std::string(what) + " of the token"));
  auto json = parse_unambiguous_json(*bytes, kDepthMax);
  if (!json) return fail(std::move(json).error().within(std::string(what) + " of the token"));
  if (!json->is_object()) {
    return fail(ErrorCode::Invalid, std::string(what) + " of the token is no object");
  }
  return json;
}

Result<void> check_header(const Json& header) {
  const bool has_name = header.contains("alg") && header["alg"].is_string();
  const std::string name = has_name ? header["alg"].get<std::string>() : "";
  if (name != algorithm_of(KeyKind::P256) && name != algorithm_of(KeyKind::Secp256k1)) {
    return fail(ErrorCode::Unsupported,
                "token with the algorithm " + shown_in_quotes(name) + ", not ES256 or ES256K");
  }
  // It says that what else is in the header has to be understood.
  if (header.contains("crit")) return fail(ErrorCode::Unsupported, "token with the header 'crit'");
  return {};
}

}  // namespace

std::int64_t seconds_of(TimePoint time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

Result<std::string> Jwt::sign(Json header, const Json& payload, const Signer& signer) {
  const std::string_view algorithm = algorithm_of(signer.key.kind());
  if (algorithm.empty()) {
    return fail(ErrorCode::Unsupported,
                "a token is not signed with a key of " + std::string(signer.key.kind_name()));
  }
  header["alg"] = algorithm;
  std::string text = encoded(header) + "." + encoded(payload);
  const std::string signature = TILES_TRY(signer.sign(text));
  return text + "." + to_base64(signature, Base64::Url);
}

Result<Jwt> Jwt::parse(std::string_view text) {
  if (text.size() > kBytesMax) {
    return fail(ErrorCode::Limit, "token of more than " + std::to_string(kBytesMax) + " bytes");
  }
  const std::vector<std::string_view> parts = split(text, '.');
  constexpr std::size_t kParts = 3;
  if (parts.size() != kParts) return fail(ErrorCode::Invalid, "token that has not three parts");
  Jwt token;
  token.header_ = TILES_TRY(object_of(parts[0], "header"));
  TILES_CHECK(check_header(token.header_));
  token.payload_ = TILES_TRY(object_of(parts[1], "payload"));
  auto signature = from_base64(parts[2], Base64::Url);
  if (!signature) return fail(std::move(signature).error().within("signature of the token"));
  token.signature_ = std::move(*signature);
  token.signed_text_ = std::string(text.substr(0, parts[0].size() + 1 + parts[1].size()));
  return token;
}

Result<void> Jwt::verify(const PublicKey& key) const {
  const auto named = header_["alg"].get<std::string>();
  if (named != algorithm_of(key.kind())) {
    return fail(ErrorCode::Invalid, "token of the algorithm " + named + ", but the key is one of " +
                                        std::string(key.kind_name()));
  }
  return key.verify(signed_text_, signature_);
}

Result<std::string> Jwt::text(const char* key) const {
  if (!payload_.contains(key)) return std::string();
  if (!payload_[key].is_string()) {
    return fail(ErrorCode::Invalid, "'" + std::string(key) + "' of the token is no text");
  }
  return payload_[key].get<std::string>();
}

Result<std::int64_t> Jwt::number(const char* key) const {
  constexpr std::uint64_t kMax = std::uint64_t{1} << 53U;
  if (!payload_.contains(key) || !payload_[key].is_number_unsigned() ||
      payload_[key].get<std::uint64_t>() > kMax) {
    return fail(ErrorCode::Invalid,
                "'" + std::string(key) + "' of the token is no number of seconds");
  }
  return static_cast<std::int64_t>(payload_[key].get<std::uint64_t>());
}

}  // namespace tiles::identity
