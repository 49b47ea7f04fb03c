// SPDX-License-Identifier: Apache-2.0
// Checking a chain of five delegations with policies, and one decision by rules; prints one JSON
// object. With an argument, a file, it writes the chain there for a peer to check in the same run.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "base/assert.h"
#include "base/encodings.h"
#include "base/json.h"
#include "crypto/ed25519.h"
#include "identity/access.h"
#include "identity/dag_json.h"
#include "identity/ucan.h"
#include "identity/ucan_chain.h"

namespace tiles::identity {
namespace {

constexpr int kRounds = 200;
constexpr int kDecisionsPerRound = 100;
constexpr std::size_t kLinks = 5;
constexpr std::size_t kRules = 100;

template <typename Work>
double median_microseconds(const Work& work) {
  std::vector<double> times;
  for (int i = 0; i < kRounds; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    times.push_back(
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin)
            .count());
  }
  std::ranges::nth_element(times, times.begin() + kRounds / 2);
  return times[kRounds / 2];
}

Signer signer() {
  const auto key = std::make_shared<crypto::Ed25519Key>(crypto::Ed25519Key::generate());
  return {.key = key->public_key(), .sign = [key](std::string_view message) {
            const auto bytes = key->sign(message);
            return Result<std::string>(
                std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
          }};
}

struct Chain {
  std::string invocation;
  std::vector<std::string> proofs;
};

Chain make_chain() {
  const std::int64_t later =
      std::chrono::floor<std::chrono::seconds>(SystemClock().now()).time_since_epoch().count() +
      86'400;
  const Policy policy =
      Policy::parse(
          parse_dag_json(R"([["like",".path","entities/*"],["<=",".size",1000]])").value())
          .value();
  std::vector<Signer> signers;
  for (std::size_t i = 0; i <= kLinks; ++i) signers.push_back(signer());
  InvocationTerms terms{.subject = signers.front().key, .audience = {}, .command = "/memory/read"};
  terms.arguments =
      *parse_dag_json(R"({"path":"entities/a.md","size":10})").value().as<DagValue::Map>();
  terms.expires = later;
  Chain chain;
  for (std::size_t i = 0; i < kLinks; ++i) {
    const Delegation link = Delegation::sign({.audience = signers[i + 1].key,
                                              .subject = signers.front().key,
                                              .command = "/memory",
                                              .policy = policy,
                                              .time = {.not_before = {}, .expires = later}},
                                             signers[i])
                                .value();
    terms.proofs.push_back(link.cid());
    chain.proofs.push_back(link.bytes());
  }
  chain.invocation = Invocation::sign(terms, signers.back()).value().bytes();
  return chain;
}

// From bytes to the verdict, as a service that is called does it.
void check(const Chain& chain, TimePoint now) {
  const Invocation invocation = Invocation::parse(chain.invocation).value();
  std::vector<Delegation> proofs;
  for (const std::string& each : chain.proofs) proofs.push_back(Delegation::parse(each).value());
  TILES_ASSERT(!check_chain(invocation, proofs, {.now = now}));
}

// The rule that fits is the last one.
AccessPolicy make_policy() {
  std::string text = "format = 1\n";
  for (std::size_t i = 0; i < kRules; ++i) {
    text += "[[rule]]\nwho = \"" + std::string(i + 1 == kRules ? "notes" : "other") +
            "\"\nmay = \"memory\"\nwhere = '.path like \"entities/*\"'\ndo = \"allow\"\n";
  }
  return AccessPolicy::parse(text).value();
}

void write_for_peer(const Chain& chain, const char* path) {
  Json proofs = Json::array();
  for (const std::string& each : chain.proofs) {
    proofs.push_back(to_base64(each, Base64::Padded));
  }
  std::ofstream(path) << print_json({{"do", "measure"},
                                     {"rounds", kRounds},
                                     {"invocation", to_base64(chain.invocation, Base64::Padded)},
                                     {"proofs", proofs}})
                      << "\n";
}

int run(int argc, char** argv) {
  const Chain chain = make_chain();
  const TimePoint now = SystemClock().now();
  const AccessPolicy policy = make_policy();
  AccessRequest request{.agent = "notes", .command = "/memory/read"};
  request.arguments.emplace("path", "entities/a.md");
  request.time = now;
  const double chain_us = median_microseconds([&] { check(chain, now); });
  const double decisions_us = median_microseconds([&] {
    for (int i = 0; i < kDecisionsPerRound; ++i) {
      TILES_ASSERT(decide(policy, request).verdict == Verdict::Allowed);
    }
  });
  if (argc > 1) write_for_peer(chain, argv[1]);
  std::printf("%s\n", print_json({{"rounds", kRounds},
                                  {"ucan_chain_of_5_us", chain_us},
                                  {"rules", kRules},
                                  {"policy_decision_us", decisions_us / kDecisionsPerRound}})
                          .c_str());
  return 0;
}

}  // namespace
}  // namespace tiles::identity

int main(int argc, char** argv) { return tiles::identity::run(argc, argv); }
