// SPDX-License-Identifier: Apache-2.0
#include "identity/ucan.h"

#include <gtest/gtest.h>

#include "identity/dag_cbor.h"
#include "identity/dag_json.h"
#include "identity/ucan_chain.h"
#include "unit/identity/published.h"
#include "unit/identity/signers.h"

namespace tiles::identity {
namespace {

using std::chrono::seconds;

constexpr std::int64_t kNow = 1'800'000'000;

std::string bytes_of(const Json& base64) {
  return from_base64(base64.get<std::string>(), Base64::Padded).value();
}
std::string dag_bytes_of(const Json& json) {
  return from_base64(json["/"]["bytes"].get<std::string>(), Base64::Plain).value();
}
TimePoint time_at(std::int64_t second) { return TimePoint(seconds(second)); }

// ucan-wg/spec, fixtures/1.0.0/delegation.json.
TEST(Delegation, PublishedOneIsReadAndVerifies) {
  const Json each = published("ucan/delegation.json")["valid"][0];
  const std::string bytes = bytes_of(each["token"]);
  const Delegation delegation = Delegation::parse(bytes).value();
  const Json& payload = each["envelope"]["payload"];
  EXPECT_TRUE(delegation.verify_signature());
  EXPECT_EQ(delegation.cid().text(), each["cid"]);
  EXPECT_EQ(delegation.issuer().did(), payload["iss"]);
  EXPECT_EQ(delegation.audience().did(), payload["aud"]);
  EXPECT_EQ(delegation.subject()->did(), payload["sub"]);
  EXPECT_EQ(delegation.command(), payload["cmd"]);
  EXPECT_EQ(delegation.time().expires, payload["exp"].get<std::int64_t>());
  EXPECT_EQ(delegation.bytes(), bytes);
}

// The fixture's issuer signs the same payload: the same bytes, because the form is canonical.
TEST(UcanEnvelope, PublishedDelegationIsReproducedFromItsKey) {
  const Json file = published("ucan/delegation.json");
  const std::string bytes = bytes_of(file["valid"][0]["token"]);
  const std::string key = bytes_of(file["principals"]["bob"]).substr(2);  // Behind its multicodec.
  const Signer bob = ed25519_signer(bytes_in(key));
  const DagValue::Map payload = UcanEnvelope::parse(bytes).value().payload();
  EXPECT_EQ(UcanEnvelope::sign(UcanKind::Delegation, payload, bob).value().bytes(), bytes);
}

// ucan-wg/spec, fixtures/1.0.0/invocation.json.
TEST(UcanChain, PublishedInvocationsHaveTheirVerdict) {
  const Json file = published("ucan/invocation.json");
  std::size_t count = 0;
  for (const char* kind : {"valid", "invalid"}) {
    for (const Json& each : file[kind]) {
      const Invocation invocation = Invocation::parse(dag_bytes_of(each["invocation"])).value();
      std::vector<Delegation> proofs;
      for (const Json& proof : each["proofs"]) {
        proofs.push_back(Delegation::parse(dag_bytes_of(proof)).value());
      }
      const auto refusal =
          check_chain(invocation, proofs, {.now = time_at(each["time"].get<std::int64_t>())});
      const std::string found = refusal ? std::string(fault_name(refusal->fault)) : "";
      const std::string expected = each.contains("error") ? each["error"]["name"] : Json("");
      EXPECT_EQ(found, expected) << each["name"] << (refusal ? refusal->reason : "");
      ++count;
    }
  }
  EXPECT_EQ(count, 20U);
}

// ucan-wg/spec, fixtures/1.0.0/policy.json, which is no JSON as it was published: one pair of
// braces too many stands around "christmas".
TEST(Policy, PublishedPoliciesHaveTheirVerdict) {
  std::string text = published_text("ucan/policy.json");
  const std::size_t open = text.find("{", text.find("\"newsletters\": {") + 16);
  ASSERT_NE(open, std::string::npos);
  const std::size_t close = text.find("\n\t\t\t\t\t}\n", open);
  ASSERT_NE(close, std::string::npos);
  text.replace(close, 7, "\n");
  text.erase(open, 1);
  const Json file = parse_json(text).value();
  std::size_t count = 0;
  for (const char* kind : {"valid", "invalid"}) {
    for (const Json& each : file[kind]) {
      const DagValue arguments = dag_value_of_json(each["args"]).value();
      for (const Json& statements : each["policies"]) {
        const Policy policy = Policy::parse(dag_value_of_json(statements).value()).value();
        EXPECT_EQ(policy.check(arguments).has_value(), std::string_view(kind) == "valid")
            << statements;
        ++count;
      }
    }
  }
  EXPECT_GT(count, 20U);
}

bool holds(std::string_view statements, std::string_view arguments) {
  const Policy policy = Policy::parse(parse_dag_json(statements).value()).value();
  return policy.check(parse_dag_json(arguments).value()).has_value();
}

TEST(Policy, NumbersCompareAsNumbers) {
  EXPECT_TRUE(holds(R"([["==",".a",[1.0,{"b":2}]]])", R"({"a":[1,{"b":2.0}]})"));
  EXPECT_TRUE(holds(R"([["<",".a",9007199254740993]])", R"({"a":9007199254740992})"));
  EXPECT_TRUE(holds(R"([[">",".a",9007199254740992.0]])", R"({"a":9007199254740993})"));
  EXPECT_TRUE(holds(R"([["<",".a",-0.5]])", R"({"a":-1})"));
  EXPECT_FALSE(holds(R"([["<",".a",1]])", R"({"a":"0"})"));
}

TEST(Policy, WhatIsNotThereMakesAStatementFail) {
  EXPECT_FALSE(holds(R"([["==",".a",null]])", "{}"));
  EXPECT_FALSE(holds(R"([["!=",".a",1]])", "{}"));
  EXPECT_TRUE(holds(R"([["==",".a?",null]])", "{}"));
  EXPECT_TRUE(holds(R"([["not",["==",".a",1]]])", "{}"));
  EXPECT_FALSE(holds(R"([["all",".a",["==",".",1]]])", R"({"a":1})"));
  EXPECT_TRUE(holds(R"([["all",".a",["==",".",1]]])", R"({"a":[]})"));
  EXPECT_FALSE(holds(R"([["any",".a",["==",".",1]]])", R"({"a":[]})"));
  EXPECT_TRUE(holds(R"([["any",".a",["==",".",2]]])", R"({"a":{"x":1,"y":2}})"));
  EXPECT_TRUE(holds("[]", "{}"));
}

TEST(Policy, LikeKnowsOnlyTheStar) {
  EXPECT_TRUE(is_like("", ""));
  EXPECT_TRUE(is_like("", "**"));
  EXPECT_TRUE(is_like("entities/projects/a.md", "entities/projects/*"));
  EXPECT_FALSE(is_like("entities/people/a.md", "entities/projects/*"));
  EXPECT_TRUE(is_like("aXbXc", "a*b*c"));
  EXPECT_FALSE(is_like("abcd", "a*c"));
  EXPECT_TRUE(is_like("a*c", "a\\*c"));
  EXPECT_FALSE(is_like("abc", "a\\*c"));
  EXPECT_TRUE(is_like("a?c.", "a?c."));
  EXPECT_FALSE(is_like("abc.", "a?c."));
  EXPECT_TRUE(is_like("a\\b", "a\\b"));
  EXPECT_FALSE(is_like(std::string(10'000, 'a'), "*a*a*a*a*a*a*a*a*b"));
}

TEST(Policy, OtherFormsAreRefused) {
  for (const std::string_view bad :
       {"{}", "[1]", "[[]]", R"([["=",".a",1]])", R"([["==",".a"]])", R"([["==",".a",1,2]])",
        R"([["==","a",1]])", R"([["==",1,1]])", R"([["like",".a",1]])", R"([["<",".a","1"]])",
        R"([["and",["==",".a",1]]])", R"([["not",[["==",".a",1]]]])", R"([["or",{}]])",
        R"([["all",".a",[]]])", R"([["and",".a",[]]])"}) {
    EXPECT_FALSE(Policy::parse(parse_dag_json(bad).value())) << bad;
  }
}

TEST(Policy, SizeDepthAndCostAreBounded) {
  const DagValue statement = parse_dag_json(R"(["==",".a",1])").value();
  EXPECT_TRUE(Policy::parse(DagValue::List(Policy::kStatementsMax, statement)));
  EXPECT_EQ(Policy::parse(DagValue::List(Policy::kStatementsMax + 1, statement)).error().code(),
            ErrorCode::Limit);
  DagValue deep = statement;
  for (std::size_t i = 1; i < Policy::kDepthMax; ++i) {
    deep = DagValue::List{"not", std::move(deep)};
  }
  EXPECT_TRUE(Policy::parse(DagValue::List{deep}));
  EXPECT_EQ(Policy::parse(DagValue::List{DagValue::List{"not", std::move(deep)}}).error().code(),
            ErrorCode::Limit);
  const DagValue pattern =
      DagValue::List{"like", ".a", std::string(Policy::kPatternBytesMax + 1, '*')};
  EXPECT_FALSE(Policy::parse(DagValue::List{pattern}));
  // A list of 400 in a list of 400: too much, also for the negation of it.
  const DagValue row = DagValue::List(400, DagValue(1));
  DagValue::Map arguments;
  arguments.emplace("a", DagValue::List(400, row));
  for (const std::string_view text : {R"([["all",".a",["all",".",["==",".",1]]]])",
                                      R"([["not",["all",".a",["all",".",["==",".",1]]]]])"}) {
    const Policy policy = Policy::parse(parse_dag_json(text).value()).value();
    EXPECT_EQ(policy.check(arguments).error().code(), ErrorCode::Limit);
  }
}

// A slice is a copy, which costs what it has.
TEST(Policy, SlicesCostWhatTheyCopy) {
  DagValue::Map arguments;
  arguments.emplace("a", DagValue::List{DagValue::List(1'000, DagValue(1))});
  const auto code_of = [&](std::size_t slices) {
    std::string selector = ".a";
    for (std::size_t i = 0; i < slices; ++i) selector += "[0:]";
    const DagValue statement = DagValue::List{"!=", selector, 1};
    const auto checked = Policy::parse(DagValue::List(10, statement)).value().check(arguments);
    return checked ? ErrorCode::Conflict : checked.error().code();
  };
  EXPECT_EQ(code_of(2), ErrorCode::Conflict);
  EXPECT_EQ(code_of(20), ErrorCode::Limit);
}

const DagValue* resolved(std::string_view selector, const DagValue& value,
                         std::deque<DagValue>& made) {
  return Selector::parse(selector).value().resolve(value, made);
}

TEST(Selector, FindsParts) {
  const DagValue value =
      parse_dag_json(R"({"a":{"b c":[10,20,30],"d":{"/":{"bytes":"AQID"}}},"_x1":null})").value();
  std::deque<DagValue> made;
  const auto text = [&](std::string_view selector) {
    const DagValue* found = resolved(selector, value, made);
    return found == nullptr ? "nothing" : print_dag_json(*found);
  };
  EXPECT_EQ(text("."), print_dag_json(value));
  EXPECT_EQ(text("._x1"), "null");
  EXPECT_EQ(text(R"(.a["b c"][0])"), "10");
  EXPECT_EQ(text(R"(.["a"].["b c"][-1])"), "30");
  EXPECT_EQ(text(R"(.a["b c"][3])"), "nothing");
  EXPECT_EQ(text(R"(.a["b c"][3]?)"), "null");
  EXPECT_EQ(text(R"(.a["b c"][1:])"), "[20,30]");
  EXPECT_EQ(text(R"(.a["b c"][:-1])"), "[10,20]");
  EXPECT_EQ(text(R"(.a["b c"][-2:-1])"), "[20]");
  EXPECT_EQ(text(R"(.a["b c"][2:1])"), "[]");
  EXPECT_EQ(text(R"(.a["b c"][-99:99])"), "[10,20,30]");
  EXPECT_EQ(text(R"(.a.d[1:])"), R"({"/":{"bytes":"AgM"}})");
  EXPECT_EQ(text(R"(.a["b c"][])"), "[10,20,30]");
  EXPECT_EQ(text(".a[0]"), "nothing");
  EXPECT_EQ(text(".no?.more"), "null");
  EXPECT_EQ(text(".no?.more?"), "null");
}

TEST(Selector, OtherTextsAreRefused) {
  for (const std::string_view bad :
       {"",      "a",         "..",   ".a.",    ".[",      ".[1",
        ".[1:2", ".[:]",      ".[a]", ".[\"a]", ".[\"a\"", ".[\"a\\\"]",
        ".1a",   ".a b",      ".a??", ".a-b",   "[0]",     ".[99999999999999999999]",
        ". ",    ".[\"\\x\"]"}) {
    EXPECT_FALSE(Selector::parse(bad)) << bad;
  }
  EXPECT_EQ(Selector::parse("." + std::string(Selector::kBytesMax, 'a')).error().code(),
            ErrorCode::Limit);
  std::string steps;
  for (std::size_t i = 0; i < Selector::kStepsMax; ++i) steps += ".a";
  EXPECT_TRUE(Selector::parse(steps));
  EXPECT_EQ(Selector::parse(steps + ".a").error().code(), ErrorCode::Limit);
}

TEST(Command, IsWithinItsParentByWholeWords) {
  EXPECT_TRUE(is_within("/memory/read", "/"));
  EXPECT_TRUE(is_within("/memory/read", "/memory"));
  EXPECT_TRUE(is_within("/memory", "/memory"));
  EXPECT_FALSE(is_within("/memorial", "/memory"));
  EXPECT_FALSE(is_within("/memory", "/memory/read"));
  for (const std::string_view bad : {"", "memory", "/memory/", "//", "/Memory", "/a b", "/a//b"}) {
    EXPECT_FALSE(check_command(bad)) << bad;
  }
  EXPECT_TRUE(check_command("/" + std::string(255, 'a')));
  EXPECT_EQ(check_command("/" + std::string(256, 'a')).error().code(), ErrorCode::Limit);
}

// Owner to device (P-256) to agent (Ed25519) to the agent's helper (secp256k1).
struct Grants {
  Signer owner = k256_signer();
  Signer device = p256_signer();
  Signer agent = ed25519_signer();
  Signer helper = k256_signer();
  ValidTime day{.not_before = kNow - 100, .expires = kNow + 86'400};

  Delegation grant(const Signer& from, const Signer& to, std::string command,
                   std::string_view policy = "[]") const {
    return Delegation::sign({.audience = to.key,
                             .subject = owner.key,
                             .command = std::move(command),
                             .policy = Policy::parse(parse_dag_json(policy).value()).value(),
                             .time = day},
                            from)
        .value();
  }
  std::vector<Delegation> chain() const {
    return {grant(owner, device, "/"),
            grant(device, agent, "/memory", R"([["like",".path","entities/*"]])"),
            grant(agent, helper, "/memory/read", R"([["!=",".path","entities/secret.md"]])")};
  }
};

Invocation invoke(const Grants& grants, const std::vector<Delegation>& proofs,
                  std::string command = "/memory/read", std::string path = "entities/ana.md") {
  InvocationTerms terms{.subject = grants.owner.key, .command = std::move(command)};
  terms.arguments.emplace("path", std::move(path));
  for (const Delegation& each : proofs) terms.proofs.push_back(each.cid());
  return Invocation::sign(terms, grants.helper).value();
}

std::string fault_of(const Invocation& invocation, const std::vector<Delegation>& proofs,
                     const ChainContext& context = {.now = time_at(kNow)}) {
  const auto refusal = check_chain(invocation, proofs, context);
  return refusal ? std::string(fault_name(refusal->fault)) : "";
}

TEST(UcanChain, EachLinkOfAnotherKindOfKeyHolds) {
  const Grants grants;
  const auto chain = grants.chain();
  EXPECT_EQ(fault_of(invoke(grants, chain), chain), "");
  for (const Delegation& each : chain) {
    EXPECT_EQ(Delegation::parse(each.bytes()).value().cid(), each.cid());
  }
}

TEST(UcanChain, EveryPolicyOnTheWayHolds) {
  const Grants grants;
  const auto chain = grants.chain();
  EXPECT_EQ(fault_of(invoke(grants, chain, "/memory/read", "user.md"), chain), "MatchError");
  EXPECT_EQ(fault_of(invoke(grants, chain, "/memory/read", "entities/secret.md"), chain),
            "MatchError");
  EXPECT_EQ(fault_of(invoke(grants, chain, "/memory/write"), chain), "InvalidCommand");
}

TEST(UcanChain, AGrantWidenedByItsChildIsRefused) {
  const Grants grants;
  auto chain = grants.chain();
  chain[2] = grants.grant(grants.agent, grants.helper, "/");
  const auto refusal = check_chain(invoke(grants, chain), chain, {.now = time_at(kNow)});
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->fault, UcanFault::InvalidCommand);
  EXPECT_EQ(refusal->reason, "delegation 2 of 3 allows '/memory', not '/'");
}

TEST(UcanChain, ExpiryInTheMiddleOfAChainIsSeen) {
  Grants grants;
  auto chain = grants.chain();
  grants.day.expires = kNow - 61;
  chain[1] = grants.grant(grants.device, grants.agent, "/memory");
  const auto refusal = check_chain(invoke(grants, chain), chain, {.now = time_at(kNow)});
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->reason, "delegation 2 of 3 has expired");
}

TEST(UcanChain, ClocksMayDifferByOneMinuteAndNotByTwo) {
  const Grants grants;
  const auto chain = grants.chain();
  const Invocation invocation = invoke(grants, chain);
  const auto at = [&](std::int64_t second) {
    return fault_of(invocation, chain, {.now = time_at(second)});
  };
  EXPECT_EQ(at(*grants.day.expires + 60), "");
  EXPECT_EQ(at(*grants.day.expires + 61), "Expired");
  EXPECT_EQ(at(*grants.day.expires + 120), "Expired");
  EXPECT_EQ(at(*grants.day.not_before - 60), "");
  EXPECT_EQ(at(*grants.day.not_before - 61), "TooEarly");
}

TEST(UcanChain, RevocationBeatsEveryChainThroughItAndOnlyIssuersRevoke) {
  const Grants grants;
  const auto chain = grants.chain();
  const Invocation invocation = invoke(grants, chain);
  const auto with = [&](const Delegation& revoked, const PublicKey& revoker) {
    return fault_of(invocation, chain, {.now = time_at(kNow), .revokers_of = [&](const Cid& cid) {
                                          return cid == revoked.cid()
                                                     ? std::vector<PublicKey>{revoker}
                                                     : std::vector<PublicKey>{};
                                        }});
  };
  EXPECT_EQ(with(chain[1], grants.device.key), "Revoked");  // Its issuer.
  EXPECT_EQ(with(chain[1], grants.owner.key), "Revoked");   // An issuer before it.
  EXPECT_EQ(with(chain[2], grants.owner.key), "Revoked");
  EXPECT_EQ(with(chain[0], grants.device.key), "");  // One behind it cannot.
  EXPECT_EQ(with(chain[1], grants.agent.key), "");
  EXPECT_EQ(with(chain[1], grants.helper.key), "");
}

TEST(UcanChain, OrderSubjectAndCompletenessMatter) {
  const Grants grants;
  const auto chain = grants.chain();
  const std::vector<Delegation> swapped = {chain[1], chain[0], chain[2]};
  EXPECT_EQ(fault_of(invoke(grants, swapped), swapped), "InvalidClaim");
  EXPECT_EQ(fault_of(invoke(grants, {chain[0], chain[2]}), chain), "InvalidAudience");
  EXPECT_EQ(fault_of(invoke(grants, {}), chain), "InvalidClaim");
  EXPECT_EQ(fault_of(invoke(grants, chain), {chain[0], chain[1]}), "UnavailableProof");
  Grants other = grants;
  other.owner = k256_signer();
  EXPECT_EQ(fault_of(invoke(other, chain), chain), "InvalidSubject");
}

TEST(Ucan, ChangedBytesAreRefused) {
  const Grants grants;
  const std::string bytes = grants.grant(grants.device, grants.agent, "/memory").bytes();
  std::size_t accepted = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const auto delegation = Delegation::parse(changed);
    if (delegation && delegation->verify_signature()) ++accepted;
    const auto cut = Delegation::parse(bytes.substr(0, i));
    EXPECT_FALSE(cut);
  }
  EXPECT_EQ(accepted, 0U);
}

TEST(Ucan, OtherMembersKindsAndSizesAreRefused) {
  const Grants grants;
  const UcanEnvelope good =
      UcanEnvelope::parse(grants.grant(grants.device, grants.agent, "/memory").bytes()).value();
  const auto parse_with = [&](std::string_view key, const DagValue& value) {
    DagValue::Map payload = good.payload();
    payload.insert_or_assign(std::string(key), value);
    const auto envelope = UcanEnvelope::sign(UcanKind::Delegation, payload, grants.device);
    return envelope && Delegation::parse(envelope->bytes());
  };
  EXPECT_TRUE(parse_with("exp", nullptr));
  EXPECT_TRUE(parse_with("sub", nullptr));
  EXPECT_TRUE(parse_with("exp", (std::int64_t{1} << 53) - 1));
  EXPECT_FALSE(parse_with("exp", std::int64_t{1} << 53));
  EXPECT_FALSE(parse_with("exp", -1));
  EXPECT_FALSE(parse_with("exp", "soon"));
  EXPECT_FALSE(parse_with("extra", 1));
  EXPECT_FALSE(parse_with("iss", "did:web:example.com"));
  EXPECT_FALSE(parse_with("nonce", "text"));
  EXPECT_FALSE(parse_with("nonce", DagValue::Bytes{std::string(257, 'x')}));
  EXPECT_FALSE(parse_with("pol", "all"));
  EXPECT_FALSE(parse_with("meta", 1));
  DagValue::Map large;
  large.emplace("x", std::string(kUcanBytesMax, 'x'));
  EXPECT_FALSE(parse_with("meta", large));
  EXPECT_FALSE(Invocation::parse(good.bytes()));
}

}  // namespace
}  // namespace tiles::identity
