// SPDX-License-Identifier: Apache-2.0
#include "tlog/policy.h"

#include <gtest/gtest.h>

#include "log_cases.h"

namespace tiles::tlog {
namespace {

NoteSigner witness_signer(int number) {
  std::array<std::byte, crypto::kEd25519SeedBytes> seed{};
  seed[0] = static_cast<std::byte>(number);
  return {"witness" + std::to_string(number) + ".example", KeyType::Witness,
          crypto::Ed25519Key::from_seed(seed)};
}

std::string witness_line(int number) {
  return "witness W" + std::to_string(number) + " " + witness_signer(number).key().print() + "\n";
}

std::string log_line() { return "log " + std::string(kTesseraKey) + " https://example.com/\n"; }

// A checkpoint of an empty log with the cosignatures of these witnesses.
std::string note_with(std::initializer_list<int> witnesses) {
  const Checkpoint checkpoint{
      .origin = tessera_signer().key().name, .head = {0, empty_root()}, .extensions = {}};
  SignedNote note = SignedNote::parse(sign_checkpoint(checkpoint, tessera_signer())).value();
  for (const int number : witnesses) {
    note.signatures.push_back(witness_signer(number).cosign(note.text, 1'000));
  }
  return note.print();
}

std::string message_of(const std::string& text) { return Policy::parse(text).error().text(); }

// The example of C2SP tlog-policy: two of X and one of Y.
TEST(Policy, QuorumOfGroupsIsCounted) {
  std::string text = "# an example\n" + log_line() + "\n";
  for (int number = 1; number <= 6; ++number) text += witness_line(number);
  text += "group\tX 2 W1 W2 W3\n  group Y any W4 W5 W6\ngroup X-and-Y all X Y\nquorum X-and-Y\n";
  const Policy policy = Policy::parse(text).value();
  EXPECT_TRUE(policy.open(note_with({1, 3, 6})));
  EXPECT_TRUE(policy.open(note_with({1, 2, 3, 4, 5, 6})));
  for (const auto& note : {note_with({}), note_with({1, 4}), note_with({1, 2, 3}),
                           note_with({4, 5, 6}), note_with({1, 7, 4})}) {
    EXPECT_EQ(policy.open(note).error().text(),
              "too few witnesses signed this checkpoint for the quorum 'X-and-Y'");
  }
}

TEST(Policy, OneWitnessCanBeTheQuorum) {
  const Policy policy = Policy::parse(log_line() + witness_line(1) + "quorum W1\n").value();
  EXPECT_TRUE(policy.open(note_with({1})));
  EXPECT_FALSE(policy.open(note_with({2})));
}

TEST(Policy, NoneAsksForNoWitness) {
  EXPECT_TRUE(Policy::parse(log_line() + "quorum none\n").value().open(note_with({})));
  EXPECT_EQ(Policy::parse("quorum none\n").value().open(note_with({})).error().text(),
            "checkpoint of the log 'example.com/log/testdata', which is not known");
}

TEST(Policy, SignatureThatDoesNotHoldIsCorrupt) {
  const Policy policy = Policy::parse(log_line() + witness_line(1) + "quorum W1\n").value();
  SignedNote note = SignedNote::parse(note_with({1})).value();
  note.signatures[1].bytes.back() ^= 1;
  EXPECT_EQ(policy.open(note.print()).error().text(),
            "the signature of 'witness1.example' does not hold for this text");
}

TEST(Policy, EachFaultHasItsMessageAndLine) {
  const std::string w1 = witness_line(1);
  EXPECT_EQ(message_of(""), "policy without a quorum line");
  EXPECT_EQ(message_of("quorum none"), "policy whose last line does not end");
  EXPECT_EQ(message_of("quorum none\r\n"), "policy with a control character");
  EXPECT_EQ(message_of("\x7f\n"), "policy with a control character");
  EXPECT_EQ(message_of("quorum none\nquorum none\n"), "line 2: policy with two quorum lines");
  EXPECT_EQ(message_of("quorum W1\n" + w1), "line 1: no line before names 'W1'");
  EXPECT_EQ(message_of("quorum\n"), "line 1: quorum line that is not 'quorum NAME'");
  EXPECT_EQ(message_of("logs x\n"), "line 1: 'logs' is no line of a policy");
  EXPECT_EQ(message_of("log\n"), "line 1: log line that is not 'log KEY [URL]'");
  EXPECT_EQ(message_of("witness W\n"), "line 1: witness line that is not 'witness NAME KEY [URL]'");
  EXPECT_EQ(message_of(log_line() + log_line()),
            "line 2: key 'example.com/log/testdata' is there twice");
  EXPECT_EQ(message_of(w1 + w1), "line 2: key 'witness1.example' is there twice");
  EXPECT_EQ(message_of("log " + witness_signer(1).key().print() + "\n"),
            "line 1: key 'witness1.example' is not one of a log");
  EXPECT_EQ(message_of("witness W " + std::string(kTesseraKey) + "\n"),
            "line 1: key 'example.com/log/testdata' is not one of a witness");
  EXPECT_EQ(message_of("witness none " + witness_signer(1).key().print() + "\n"),
            "line 1: name 'none' is taken");
  EXPECT_EQ(message_of(w1 + "witness W1 " + witness_signer(2).key().print() + "\n"),
            "line 2: name 'W1' is taken");
  EXPECT_EQ(message_of(w1 + "group G any\n"),
            "line 2: group line that is not 'group NAME all|any|NUMBER MEMBER…'");
  EXPECT_EQ(message_of(w1 + "group G 0 W1\n"), "line 2: group 'G' of 1 members that needs 0");
  EXPECT_EQ(message_of(w1 + "group G 2 W1\n"), "line 2: group 'G' of 1 members that needs 2");
  EXPECT_EQ(message_of(w1 + "group G any W2\n"), "line 2: no line before names 'W2'");
  EXPECT_EQ(message_of(w1 + "group G any none\n"), "line 2: no line before names 'none'");
  EXPECT_EQ(message_of(w1 + "group G any G\n"), "line 2: no line before names 'G'");
  EXPECT_EQ(message_of(w1 + "group G any W1 W1\n"), "line 2: 'W1' is a member of two groups");
  EXPECT_EQ(message_of(w1 + "group G any W1\ngroup H any W1\n"),
            "line 3: 'W1' is a member of two groups");
}

TEST(Policy, LimitsAreKept) {
  std::string groups = witness_line(1) + "group g0 any W1\n";
  for (std::size_t i = 1; i < kPolicyGroupsMax; ++i) {
    groups += "group g" + std::to_string(i) + " any g" + std::to_string(i - 1) + "\n";
  }
  EXPECT_TRUE(Policy::parse(groups + "quorum g255\n").value().asks_witnesses());
  EXPECT_EQ(message_of(groups + "group g256 any g255\nquorum none\n"),
            "line 258: policy with more than 256 groups");
  std::string logs;
  for (std::size_t i = 0; i <= kPolicyLogsMax; ++i) {
    crypto::Ed25519PublicKey key{};
    key[0] = static_cast<std::byte>(i & 0xFFU);
    key[1] = static_cast<std::byte>(i >> 8U);
    logs += "log " + NoteKey::make("log", KeyType::Log, key).print() + "\n";
  }
  EXPECT_EQ(message_of(logs), "line 257: policy with more than 256 logs");
  EXPECT_EQ(message_of(std::string(kPolicyBytesMax + 1, '\n')),
            "policy of more than 1048576 bytes");
}

}  // namespace
}  // namespace tiles::tlog
