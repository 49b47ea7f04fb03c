// SPDX-License-Identifier: Apache-2.0
#include "identity/service_token.h"

#include <gtest/gtest.h>

#include "base/encodings.h"
#include "crypto/p256.h"
#include "unit/identity/published.h"
#include "unit/identity/signers.h"

namespace tiles::identity {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Made by npm package @atproto/crypto with the first published key of secp256k1.
constexpr std::string_view kKnown =
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NksifQ."
    "eyJpc3MiOiJkaWQ6cGxjOnRrY213ZWxmc2U1a2g3aG5zdWhnejU3cyIsImF1ZCI6ImRpZDp3ZWI6YXBpLmV4YW1wbGUuY2"
    "9tI3N2YyIsImlhdCI6MTc2NzIyNTYwMCwiZXhwIjoxNzY3MjI1NjYwLCJseG0iOiJjb20uYXRwcm90by5yZXBvLnVwbG9h"
    "ZEJsb2IiLCJqdGkiOiIwMDExMjIzMzQ0NTU2Njc3ODg5OWFhYmJjY2RkZWVmZiJ9."
    "7pFGPRIMvXx1-NPRaOmqyV3XMNRym_gG40FXle-v2T0v2hXKku3wLXl2uljnSs146N3veCtha422ZsoRmuRneg";
constexpr seconds kKnownIssued{1'767'225'600};
const ServiceTerms kTerms{.issuer = "did:plc:tkcmwelfse5kh7hnsuhgz57s",
                          .audience = "did:web:api.example.com#svc",
                          .method = "com.atproto.repo.uploadBlob"};

Signer known_signer() {
  const Json list = published("atproto/w3c_didkey_K256.json");
  const std::string scalar = from_hex(list[0]["privateKeyBytesHex"].get<std::string>()).value();
  auto key = std::make_shared<crypto::Secp256k1PrivateKey>(
      crypto::Secp256k1PrivateKey::from_scalar(crypto::SecretBytes::copy_of(bytes_in(scalar)))
          .value());
  return {.key = key->public_key(), .sign = [key](std::string_view message) {
            return Result<std::string>(key->sign(message));
          }};
}

DidDocument document_of(const Signer& signer) {
  DidDocument document;
  document.did = kTerms.issuer;
  document.methods.push_back({.id = kTerms.issuer + "#tiles", .key = p256_signer().key});
  document.methods.push_back({.id = kTerms.issuer + "#atproto", .key = signer.key});
  return document;
}

TimePoint at(seconds time) { return TimePoint(milliseconds(time)); }

std::string refusal(std::string_view text, const ServiceCheck& check) {
  const auto token = ServiceToken::parse(text);
  if (!token) return token.error().text();
  const auto verified = token->verify(check);
  return verified ? "" : verified.error().text();
}

// The payload of a good token, with other members.
std::string token_with(const Json& changes, const Signer& signer, Json header = Json::object()) {
  Json payload = {{"iss", kTerms.issuer}, {"aud", kTerms.audience}, {"lxm", kTerms.method},
                  {"iat", 1'000},         {"exp", 1'060},           {"jti", "one"}};
  for (const auto& [key, value] : changes.items()) {
    payload[key] = value;
    if (value.is_null()) payload.erase(key);
  }
  return Jwt::sign(std::move(header), payload, signer).value();
}

TEST(ServiceToken, KnownTokenHasItsBytesAndIsAccepted) {
  const Signer signer = known_signer();
  const Json payload = {{"iss", kTerms.issuer},        {"aud", kTerms.audience},
                        {"iat", kKnownIssued.count()}, {"exp", kKnownIssued.count() + 60},
                        {"lxm", kTerms.method},        {"jti", "00112233445566778899aabbccddeeff"}};
  EXPECT_EQ(Jwt::sign({{"typ", "JWT"}}, payload, signer).value(), kKnown);
  const auto token = ServiceToken::parse(kKnown);
  ASSERT_TRUE(token) << token.error().text();
  EXPECT_EQ(token->terms(), kTerms);
  EXPECT_EQ(token->id(), "00112233445566778899aabbccddeeff");
  const DidDocument document = document_of(signer);
  EXPECT_EQ(refusal(kKnown, {.issuer = &document,
                             .audience = kTerms.audience,
                             .method = kTerms.method,
                             .now = at(kKnownIssued)}),
            "");
}

TEST(ServiceToken, OursOfBothKindsOfKeyAreAcceptedForAMinute) {
  for (const Signer& signer : {p256_signer(), k256_signer()}) {
    const DidDocument document = document_of(signer);
    const std::string text = ServiceToken::sign(kTerms, at(seconds(1'000)), signer).value();
    ServiceCheck check{.issuer = &document,
                       .audience = kTerms.audience,
                       .method = kTerms.method,
                       .now = at(seconds(1'059))};
    EXPECT_EQ(refusal(text, check), "");
    check.now = at(seconds(1'060));
    EXPECT_EQ(refusal(text, check), "the token ended 0 s ago");
    check.now = at(seconds(940));
    EXPECT_EQ(refusal(text, check), "");
    check.now = at(seconds(939));
    EXPECT_EQ(refusal(text, check), "the token begins in 61 s");
    EXPECT_NE(ServiceToken::parse(text)->id(),
              ServiceToken::parse(ServiceToken::sign(kTerms, check.now, signer).value())->id());
  }
  EXPECT_EQ(ServiceToken::sign(kTerms, at(seconds(0)), ed25519_signer()).error().code(),
            ErrorCode::Unsupported);
}

TEST(ServiceToken, EachWrongStepHasItsOwnError) {
  const Signer signer = p256_signer();
  const DidDocument document = document_of(signer);
  const ServiceCheck good{.issuer = &document,
                          .audience = kTerms.audience,
                          .method = kTerms.method,
                          .now = at(seconds(1'000))};
  const std::string text = token_with({}, signer);
  EXPECT_EQ(refusal(text, good), "");
  ServiceCheck other = good;
  other.audience = "did:web:api.example.com";
  EXPECT_EQ(refusal(text, other),
            "the token is for 'did:web:api.example.com#svc', not for 'did:web:api.example.com'");
  other = good;
  other.method = "com.atproto.repo.deleteRecord";
  EXPECT_EQ(refusal(text, other),
            "the token is for the method 'com.atproto.repo.uploadBlob', not for "
            "'com.atproto.repo.deleteRecord'");
  EXPECT_EQ(refusal(token_with({{"lxm", nullptr}}, signer), good),
            "the token is for the method '', not for 'com.atproto.repo.uploadBlob'");
  EXPECT_EQ(refusal(token_with({{"iss", "did:web:eve.test"}}, signer), good),
            "the token is of 'did:web:eve.test', the document of "
            "'did:plc:tkcmwelfse5kh7hnsuhgz57s'");
  EXPECT_EQ(refusal(token_with({{"exp", 4'601}}, signer), good),
            "the token is good for more than 3600 s");
  EXPECT_EQ(refusal(token_with({{"exp", 4'600}}, signer), good), "");
  EXPECT_EQ(refusal(token_with({{"exp", 4'601}, {"iat", nullptr}}, signer), good),
            "the token is good for more than 3600 s");
  EXPECT_EQ(refusal(token_with({{"nbf", 1'061}, {"exp", 1'100}}, signer), good),
            "the token begins in 61 s");
  EXPECT_NE(refusal(token_with({}, p256_signer()), good), "");
  EXPECT_EQ(refusal(token_with({}, k256_signer()), good),
            "the token: token of the algorithm ES256K, but the key is one of P-256");
  DidDocument bare = document;
  bare.methods.pop_back();
  EXPECT_EQ(
      refusal(text,
              {.issuer = &bare, .audience = good.audience, .method = good.method, .now = good.now}),
      "'did:plc:tkcmwelfse5kh7hnsuhgz57s' has no key '#atproto'");
}

TEST(ServiceToken, OtherSpellingsAreRefused) {
  const Signer signer = p256_signer();
  const auto code = [](const std::string& text) {
    const auto token = ServiceToken::parse(text);
    return token ? std::optional<ErrorCode>() : token.error().code();
  };
  const std::string good = token_with({}, signer);
  EXPECT_EQ(code(good), std::nullopt);
  for (const std::string& bad :
       {std::string(), std::string("a.b"), good + ".", good + "=", " " + good, good + "\n",
        good.substr(good.find('.')), std::string("..")}) {
    EXPECT_EQ(code(bad), ErrorCode::Invalid) << bad;
  }
  const auto encoded = [](std::string_view json) { return to_base64(json, Base64::Url); };
  const std::string rest = good.substr(good.find('.'));
  for (const std::string_view header : {R"({"alg":"none"})", R"({"alg":"HS256"})", R"({})",
                                        R"({"alg":7})", R"({"alg":"ES256","crit":["x"]})"}) {
    EXPECT_EQ(code(encoded(header) + rest), ErrorCode::Unsupported) << header;
  }
  for (const std::string_view header :
       {R"({"alg":"ES256","alg":"ES256"})", R"([])", R"({"alg":"ES256","typ":"at+jwt"})",
        R"({"alg":"ES256","typ":1})", R"({"alg":"ES256"} x)"}) {
    EXPECT_EQ(code(encoded(header) + rest), ErrorCode::Invalid) << header;
  }
  for (const Json& change :
       {Json{{"exp", "1060"}}, Json{{"exp", 1060.5}}, Json{{"exp", -1}}, Json{{"exp", nullptr}},
        Json{{"exp", (std::uint64_t{1} << 53U) + 1}}, Json{{"iat", "now"}}, Json{{"iss", 1}},
        Json{{"iss", nullptr}}, Json{{"iss", "did:web:a#atproto"}}, Json{{"aud", "api"}},
        Json{{"aud", "did:web:a#"}}, Json{{"aud", "did:web:a#b#c"}},
        Json{{"aud", Json::array({"did:web:a"})}}, Json{{"lxm", "upload"}}, Json{{"jti", 1}}}) {
    EXPECT_EQ(code(token_with(change, signer)), ErrorCode::Invalid) << change;
  }
}

TEST(ServiceToken, LimitsHoldAndAreNotPassed) {
  const Signer signer = p256_signer();
  const std::string longest(ServiceToken::kIdBytesMax, 'x');
  EXPECT_TRUE(ServiceToken::parse(token_with({{"jti", longest}}, signer)));
  EXPECT_EQ(ServiceToken::parse(token_with({{"jti", longest + "x"}}, signer)).error().code(),
            ErrorCode::Limit);
  EXPECT_EQ(Jwt::parse(std::string(Jwt::kBytesMax + 1, 'x')).error().code(), ErrorCode::Limit);
  EXPECT_EQ(Jwt::parse(std::string(Jwt::kBytesMax, 'x')).error().code(), ErrorCode::Invalid);
}

TEST(ServiceToken, EveryChangedByteIsRefused) {
  const Signer signer = k256_signer();
  const DidDocument document = document_of(signer);
  const ServiceCheck check{.issuer = &document,
                           .audience = kTerms.audience,
                           .method = kTerms.method,
                           .now = at(seconds(1'000))};
  const std::string good = token_with({}, signer);
  ASSERT_EQ(refusal(good, check), "");
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = bad[i] == 'A' ? 'B' : 'A';
    EXPECT_NE(refusal(bad, check), "") << i;
  }
}

}  // namespace
}  // namespace tiles::identity
