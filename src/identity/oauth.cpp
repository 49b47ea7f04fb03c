// SPDX-License-Identifier: Apache-2.0
#include "identity/oauth.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/encodings.h"
#include "base/json.h"
#include "base/random.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "identity/at_syntax.h"

namespace tiles::identity {
namespace {

constexpr std::size_t kDepthMax = 8;

Result<Json> object_of(std::string_view text, std::string_view what) {
  if (text.size() > kOAuthAnswerBytesMax) {
    return fail(ErrorCode::Limit,
                std::string(what) + " of " + std::to_string(text.size()) + " bytes");
  }
  auto json = parse_unambiguous_json(text, kDepthMax);
  if (!json) return fail(std::move(json).error().within(std::string(what)));
  if (!json->is_object()) return fail(ErrorCode::Invalid, std::string(what) + " is no object");
  return json;
}

// "" when there is no such text.
std::string optional_text(const Json& json, const char* key) {
  return json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : "";
}

Result<std::string> text_at(const Json& json, const char* key) {
  std::string text = optional_text(json, key);
  if (text.empty() || text.size() > kOAuthTextBytesMax) {
    return fail(ErrorCode::Invalid, "'" + std::string(key) + "' is missing, empty or too long");
  }
  return text;
}

Result<std::string> address_at(const Json& json, const char* key) {
  std::string address = TILES_TRY(text_at(json, key));
  if (!address.starts_with("https://") || address.find_first_of("?#") != std::string::npos) {
    return fail(ErrorCode::Invalid, "'" + std::string(key) + "' is " + shown_in_quotes(address) +
                                        ", no https address without a query");
  }
  return address;
}

bool has(const Json& json, const char* key, std::string_view member) {
  return json.contains(key) && json[key].is_array() &&
         std::ranges::any_of(json[key], [&](const Json& each) { return each == member; });
}

bool is_true(const Json& json, const char* key) { return json.contains(key) && json[key] == true; }

Result<void> check_profile(const Json& json) {
  struct Demand {
    const char* key;
    std::string_view member;
  };
  constexpr std::array kDemands = {Demand{"scopes_supported", kOAuthScope},
                                   Demand{"response_types_supported", "code"},
                                   Demand{"grant_types_supported", "authorization_code"},
                                   Demand{"code_challenge_methods_supported", "S256"},
                                   Demand{"token_endpoint_auth_methods_supported", "none"},
                                   Demand{"dpop_signing_alg_values_supported", "ES256"}};
  for (const Demand& each : kDemands) {
    if (!has(json, each.key, each.member)) {
      return fail(ErrorCode::Unsupported,
                  "'" + std::string(each.key) + "' has no '" + std::string(each.member) + "'");
    }
  }
  for (const char* key :
       {"authorization_response_iss_parameter_supported", "require_pushed_authorization_requests",
        "client_id_metadata_document_supported"}) {
    if (!is_true(json, key)) {
      return fail(ErrorCode::Unsupported, "'" + std::string(key) + "' is not true");
    }
  }
  return {};
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Of application/x-www-form-urlencoded.
Result<std::string> decoded(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      bytes += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    const bool is_whole = i + 2 < text.size();
    const int high = is_whole ? digit_of(text[i + 1]) : -1;
    const int low = is_whole ? digit_of(text[i + 2]) : -1;
    if (high < 0 || low < 0) return fail(ErrorCode::Invalid, "a '%' without two digits");
    bytes += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return bytes;
}

Result<OAuthForm> read_form(std::string_view text) {
  if (text.size() > kOAuthTextBytesMax) return fail(ErrorCode::Limit, "an answer that is too long");
  OAuthForm form;
  for (const std::string_view pair : split(text, '&')) {
    const std::size_t sign = pair.find('=');
    if (sign == std::string_view::npos) continue;
    std::string key = TILES_TRY(decoded(pair.substr(0, sign)));
    std::string value = TILES_TRY(decoded(pair.substr(sign + 1)));
    if (!form.emplace(std::move(key), std::move(value)).second) {
      return fail(ErrorCode::Invalid, "an answer that says something twice");
    }
  }
  return form;
}

// 43 characters that nobody guesses.
std::string random_text() {
  constexpr std::size_t kBytes = 32;
  std::array<std::byte, kBytes> bytes{};
  fill_random(bytes);
  return to_base64({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, Base64::Url);
}

}  // namespace

Result<std::string> read_protected_resource(std::string_view json, std::string_view resource) {
  const Json read = TILES_TRY(object_of(json, "description of the server"));
  const std::string named = TILES_TRY(address_at(read, "resource"));
  if (named != resource) {
    return fail(ErrorCode::Invalid,
                "it describes " + shown_in_quotes(named) + ", not " + shown_in_quotes(resource));
  }
  const char* const key = "authorization_servers";
  if (!read.contains(key) || !read[key].is_array() || read[key].size() != 1 ||
      !read[key][0].is_string()) {
    return fail(ErrorCode::Invalid, "it does not name one server that signs users in");
  }
  return read[key][0].get<std::string>();
}

Result<OAuthServer> read_authorization_server(std::string_view json, std::string_view issuer) {
  const Json read = TILES_TRY(object_of(json, "description of the server"));
  OAuthServer server;
  server.issuer = TILES_TRY(address_at(read, "issuer"));
  if (server.issuer != issuer) {
    return fail(ErrorCode::Invalid, "it describes " + shown_in_quotes(server.issuer) + ", not " +
                                        shown_in_quotes(issuer));
  }
  TILES_CHECK(check_profile(read));
  server.authorization = TILES_TRY(address_at(read, "authorization_endpoint"));
  server.pushed_request = TILES_TRY(address_at(read, "pushed_authorization_request_endpoint"));
  server.token = TILES_TRY(address_at(read, "token_endpoint"));
  if (read.contains("revocation_endpoint")) {
    server.revocation = TILES_TRY(address_at(read, "revocation_endpoint"));
  }
  return server;
}

OAuthSecrets OAuthSecrets::make() { return {.state = random_text(), .verifier = random_text()}; }

std::string OAuthSecrets::challenge() const {
  const crypto::Digest digest = crypto::sha256(verifier);
  return to_base64({reinterpret_cast<const char*>(digest.bytes().data()), digest.bytes().size()},
                   Base64::Url);
}

OAuthForm pushed_form(const OAuthRequest& request, const OAuthSecrets& secrets) {
  return {{"client_id", std::string(kOAuthClient)},
          {"response_type", "code"},
          {"redirect_uri", request.redirect},
          {"scope", std::string(kOAuthScope)},
          {"state", secrets.state},
          {"code_challenge", secrets.challenge()},
          {"code_challenge_method", "S256"},
          {"login_hint", request.login}};
}

OAuthForm token_form(const std::string& code, const std::string& redirect,
                     const OAuthSecrets& secrets) {
  return {{"client_id", std::string(kOAuthClient)},
          {"grant_type", "authorization_code"},
          {"code", code},
          {"redirect_uri", redirect},
          {"code_verifier", secrets.verifier}};
}

Result<std::string> read_pushed(std::string_view json) {
  const Json read = TILES_TRY(object_of(json, "answer to the pushed request"));
  return text_at(read, "request_uri");
}

Result<std::string> read_redirect(std::string_view query, const OAuthSecrets& secrets,
                                  std::string_view issuer) {
  OAuthForm form = TILES_TRY(read_form(query));
  if (form["state"] != secrets.state) {
    return fail(ErrorCode::Denied, "the browser came back from another sign-in");
  }
  if (form["iss"] != issuer) {
    return fail(ErrorCode::Denied, "the browser came back from " + shown_in_quotes(form["iss"]) +
                                       ", not from " + shown_in_quotes(issuer));
  }
  if (!form["error"].empty()) {
    return fail(ErrorCode::Denied, "the server says " + shown_in_quotes(form["error"]) + ": " +
                                       shown_in_quotes(form["error_description"]));
  }
  if (form["code"].empty()) return fail(ErrorCode::Invalid, "the browser came back without a code");
  return form["code"];
}

Result<OAuthGrant> read_token(std::string_view json) {
  const Json read = TILES_TRY(object_of(json, "answer to the token request"));
  OAuthGrant grant;
  grant.access_token = TILES_TRY(text_at(read, "access_token"));
  const std::string type = TILES_TRY(text_at(read, "token_type"));
  if (to_lower_ascii(type) != "dpop") {
    return fail(ErrorCode::Unsupported,
                "token of the type " + shown_in_quotes(type) + ", not DPoP");
  }
  const std::string scopes = TILES_TRY(text_at(read, "scope"));
  const auto parts = split(scopes, ' ');
  if (std::ranges::find(parts, kOAuthScope) == parts.end()) {
    return fail(ErrorCode::Denied,
                "the server gives " + shown_in_quotes(scopes) + ", not the scope 'atproto'");
  }
  grant.subject = TILES_TRY(text_at(read, "sub"));
  TILES_CHECK(check_did(grant.subject));
  return grant;
}

std::string oauth_error(std::string_view json) {
  const auto read = object_of(json, "answer");
  if (!read) return "";
  const std::string error = optional_text(*read, "error");
  const std::string description = optional_text(*read, "error_description");
  if (error.empty()) return "";
  return shown_in_quotes(error) + (description.empty() ? "" : ": " + shown_in_quotes(description));
}

}  // namespace tiles::identity
