// SPDX-License-Identifier: Apache-2.0
#include "net/name_client.h"

#include <gtest/gtest.h>

#include "support/fault_file_system.h"

namespace tiles::net {
namespace {

class NameClientTest : public ::testing::Test {
 public:
  std::vector<LedgerEntry> entries() {
    EXPECT_TRUE(ledger.flush().has_value());
    return read_ledger(files, "network.jsonl").value();
  }

  std::shared_ptr<testing::FaultDisk> disk = std::make_shared<testing::FaultDisk>();
  testing::FaultFileSystem files{disk};
  SystemClock clock;
  Ledger ledger{files, "network.jsonl", clock};
};

TEST_F(NameClientTest, NothingIsAskedForOffline) {
  NameClient offline(ledger, {.network = Network::Offline, .server = "127.0.0.1:1"});
  EXPECT_EQ(offline.text_records("_atproto.example.org", "nothing").error().code(),
            ErrorCode::Denied);
  EXPECT_TRUE(entries().empty());
}

TEST_F(NameClientTest, NamesThatAreAskedForAreInTheLedger) {
  NameClient names(ledger, {.network = Network::Allowed, .server = "127.0.0.1:1"});
  const auto texts = names.text_records("_atproto.example.org", "a handle");
  EXPECT_EQ(texts.error().code(), ErrorCode::Io);
  EXPECT_NE(texts.error().text().find("TXT records of '_atproto.example.org'"), std::string::npos);
  const auto lines = entries();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].host, "_atproto.example.org");
  EXPECT_EQ(lines[1].why, "a handle");
}

TEST_F(NameClientTest, WhatCannotBeWrittenDownIsNotAskedFor) {
  disk->fail_at(0);
  NameClient names(ledger, {.network = Network::Allowed, .server = "127.0.0.1:1"});
  const auto texts = names.text_records("_atproto.example.org", "a handle");
  EXPECT_NE(texts.error().text().find("ledger"), std::string::npos) << texts.error().text();
}

TEST(LoopbackNameServer, IsOfThisMachine) {
  EXPECT_EQ(parse_loopback_name_server(" 127.0.0.1:5353 "), "127.0.0.1:5353");
  EXPECT_EQ(parse_loopback_name_server("[::1]:53"), "[::1]:53");
  EXPECT_EQ(parse_loopback_name_server(""), "");
  for (const std::string_view bad :
       {"127.0.0.1", "localhost:53", "192.0.2.1:53", "127.0.0.1:53,192.0.2.1", "127.0.0.1:x"}) {
    EXPECT_EQ(parse_loopback_name_server(bad).error().code(), ErrorCode::Invalid) << bad;
  }
}

}  // namespace
}  // namespace tiles::net
