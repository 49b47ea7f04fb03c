// SPDX-License-Identifier: Apache-2.0
#include "tlog/log_proof.h"

#include <gtest/gtest.h>

#include "log_cases.h"
#include "tlog/policy.h"
#include "tlog/tree.h"

namespace tiles::tlog {
namespace {

std::string message_of(std::string_view text) { return LogProof::parse(text).error().text(); }

// Of transparency-dev/formats @0b850f1, proof/tlog_proof_test.go.
TEST(LogProof, PublishedOnesAreMade) {
  const LogProof five{.extra = std::nullopt,
                      .index = 5,
                      .hashes = {crypto::sha256("hash1"), crypto::sha256("hash2")},
                      .checkpoint = "test checkpoint\n"};
  EXPECT_EQ(five.print(), "c2sp.org/tlog-proof@v1\nindex 5\n" + to_base64(crypto::sha256("hash1")) +
                              "\n" + to_base64(crypto::sha256("hash2")) + "\n\ntest checkpoint\n");
  EXPECT_EQ(LogProof::parse(five.print()).value(), five);
  const LogProof none{
      .extra = std::nullopt, .index = 0, .hashes = {}, .checkpoint = "checkpoint\n"};
  EXPECT_EQ(none.print(), "c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint\n");
  LogProof extra = none;
  extra.extra = "more";
  EXPECT_EQ(extra.print(), "c2sp.org/tlog-proof@v1\nextra bW9yZQ==\nindex 0\n\ncheckpoint\n");
  EXPECT_EQ(LogProof::parse(extra.print()).value(), extra);
}

TEST(LogProof, EachFaultHasItsMessage) {
  const std::string head = "c2sp.org/tlog-proof@v1\n";
  EXPECT_EQ(message_of(""), "proof that ends before its first line");
  EXPECT_EQ(message_of("c2sp.org/tlog-proof@v2\nindex 0\n\nx\n"),
            "proof that does not begin with 'c2sp.org/tlog-proof@v1'");
  EXPECT_EQ(message_of(head), "proof that ends before the index");
  EXPECT_EQ(message_of(head + "extra !\nindex 0\n\nx\n"), "base64 text with wrong padding");
  EXPECT_EQ(message_of(head + "\nx\n"), "proof with '' where 'index' belongs");
  EXPECT_EQ(message_of(head + "index -1\n\nx\n"), "index '-1' is not a decimal number");
  EXPECT_EQ(message_of(head + "index one\n\nx\n"), "index 'one' is not a decimal number");
  EXPECT_EQ(message_of(head + "index 01\n\nx\n"), "index '01' is not a decimal number");
  EXPECT_EQ(message_of(head + "index 0\nAAAA\n\nx\n"), "hash of 3 bytes, not of 32");
  EXPECT_EQ(message_of(head + "index 0\n"), "proof that ends before the empty line");
  EXPECT_EQ(message_of(head + "index 0\n\n"), "proof without a checkpoint");
  const std::string hash = to_base64(Hash()) + "\n";
  std::string hashes;
  for (int i = 0; i < 64; ++i) hashes += hash;
  EXPECT_TRUE(LogProof::parse(head + "index 0\n" + hashes + "\nx\n"));
  EXPECT_EQ(message_of(head + "index 0\n" + hashes + hash + "\nx\n"),
            "proof of more than 64 hashes");
  EXPECT_EQ(message_of(head + std::string(65U << 10U, 'x') + "\n"),
            "proof of 66584 bytes; the limit is 65536");
}

TEST(LogProof, PolicyTakesTheRightLeafOnly) {
  const NoteSigner signer = tessera_signer();
  TreeHasher hasher;
  const Hash left = hasher.leaf("left");
  const Hash right = hasher.leaf("right");
  const Checkpoint checkpoint{
      .origin = signer.key().name, .head = {2, hasher.node(left, right)}, .extensions = {}};
  LogProof proof{.extra = std::nullopt,
                 .index = 1,
                 .hashes = {left},
                 .checkpoint = sign_checkpoint(checkpoint, signer)};
  EXPECT_EQ(tessera_policy().check(proof, right).value(), checkpoint);
  EXPECT_EQ(tessera_policy().check(proof, left).error().code(), ErrorCode::Corrupt);
  proof.index = 2;
  EXPECT_EQ(tessera_policy().check(proof, right).error().code(), ErrorCode::Invalid);
}

}  // namespace
}  // namespace tiles::tlog
