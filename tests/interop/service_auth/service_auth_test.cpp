// SPDX-License-Identifier: Apache-2.0
// Service tokens between Tiles and the npm package @atproto/xrpc-server, in both directions.
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <string>

#include "base/child_process.h"
#include "base/json.h"
#include "identity/service_token.h"
#include "unit/identity/signers.h"

namespace tiles::identity {
namespace {

const ServiceTerms kTerms{.issuer = "did:plc:tkcmwelfse5kh7hnsuhgz57s",
                          .audience = "did:web:api.example.com",
                          .method = "com.atproto.repo.uploadBlob"};

// The program of tests/interop/service_auth/service_auth.mjs.
class Oracle {
 public:
  Oracle() : process_(start()) {}

  Json ask(const Json& request) {
    const auto deadline = ChildProcess::Clock::now() + std::chrono::seconds(60);
    EXPECT_TRUE(process_.write(print_json(request) + "\n", deadline));
    std::string answer;
    std::array<char, 4'096> piece{};
    while (answer.find('\n') == std::string::npos) {
      const auto count = process_.read(piece, deadline);
      if (!count || *count == 0) break;
      answer.append(piece.data(), *count);
    }
    const auto json = parse_json(answer);
    EXPECT_TRUE(json) << answer;
    return json.value_or(Json());
  }

  Json verify(const std::string& token, const PublicKey& key) {
    return ask({{"do", "verify"},
                {"token", token},
                {"aud", kTerms.audience},
                {"lxm", kTerms.method},
                {"key", key.did()}});
  }

 private:
  static ChildProcess start() {
    const char* folder = std::getenv("TILES_NPM_ORACLES");
    const std::string root = folder == nullptr ? "TILES_NPM_ORACLES is not set" : folder;
    return ChildProcess::start(
               {.program = root + "/node", .arguments = {root + "/service_auth/service_auth.mjs"}})
        .value();
  }

  ChildProcess process_;
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
