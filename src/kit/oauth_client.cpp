// SPDX-License-Identifier: Apache-2.0
#include "kit/oauth_client.h"

#include <utility>

#include "base/text.h"
#include "net/url.h"

namespace tiles::kit {
namespace {

constexpr int kSuccess = 200;
constexpr int kNoSuccess = 300;
constexpr std::size_t kNonceBytesMax = 512;

class AnswerText final : public net::BodySink {
 public:
  Result<void> begin(int, const net::Headers&) override { return {}; }
  Result<void> take(std::string_view bytes) override {
    text += bytes;
    return {};
  }

  std::string text;
};

std::string encoded(const identity::OAuthForm& form) {
  std::string text;
  for (const auto& [key, value] : form) {
    if (!text.empty()) text += '&';
    text += net::percent_encode(key) + "=" + net::percent_encode(value);
  }
  return text;
}

}  // namespace

Result<std::string> OAuthClient::get(const std::string& address) {
  net::Url url = TILES_TRY(net::Url::parse(address));
  const net::Request request{.url = std::move(url),
                             .body_bytes_max = identity::kOAuthAnswerBytesMax};
  net::Document document = TILES_TRY(client_.get(request, "sign-in at the server of a DID"));
  if (document.answer.status != kSuccess) {
    return fail(ErrorCode::Unsupported, "'" + address + "' answers " +
                                            std::to_string(document.answer.status) +
                                            ": no sign-in by OAuth there");
  }
  return std::move(document.body);
}

Result<identity::OAuthServer> OAuthClient::discover(std::string_view service) {
  const net::Url resource = TILES_TRY(net::Url::parse(service));
  if (!resource.is_encrypted) {
    return fail(ErrorCode::Invalid,
                "the server is not at an https address: " + shown_in_quotes(service));
  }
  const std::string at = resource.origin() + "/.well-known/oauth-protected-resource";
  const std::string described = TILES_TRY(get(at));
  auto issuer = identity::read_protected_resource(described, resource.origin());
  if (!issuer) return fail(std::move(issuer).error().within("'" + at + "'"));
  const net::Url url = TILES_TRY(net::Url::parse(*issuer));
  if (!url.is_encrypted || url.origin() != *issuer) {
    return fail(ErrorCode::Invalid, shown_in_quotes(*issuer) + " is no https address of a host");
  }
  const std::string there = *issuer + "/.well-known/oauth-authorization-server";
  const std::string metadata = TILES_TRY(get(there));
  auto server = identity::read_authorization_server(metadata, *issuer);
  if (!server) return fail(std::move(server).error().within("'" + there + "'"));
  return server;
}

Result<OAuthClient::Answered> OAuthClient::post_once(const std::string& address,
                                                     const identity::OAuthForm& form,
                                                     std::string_view why) {
  net::Url url = TILES_TRY(net::Url::parse(address));
  const std::string proof =
      TILES_TRY(key_.proof({.method = "POST", .address = address, .nonce = nonce_}, clock_.now()));
  net::Request request{
      .method = net::Method::Post,
      .url = std::move(url),
      .headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"DPoP", proof}},
      .body = encoded(form),
      .body_bytes_max = identity::kOAuthAnswerBytesMax};
  AnswerText text;
  net::Answer answer = TILES_TRY(client_.send(std::move(request), why, text));
  if (answer.broken) return fail(*std::move(answer.broken));
  const auto nonce = answer.headers.find("DPoP-Nonce");
  if (nonce && nonce->size() <= kNonceBytesMax) nonce_ = *nonce;
  return Answered{.status = answer.status, .body = std::move(text.text)};
}

// Once more when the server wants its own nonce in the proof, as it does at first.
Result<std::string> OAuthClient::post(const std::string& address, const identity::OAuthForm& form,
                                      std::string_view why) {
  Answered answered = TILES_TRY(post_once(address, form, why));
  if (answered.status >= kNoSuccess &&
      identity::oauth_error(answered.body).starts_with("'use_dpop_nonce'")) {
    answered = TILES_TRY(post_once(address, form, why));
  }
  if (answered.status >= kSuccess && answered.status < kNoSuccess) return std::move(answered.body);
  const std::string said = identity::oauth_error(answered.body);
  return fail(ErrorCode::Denied, "'" + address + "' answers " + std::to_string(answered.status) +
                                     (said.empty() ? "" : ": " + said));
}

Result<std::string> OAuthClient::push(const identity::OAuthServer& server,
                                      const identity::OAuthForm& form) {
  const std::string body =
      TILES_TRY(post(server.pushed_request, form, "sign-in at the server of a DID"));
  const std::string pushed = TILES_TRY(identity::read_pushed(body));
  return server.authorization + "?" +
         encoded({{"client_id", std::string(identity::kOAuthClient)}, {"request_uri", pushed}});
}

Result<identity::OAuthGrant> OAuthClient::exchange(const identity::OAuthServer& server,
                                                   const identity::OAuthForm& form) {
  const std::string body = TILES_TRY(post(server.token, form, "sign-in at the server of a DID"));
  return identity::read_token(body);
}

void OAuthClient::revoke(const identity::OAuthServer& server, const std::string& token) {
  if (server.revocation.empty()) return;
  static_cast<void>(post(server.revocation,
                         {{"client_id", std::string(identity::kOAuthClient)}, {"token", token}},
                         "end of a sign-in"));
}

}  // namespace tiles::kit
