// SPDX-License-Identifier: Apache-2.0
#include "identity/oauth.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/encodings.h"
#include "base/json.h"
#include "identity/dpop.h"
#include "identity/jwt.h"

namespace tiles::identity {
namespace {

const std::string kIssuer = "https://pds.example.com";

// What a real server says of itself, of @atproto/pds 0.5.35, in part.
Json server_description() {
  return {{"issuer", kIssuer},
          {"scopes_supported", {"atproto", "transition:email"}},
          {"response_types_supported", {"code"}},
          {"grant_types_supported", {"authorization_code", "refresh_token"}},
          {"code_challenge_methods_supported", {"S256"}},
          {"token_endpoint_auth_methods_supported", {"none", "private_key_jwt"}},
          {"dpop_signing_alg_values_supported", {"RS256", "ES256", "ES256K"}},
          {"authorization_response_iss_parameter_supported", true},
          {"require_pushed_authorization_requests", true},
          {"client_id_metadata_document_supported", true},
          {"authorization_endpoint", kIssuer + "/oauth/authorize"},
          {"token_endpoint", kIssuer + "/oauth/token"},
          {"revocation_endpoint", kIssuer + "/oauth/revoke"},
          {"pushed_authorization_request_endpoint", kIssuer + "/oauth/par"}};
}

ErrorCode server_error(const Json& json) {
  return read_authorization_server(print_json(json), kIssuer).error().code();
}

TEST(OAuthServer, DescriptionIsRead) {
  const auto server = read_authorization_server(print_json(server_description()), kIssuer);
  ASSERT_TRUE(server) << server.error().text();
  EXPECT_EQ(server->pushed_request, "https://pds.example.com/oauth/par");
  EXPECT_EQ(server->revocation, "https://pds.example.com/oauth/revoke");
}

TEST(OAuthServer, EachThingThatIsMissingIsNamed) {
  const Json whole = server_description();
  for (const auto& [key, value] : whole.items()) {
    if (key == "revocation_endpoint") continue;
    Json part = whole;
    part.erase(key);
    const auto read = read_authorization_server(print_json(part), kIssuer);
    ASSERT_FALSE(read) << key;
    EXPECT_NE(read.error().text().find("'" + key + "'"), std::string::npos) << read.error().text();
  }
  Json other = whole;
  other["issuer"] = "https://eve.example.com";
  EXPECT_EQ(server_error(other), ErrorCode::Invalid);
  for (const char* address :
       {"http://pds.example.com/token", "https://a.test/?x", "ftp://a.test"}) {
    other = whole;
    other["token_endpoint"] = address;
    EXPECT_EQ(server_error(other), ErrorCode::Invalid) << address;
  }
  other = whole;
  other["code_challenge_methods_supported"] = {"plain"};
  EXPECT_EQ(server_error(other), ErrorCode::Unsupported);
  EXPECT_EQ(read_authorization_server("[]", kIssuer).error().code(), ErrorCode::Invalid);
  EXPECT_EQ(
      read_authorization_server(std::string(kOAuthAnswerBytesMax + 1, ' '), kIssuer).error().code(),
      ErrorCode::Limit);
}

TEST(OAuthServer, ResourceNamesOneServerAndItself) {
  const Json good = {{"resource", kIssuer}, {"authorization_servers", {"https://a.test"}}};
  EXPECT_EQ(read_protected_resource(print_json(good), kIssuer), "https://a.test");
  EXPECT_FALSE(read_protected_resource(print_json(good), "https://eve.example.com"));
  for (const Json& servers : {Json::array(), Json::array({"https://a.test", "https://b.test"}),
                              Json::array({1}), Json("https://a.test")}) {
    Json bad = good;
    bad["authorization_servers"] = servers;
    EXPECT_FALSE(read_protected_resource(print_json(bad), kIssuer)) << servers;
  }
}

// RFC 7636, appendix B.
TEST(OAuthSecrets, PublishedVerifierHasItsChallenge) {
  const OAuthSecrets secrets{.state = "",
                             .verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"};
  EXPECT_EQ(secrets.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  const OAuthSecrets made = OAuthSecrets::make();
  EXPECT_EQ(made.verifier.size(), 43U);
  EXPECT_NE(made.verifier, made.state);
  EXPECT_NE(made.verifier, OAuthSecrets::make().verifier);
}

TEST(OAuthForms, SecretsGoWhereTheyBelong) {
  const OAuthSecrets secrets = OAuthSecrets::make();
  const OAuthForm pushed =
      pushed_form({.redirect = "http://127.0.0.1:1/", .login = "ana.test"}, secrets);
  EXPECT_EQ(pushed.at("code_challenge"), secrets.challenge());
  EXPECT_EQ(pushed.at("scope"), "atproto");
  for (const auto& [key, value] : pushed) EXPECT_NE(value, secrets.verifier) << key;
  const OAuthForm token = token_form("the-code", "http://127.0.0.1:1/", secrets);
  EXPECT_EQ(token.at("code_verifier"), secrets.verifier);
  EXPECT_EQ(token.at("code"), "the-code");
}

TEST(OAuthRedirect, CodeOfThisSignInIsRead) {
  const OAuthSecrets secrets{.state = "s", .verifier = "v"};
  const auto code = [&](std::string_view query) { return read_redirect(query, secrets, kIssuer); };
  const std::string good = "iss=https%3A%2F%2Fpds.example.com&state=s&code=cod-1%2b+x";
  EXPECT_EQ(code(good), "cod-1+ x");
  EXPECT_EQ(code("iss=https%3A%2F%2Fpds.example.com&state=t&code=c").error().text(),
            "the browser came back from another sign-in");
  EXPECT_EQ(code("iss=https%3A%2F%2Feve.test&state=s&code=c").error().text(),
            "the browser came back from 'https://eve.test', not from 'https://pds.example.com'");
  EXPECT_EQ(code("state=s&code=c").error().code(), ErrorCode::Denied);
  EXPECT_EQ(code("iss=https%3A%2F%2Fpds.example.com&state=s&error=access_denied&error_description="
                 "The+user+rejected%0A")
                .error()
                .text(),
            "the server says 'access_denied': 'The user rejected?'");
  for (const std::string& bad : {good + "&code=d", good + "%", good + "%2", good + "%zz",
                                 std::string("iss=https%3A%2F%2Fpds.example.com&state=s")}) {
    EXPECT_EQ(code(bad).error().code(), ErrorCode::Invalid) << bad;
  }
  EXPECT_EQ(code(std::string(kOAuthTextBytesMax + 1, 'x')).error().code(), ErrorCode::Limit);
}

TEST(OAuthToken, IsBoundToAKeyAndOfADid) {
  const Json good = {{"access_token", "t"},
                     {"token_type", "DPoP"},
                     {"scope", "atproto"},
                     {"sub", "did:plc:z72i7hdynmk6r22z27h6tvur"}};
  const auto grant = read_token(print_json(good));
  ASSERT_TRUE(grant);
  EXPECT_EQ(grant->subject, "did:plc:z72i7hdynmk6r22z27h6tvur");
  const auto code = [&](const char* key, const Json& value) {
    Json bad = good;
    bad[key] = value;
    return read_token(print_json(bad)).error().code();
  };
  EXPECT_EQ(code("token_type", "Bearer"), ErrorCode::Unsupported);
  EXPECT_EQ(code("scope", "transition:generic atprotocol"), ErrorCode::Denied);
  EXPECT_EQ(code("sub", "ana.test"), ErrorCode::Invalid);
  EXPECT_EQ(code("sub", nullptr), ErrorCode::Invalid);
  EXPECT_EQ(code("access_token", std::string(kOAuthTextBytesMax + 1, 'x')), ErrorCode::Invalid);
}

TEST(OAuthError, IsReadFromAnswersThatHaveOne) {
  EXPECT_EQ(oauth_error(R"({"error":"use_dpop_nonce","error_description":"nonce needed"})"),
            "'use_dpop_nonce': 'nonce needed'");
  EXPECT_EQ(oauth_error(R"({"error":"invalid_grant"})"), "'invalid_grant'");
  for (const std::string_view none : {"", "<html>", "[]", R"({"error":1})"}) {
    EXPECT_EQ(oauth_error(none), "");
  }
}

TEST(DpopKey, ProofIsSignedByTheKeyInIt) {
  const DpopKey key;
  const TimePoint now{std::chrono::seconds(1'767'225'600)};
  const DpopRequest request{.method = "POST", .address = kIssuer + "/oauth/par", .nonce = "n-1"};
  const Jwt proof = Jwt::parse(key.proof(request, now).value()).value();
  EXPECT_EQ(proof.header()["typ"], "dpop+jwt");
  EXPECT_EQ(proof.header()["alg"], "ES256");
  const Json web_key = proof.header()["jwk"];
  ASSERT_EQ(web_key.size(), 4U);  // And no "d", the private half.
  const auto bytes = [&](const char* name) {
    return from_base64(web_key[name].get<std::string>(), Base64::Url).value();
  };
  const PublicKey read(crypto::P256PublicKey::from_coordinates(bytes("x"), bytes("y")).value());
  EXPECT_TRUE(proof.verify(read));
  EXPECT_EQ(proof.payload()["htm"], "POST");
  EXPECT_EQ(proof.payload()["htu"], kIssuer + "/oauth/par");
  EXPECT_EQ(proof.payload()["iat"], 1'767'225'600);
  EXPECT_EQ(proof.payload()["nonce"], "n-1");
  const Jwt other =
      Jwt::parse(key.proof({.method = "POST", .address = "https://a.test/"}, now).value()).value();
  EXPECT_FALSE(other.payload().contains("nonce"));
  EXPECT_NE(other.payload()["jti"], proof.payload()["jti"]);
}

}  // namespace
}  // namespace tiles::identity
