// SPDX-License-Identifier: Apache-2.0
// Delegations between Tiles and the npm package iso-ucan, in both directions.
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "base/encodings.h"
#include "base/json.h"
#include "identity/dag_json.h"
#include "identity/ucan.h"
#include "identity/ucan_chain.h"
#include "support/npm_program.h"
#include "unit/identity/signers.h"

namespace tiles::identity {
namespace {

// The program of tests/interop/ucan/ucan.mjs.
class Oracle : public NpmProgram {
 public:
  Oracle() : NpmProgram("ucan/ucan.mjs") {}
};

std::string base64(const std::string& bytes) { return to_base64(bytes, Base64::Padded); }
std::string bytes_of(const Json& text) {
  return from_base64(text.get<std::string>(), Base64::Padded).value();
}

TimePoint now() { return SystemClock().now(); }

// A chain of ours from the first signer to the last, each allowed what the statements say.
Json chain_of(const std::vector<Signer>& signers, std::string_view policy,
              std::string_view arguments) {
  const auto hour =
      std::chrono::floor<std::chrono::seconds>(now()).time_since_epoch() + std::chrono::hours(1);
  InvocationTerms terms{.subject = signers.front().key, .audience = {}, .command = "/memory/read"};
  terms.arguments = *parse_dag_json(arguments).value().as<DagValue::Map>();
  terms.expires = hour.count();
  Json proofs = Json::array();
  for (std::size_t i = 0; i + 1 < signers.size(); ++i) {
    const Delegation link =
        Delegation::sign(
            {.audience = signers[i + 1].key,
             .subject = signers.front().key,
             .command = i == 0 ? "/" : "/memory",
             .policy = Policy::parse(parse_dag_json(i == 0 ? "[]" : policy).value()).value(),
             .time = {.not_before = {}, .expires = hour.count()}},
            signers[i])
            .value();
    terms.proofs.push_back(link.cid());
    proofs.push_back(base64(link.bytes()));
  }
  const Invocation invocation = Invocation::sign(terms, signers.back()).value();
  return {{"do", "verify"}, {"invocation", base64(invocation.bytes())}, {"proofs", proofs}};
}

constexpr std::string_view kPolicy =
    R"([["like",".path","entities/*"],["or",[["<",".size",10],["==",".tag","x"]]]])";

TEST(IsoUcan, AcceptsOurChainsOfEveryKindOfKey) {
  Oracle oracle;
  const std::vector<std::vector<Signer>> chains = {
      {ed25519_signer()},
      {ed25519_signer(), ed25519_signer()},
      {k256_signer(), p256_signer(), ed25519_signer()},
      {p256_signer(), k256_signer(), ed25519_signer(), p256_signer(), k256_signer()}};
  for (const auto& signers : chains) {
    const Json answer =
        oracle.ask(chain_of(signers, kPolicy, R"({"path":"entities/a.md","size":1})"));
    EXPECT_EQ(answer["ok"], true) << answer;
  }
}

TEST(IsoUcan, RefusesWhatWeRefuse) {
  Oracle oracle;
  const std::vector<Signer> signers = {k256_signer(), p256_signer(), ed25519_signer()};
  const Json outside = chain_of(signers, kPolicy, R"({"path":"user.md","size":1})");
  EXPECT_EQ(oracle.ask(outside)["ok"], false);
  Json swapped = chain_of(signers, "[]", "{}");
  std::string bytes = bytes_of(swapped["proofs"][1]);
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  swapped["proofs"][1] = base64(bytes);
  EXPECT_EQ(oracle.ask(swapped)["ok"], false);
}

// Its chains by us, with the refusal that we give.
std::string verdict_on(const Json& made) {
  const auto invocation = Invocation::parse(bytes_of(made["invocation"]));
  if (!invocation) return invocation.error().text();
  std::vector<Delegation> proofs;
  for (const Json& each : made["proofs"]) {
    const auto delegation = Delegation::parse(bytes_of(each));
    if (!delegation) return delegation.error().text();
    proofs.push_back(*delegation);
  }
  const auto refusal = check_chain(*invocation, proofs, {.now = now()});
  return refusal ? std::string(fault_name(refusal->fault)) + " " + refusal->reason : "";
}

TEST(IsoUcan, ItsChainsAreAccepted) {
  Oracle oracle;
  for (const Json& kinds :
       {Json::array({"ed25519"}), Json::array({"ed25519", "ed25519"}),
        Json::array({"k256", "ed25519", "k256"}), Json::array({"ed25519", "k256", "k256"})}) {
    const Json made = oracle.ask({{"do", "make"},
                                  {"kinds", kinds},
                                  {"cmd", "/memory/read"},
                                  {"pol", parse_json(kPolicy).value()},
                                  {"args", {{"path", "entities/a.md"}, {"size", 1}}}});
    EXPECT_EQ(verdict_on(made), "") << kinds;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      EXPECT_TRUE(PublicKey::parse_did(made["dids"][i].get<std::string>()));
    }
  }
}

// It signs with P-256 without regard to the size of s. A revocation names a token by its hash, so
// we take the one of the two twins that has a low s, and only that.
TEST(IsoUcan, ItsP256TokensAreAcceptedWhereTheirSIsLow) {
  Oracle oracle;
  int accepted = 0;
  int high = 0;
  for (int i = 0; i < 16; ++i) {
    const Json made = oracle.ask({{"do", "make"},
                                  {"kinds", Json::array({"p256"})},
                                  {"cmd", "/memory/read"},
                                  {"pol", Json::array()},
                                  {"args", Json::object()}});
    const std::string verdict = verdict_on(made);
    accepted += verdict.empty() ? 1 : 0;
    high += verdict.find("high s") != std::string::npos ? 1 : 0;
  }
  EXPECT_EQ(accepted + high, 16);
  EXPECT_GT(accepted, 0);
}

}  // namespace
}  // namespace tiles::identity
