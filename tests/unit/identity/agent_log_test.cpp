// SPDX-License-Identifier: Apache-2.0
#include "identity/agent_log.h"

#include <gtest/gtest.h>

#include <memory>

#include "support/fault_file_system.h"
#include "unit/identity/signers.h"

namespace tiles::identity {
namespace {

using testing::FaultDisk;
using testing::FaultFileSystem;

struct Desk {
  std::shared_ptr<FaultDisk> disk = std::make_shared<FaultDisk>();
  FaultFileSystem files{disk};
  Signer account = k256_signer();
  Signer device = p256_signer();
  Signer agent = ed25519_signer();
  TimePoint now{std::chrono::seconds(1'800'000'000)};

  Delegation grant(const std::string& name = "notes") const {
    DelegationTerms terms{.audience = agent.key, .subject = account.key, .command = "/memory/read"};
    name_agent(terms, name);
    return Delegation::sign(terms, device).value();
  }
  AgentLog log() const { return AgentLog::read(files).value(); }
};

TEST(AgentLog, GrantsAndRevocationsComeBack) {
  Desk desk;
  AgentLog log = desk.log();
  const Delegation first = desk.grant();
  ASSERT_TRUE(log.add(desk.files, "notes", first, desk.now));
  ASSERT_TRUE(log.add(desk.files, "other", desk.grant("other"), desk.now));
  const Invocation revocation = sign_revocation(desk.account.key, first.cid(), desk.device).value();
  ASSERT_TRUE(log.revoke(desk.files, *log.find(first.cid()), revocation, desk.now));
  for (const AgentLog& each : {log, desk.log()}) {
    EXPECT_EQ(each.events().size(), 3U);
    EXPECT_TRUE(each.of_agent("notes").empty());
    EXPECT_EQ(each.of_agent("other").size(), 1U);
    ASSERT_EQ(each.revokers_of(first.cid()).size(), 1U);
    EXPECT_EQ(each.revokers_of(first.cid()).front(), desk.device.key);
  }
}

TEST(AgentLog, RevocationByAnotherDoesNotEndAGrant) {
  Desk desk;
  AgentLog log = desk.log();
  const Delegation grant = desk.grant();
  ASSERT_TRUE(log.add(desk.files, "notes", grant, desk.now));
  const Invocation forged = sign_revocation(desk.account.key, grant.cid(), desk.agent).value();
  ASSERT_TRUE(log.revoke(desk.files, *log.find(grant.cid()), forged, desk.now));
  EXPECT_EQ(log.of_agent("notes").size(), 1U);
}

TEST(AgentLog, ChangedLinesAreCorrupt) {
  Desk desk;
  AgentLog log = desk.log();
  ASSERT_TRUE(log.add(desk.files, "notes", desk.grant(), desk.now));
  const std::string good = desk.disk->contents().at(std::string(AgentLog::kFile));
  const auto code_with = [&](const std::string& text) {
    Desk other;
    EXPECT_TRUE(other.files.write_new(AgentLog::kFile, text));
    const auto read = AgentLog::read(other.files);
    return read ? ErrorCode::Conflict : read.error().code();
  };
  EXPECT_EQ(code_with(good), ErrorCode::Conflict);
  std::string changed = good;
  const std::size_t token = changed.find("\"token\":\"") + 20;
  changed[token] = changed[token] == 'A' ? 'B' : 'A';
  EXPECT_EQ(code_with(changed), ErrorCode::Corrupt);
  changed = good;
  changed.replace(changed.find("notes"), 5, "other");
  EXPECT_EQ(code_with(changed), ErrorCode::Corrupt);
  EXPECT_EQ(code_with("junk\n" + good), ErrorCode::Corrupt);
  EXPECT_EQ(code_with(good.substr(0, good.size() / 2) + "\n" + good), ErrorCode::Corrupt);
  EXPECT_EQ(code_with(good + "\n"), ErrorCode::Corrupt);
  EXPECT_EQ(
      code_with("{\"event\":\"use\",\"time\":\"2026-01-01T00:00:00.000Z\",\"agent\":\"a\"}\n"),
      ErrorCode::Corrupt);
}

TEST(AgentLog, LineCutOffByACrashIsNoEventAndHindersNone) {
  Desk desk;
  AgentLog log = desk.log();
  ASSERT_TRUE(log.add(desk.files, "notes", desk.grant(), desk.now));
  const std::string whole = desk.disk->contents().at(std::string(AgentLog::kFile));
  for (std::size_t cut = 10; cut < whole.size(); cut += 97) {
    Desk after;
    ASSERT_TRUE(after.files.write_new(AgentLog::kFile, whole + whole.substr(0, cut)));
    AgentLog again = after.log();
    EXPECT_EQ(again.events().size(), 1U) << cut;
    ASSERT_TRUE(again.add(after.files, "notes", desk.grant(), desk.now));
    EXPECT_EQ(after.log().events().size(), 2U) << cut;
  }
}

TEST(AgentLog, NamesHavePlainLetters) {
  for (const std::string_view bad : {"", "a b", "a/b", "a\n", "é", "\"", "*"}) {
    EXPECT_FALSE(check_agent_name(bad)) << bad;
  }
  EXPECT_TRUE(check_agent_name("Notes.agent_2-x"));
  EXPECT_TRUE(check_agent_name(std::string(64, 'x')));
  EXPECT_FALSE(check_agent_name(std::string(65, 'x')));
}

}  // namespace
}  // namespace tiles::identity
