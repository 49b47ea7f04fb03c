// SPDX-License-Identifier: Apache-2.0
// Service tokens between Tiles and the npm package @atproto/xrpc-server, in both directions.
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "base/json.h"
#include "identity/service_token.h"
#include "support/npm_program.h"
#include "unit/identity/signers.h"

namespace tiles::identity {
namespace {

const ServiceTerms kTerms{.issuer = "did:plc:tkcmwelfse5kh7hnsuhgz57s",
                          .audience = "did:web:api.example.com",
                          .method = "com.atproto.repo.uploadBlob"};

// The program of tests/interop/service_auth/service_auth.mjs.
class Oracle : public NpmProgram {
 public:
  Oracle() : NpmProgram("service_auth/service_auth.mjs") {}

  Json verify(const std::string& token, const PublicKey& key) {
    return ask({{"do", "verify"},
                {"token", token},
                {"aud", kTerms.audience},
                {"lxm", kTerms.method},
                {"key", key.did()}});
  }
};

TimePoint now() { return SystemClock().now(); }

std::string verdict_on(const std::string& text, const std::string& key) {
  DidDocument document;
  document.did = kTerms.issuer;
  document.methods.push_back(
      {.id = kTerms.issuer + "#atproto", .key = PublicKey::parse_did(key).value()});
  const auto token = ServiceToken::parse(text);
  if (!token) return token.error().text();
  const auto verified = token->verify(
      {.issuer = &document, .audience = kTerms.audience, .method = kTerms.method, .now = now()});
  return verified ? "" : verified.error().text();
}

TEST(XrpcServer, AcceptsOurTokensOfBothKindsOfKey) {
  Oracle oracle;
  for (const Signer& signer : {p256_signer(), k256_signer()}) {
    const Json answer =
        oracle.verify(ServiceToken::sign(kTerms, now(), signer).value(), signer.key);
    EXPECT_EQ(answer["ok"], true) << answer;
    EXPECT_EQ(answer["iss"], kTerms.issuer);
  }
}

TEST(XrpcServer, RefusesWhatWeRefuse) {
  Oracle oracle;
  const Signer signer = k256_signer();
  const auto both_refuse = [&](const std::string& token, const PublicKey& key) {
    EXPECT_EQ(oracle.verify(token, key)["ok"], false) << token;
    EXPECT_NE(verdict_on(token, key.did()), "") << token;
  };
  const std::string good = ServiceToken::sign(kTerms, now(), signer).value();
  both_refuse(good, k256_signer().key);
  both_refuse(good, p256_signer().key);
  both_refuse(good.substr(0, good.rfind('.') + 1), signer.key);
  ServiceTerms terms = kTerms;
  terms.audience = "did:web:other.example.com";
  both_refuse(ServiceToken::sign(terms, now(), signer).value(), signer.key);
  terms = kTerms;
  terms.method = "com.atproto.repo.deleteRecord";
  both_refuse(ServiceToken::sign(terms, now(), signer).value(), signer.key);
  const auto late = now() - std::chrono::minutes(2);
  both_refuse(ServiceToken::sign(kTerms, late, signer).value(), signer.key);
  const Json payload = {{"iss", kTerms.issuer},
                        {"aud", kTerms.audience},
                        {"exp", seconds_of(now()) + 60},
                        {"lxm", kTerms.method}};
  EXPECT_EQ(oracle.verify(Jwt::sign({{"typ", "JWT"}}, payload, signer).value(), signer.key)["ok"],
            true);
  both_refuse(Jwt::sign({{"typ", "dpop+jwt"}}, payload, signer).value(), signer.key);
}

TEST(XrpcServer, ItsTokensAreAccepted) {
  Oracle oracle;
  for (const char* kind : {"p256", "k256"}) {
    const Json made = oracle.ask({{"do", "make"},
                                  {"kind", kind},
                                  {"iss", kTerms.issuer},
                                  {"aud", kTerms.audience},
                                  {"lxm", kTerms.method}});
    const auto token = made["token"].get<std::string>();
    EXPECT_EQ(verdict_on(token, made["key"].get<std::string>()), "") << token;
    EXPECT_NE(verdict_on(token, p256_signer().key.did()), "");
  }
}

}  // namespace
}  // namespace tiles::identity
