// SPDX-License-Identifier: Apache-2.0
#include "identity/access.h"

#include <gtest/gtest.h>

#include "identity/condition.h"
#include "identity/dag_json.h"
#include "unit/identity/signers.h"

namespace tiles::identity {
namespace {

constexpr std::string_view kPolicy = R"(format = 1

[[rule]]
who = "*"
may = "*"
where = '.path like "entities/secret*"'
do = "deny"
why = "nobody reads these"

[[rule]]
who = "notes"
may = ["memory/read", "memory/search"]
where = '.path like "entities/*" and .size <= 1000'
until = 2026-12-31
do = "allow"

[[rule]]
who = "notes"
may = "memory/write"
do = "ask"
)";

TimePoint at(std::string_view time) { return parse_time(time).value(); }

AccessRequest request(std::string agent, std::string command, std::string_view arguments = "{}") {
  return {.agent = std::move(agent),
          .command = std::move(command),
          .arguments = *parse_dag_json(arguments).value().as<DagValue::Map>(),
          .time = at("2026-06-01T00:00:00.000Z")};
}

TEST(Access, FirstRuleThatFitsDecidesAndSaysSo) {
  const AccessPolicy policy = AccessPolicy::parse(kPolicy).value();
  const Decision read =
      decide(policy, request("notes", "/memory/read", R"({"path":"entities/ana.md","size":10})"));
  EXPECT_EQ(read.verdict, Verdict::Allowed);
  EXPECT_EQ(read.reason,
            "rule 2 (line 10) allows 'memory/read' where .path like \"entities/*\" and .size <= "
            "1000");
  const Decision secret = decide(
      policy, request("notes", "/memory/read", R"({"path":"entities/secret.md","size":10})"));
  EXPECT_EQ(secret.verdict, Verdict::Denied);
  EXPECT_EQ(secret.rule, 1U);
  EXPECT_NE(secret.reason.find("nobody reads these"), std::string::npos);
  EXPECT_EQ(decide(policy, request("notes", "/memory/write")).verdict, Verdict::Ask);
}

TEST(Access, WhatNoRuleAllowsIsDenied) {
  const AccessPolicy policy = AccessPolicy::parse(kPolicy).value();
  for (const AccessRequest& each :
       {request("other", "/memory/read", R"({"path":"entities/a.md","size":1})"),
        request("notes", "/memory/read", R"({"path":"user.md","size":1})"),
        request("notes", "/memory/read", R"({"path":"entities/a.md"})"),
        request("notes", "/memory/read", R"({"path":"entities/a.md","size":1001})"),
        request("notes", "/memory"), request("notes", "/memory/reader"), request("notes", "/"),
        request("", "/memory/read"), request("notes", "memory/read"), request("notes", "")}) {
    const Decision decision = decide(policy, each);
    EXPECT_EQ(decision.verdict, Verdict::Denied) << each.command;
    EXPECT_EQ(decision.rule, 0U);
    EXPECT_FALSE(decision.reason.empty());
  }
  EXPECT_EQ(decide(AccessPolicy(), request("notes", "/memory/read")).verdict, Verdict::Denied);
}

TEST(Access, RuleEndsWithItsDay) {
  const AccessPolicy policy = AccessPolicy::parse(kPolicy).value();
  AccessRequest last = request("notes", "/memory/read", R"({"path":"entities/a.md","size":1})");
  last.time = at("2026-12-31T23:59:59.999Z");
  EXPECT_EQ(decide(policy, last).verdict, Verdict::Allowed);
  last.time = at("2027-01-01T00:00:00.000Z");
  EXPECT_EQ(decide(policy, last).verdict, Verdict::Denied);
}

// The rule that cannot be looked at might have been the one that denies.
TEST(Access, ConditionThatCostsTooMuchDenies) {
  const AccessPolicy policy =
      AccessPolicy::parse("format = 1\n[[rule]]\nwho = \"*\"\nmay = \"*\"\nwhere = '.a like \"*" +
                          std::string(1'000, 'b') +
                          "\"'\ndo = \"deny\"\n[[rule]]\nwho = \"*\"\nmay = "
                          "\"*\"\ndo = \"allow\"\n")
          .value();
  AccessRequest small = request("a", "/x");
  small.arguments.emplace("a", "c");
  EXPECT_EQ(decide(policy, small).verdict, Verdict::Allowed);
  AccessRequest large = request("a", "/x");
  large.arguments.emplace("a", std::string(200'000, 'c'));
  const Decision decision = decide(policy, large);
  EXPECT_EQ(decision.verdict, Verdict::Denied);
  EXPECT_EQ(decision.reason, "rule 1: policy that costs too much to check");
}

TEST(AccessPolicy, MistakesAreNamedWithLineAndColumn) {
  const auto error_of = [](std::string_view text) {
    const auto policy = AccessPolicy::parse(text);
    return policy ? "" : policy.error().text();
  };
  EXPECT_EQ(error_of(""), "policy.toml:1:1: the file does not begin with 'format = 1'");
  EXPECT_EQ(error_of("format = 2"), "policy.toml:1:10: the file does not begin with 'format = 1'");
  EXPECT_EQ(error_of("format = 1\nrules = 1"), "policy.toml:2:1: unknown key 'rules'");
  EXPECT_EQ(error_of("format = 1\n[[rule]]\nmay = \"x\"\ndo = \"allow\""),
            "policy.toml:2:1: a rule without 'who'");
  EXPECT_EQ(error_of("format = 1\n[[rule]]\nwho = \"a\"\nmay = \"x\"\ndo = \"alow\""),
            "policy.toml:5:6: 'do' is neither \"allow\", \"ask\" nor \"deny\"");
  EXPECT_EQ(error_of("format = 1\n[[rule]]\nwho = \"a\"\nmay = \"x\"\ndoes = \"allow\""),
            "policy.toml:5:1: unknown key 'does'");
  for (const std::string_view rule :
       {"who = 1\nmay = \"x\"\ndo = \"deny\"", "who = \"a\"\ndo = \"deny\"",
        "who = \"a\"\nmay = []\ndo = \"deny\"", "who = \"a\"\nmay = [1]\ndo = \"deny\"",
        "who = \"a\"\nmay = \"Memory\"\ndo = \"deny\"", "who = \"a\"\nmay = \"\"\ndo = \"deny\"",
        "who = \"a\"\nmay = \"x\"", "who = \"a\"\nmay = \"x\"\ndo = \"deny\"\nuntil = \"soon\"",
        "who = \"a\"\nmay = \"x\"\ndo = \"deny\"\nuntil = 2026-01-01T00:00:00",
        "who = \"a\"\nmay = \"x\"\ndo = \"deny\"\nwhere = \".a\"",
        "who = \"a\"\nmay = \"x\"\ndo = \"deny\"\nwho = \"b\""}) {
    EXPECT_NE(error_of("format = 1\n[[rule]]\n" + std::string(rule)).find("policy.toml:"),
              std::string::npos)
        << rule;
  }
  EXPECT_NE(error_of("format = 1\nrule = 1"), "");
  EXPECT_NE(error_of("format = 1\n[rule]\nwho = \"a\""), "");
  EXPECT_NE(error_of("format = \xff"), "");
}

TEST(AccessPolicy, SizeAndNumbersAreBounded) {
  std::string text = "format = 1\n";
  EXPECT_TRUE(AccessPolicy::parse(text + std::string(AccessPolicy::kBytesMax - text.size(), '\n')));
  EXPECT_EQ(AccessPolicy::parse(std::string(AccessPolicy::kBytesMax + 1, '\n')).error().code(),
            ErrorCode::Limit);
  const std::string rule = "[[rule]]\nwho=\"*\"\nmay=\"*\"\ndo=\"deny\"\n";
  for (std::size_t i = 0; i < AccessPolicy::kRulesMax; ++i) text += rule;
  EXPECT_EQ(AccessPolicy::parse(text).value().rules.size(), AccessPolicy::kRulesMax);
  EXPECT_FALSE(AccessPolicy::parse(text + rule));
}

TEST(Condition, IsReadAsStatements) {
  const auto text_of = [](std::string_view text) {
    const auto policy = parse_condition(text);
    return policy ? print_dag_json(policy->value()) : "wrong";
  };
  EXPECT_EQ(text_of(R"(.path like "entities/projects/*")"),
            R"([["like",".path","entities/projects/*"]])");
  EXPECT_EQ(text_of(R"(  .a==1 )"), "wrong");
  EXPECT_EQ(text_of(R"(.a <= 1.5 and .["b c"] != "x and y")"),
            R"([["<=",".a",1.5],["!=",".[\"b c\"]","x and y"]])");
  EXPECT_EQ(text_of(R"(.a == null and .b == true)"), R"([["==",".a",null],["==",".b",true]])");
  for (const std::string_view bad : {"", ".a", ".a ==", "path == 1", ".a = 1", ".a == [1]",
                                     ".a == {}", ".a == x", ".a == 1 or .b == 2", ".a == 1 and",
                                     ".a like 1", ".a == \"x", ".a < \"x\"", ".a == 1 .b == 2"}) {
    EXPECT_FALSE(parse_condition(bad)) << bad;
  }
  EXPECT_EQ(parse_condition(std::string(4'097, ' ')).error().code(), ErrorCode::Limit);
}

TEST(Duration, HasOneUnit) {
  using std::chrono::seconds;
  EXPECT_EQ(parse_duration("90s").value(), seconds(90));
  EXPECT_EQ(parse_duration("30m").value(), seconds(1'800));
  EXPECT_EQ(parse_duration("7d").value(), seconds(604'800));
  EXPECT_EQ(parse_duration("366d").value(), seconds(366 * 86'400));
  EXPECT_EQ(parse_duration("367d").error().code(), ErrorCode::Limit);
  for (const std::string_view bad :
       {"", "7", "d", "7 d", "-1d", "0d", "1y", "1dd", "99999999999d"}) {
    EXPECT_FALSE(parse_duration(bad)) << bad;
  }
}

TEST(Right, IsNamedAndNeverEverythingByOmission) {
  EXPECT_EQ(parse_right("memory/read").value(), "/memory/read");
  EXPECT_EQ(parse_right("/memory/read").value(), "/memory/read");
  EXPECT_EQ(parse_right("*").value(), "/");
  EXPECT_EQ(parse_right("").error().text(), "no right is named");
  for (const std::string_view bad : {"Memory", "memory/", "memory read", "**", "memory/*"}) {
    EXPECT_FALSE(parse_right(bad)) << bad;
  }
}

// A call by an agent passes the chain first, then the rules.
TEST(Access, CallNeedsItsDelegationsAndTheRules) {
  const AccessPolicy policy = AccessPolicy::parse(kPolicy).value();
  const Signer account = k256_signer();
  const Signer device = p256_signer();
  const Signer agent = ed25519_signer();
  const auto grant = [&](const Signer& from, const Signer& to, std::string command) {
    return Delegation::sign(
               {.audience = to.key, .subject = account.key, .command = std::move(command)}, from)
        .value();
  };
  const std::vector<Delegation> proofs = {grant(account, device, "/"),
                                          grant(device, agent, "/memory")};
  const auto decide_call = [&](std::string command, std::string path, const PublicKey& of) {
    InvocationTerms terms{.subject = account.key, .audience = {}, .command = std::move(command)};
    terms.arguments.emplace("path", std::move(path));
    terms.arguments.emplace("size", 1);
    for (const Delegation& each : proofs) terms.proofs.push_back(each.cid());
    const Invocation invocation = Invocation::sign(terms, agent).value();
    return decide(
        policy,
        AgentCall{.invocation = invocation, .proofs = proofs, .agent = "notes", .account = of},
        {.now = at("2026-06-01T00:00:00.000Z")});
  };
  EXPECT_EQ(decide_call("/memory/read", "entities/a.md", account.key).verdict, Verdict::Allowed);
  EXPECT_EQ(decide_call("/memory/read", "user.md", account.key).verdict, Verdict::Denied);
  const Decision beyond = decide_call("/model/run", "entities/a.md", account.key);
  EXPECT_EQ(beyond.reason, "InvalidCommand: delegation 2 of 2 allows '/memory', not '/model/run'");
  EXPECT_EQ(decide_call("/memory/read", "entities/a.md", device.key).reason,
            "the call is about another account");
}

}  // namespace
}  // namespace tiles::identity
