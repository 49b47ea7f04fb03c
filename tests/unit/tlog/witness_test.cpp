// SPDX-License-Identifier: Apache-2.0
#include "tlog/witness.h"

#include <gtest/gtest.h>

#include <cstring>
#include <thread>

#include "base/encodings.h"
#include "base/text.h"
#include "log_cases.h"
#include "support/temporary_directory.h"
#include "tlog/log_files.h"

namespace tiles::tlog {
namespace {

using testing::FaultDisk;
using testing::FaultFileSystem;
using testing::TemporaryDirectory;
using testing::Unsynced;

class FixedClock final : public Clock {
 public:
  TimePoint now() const override { return TimePoint(std::chrono::seconds(1'795'000'000)); }
};

NoteSigner witness_signer() {
  std::array<std::byte, crypto::kEd25519SeedBytes> seed{};
  return {"example.com/witness", KeyType::Witness, crypto::Ed25519Key::from_seed(seed)};
}

// A log that grows, and a witness that knows it.
class WitnessTest : public ::testing::Test {
 protected:
  void grow(std::size_t count) {
    ASSERT_TRUE(log_.append(numbered_entries(log_.checkpoint().head.size, count)));
  }
  WitnessRequest request(std::uint64_t old_size) {
    LogFiles files(log_files_);
    return WitnessRequest::make(files, log_.checkpoint(), log_.checkpoint_note(), old_size).value();
  }
  WitnessAnswer add(const WitnessRequest& request) {
    return witness_.add_checkpoint(request.print()).value();
  }

  FixedClock clock_;
  std::shared_ptr<FaultDisk> log_disk_ = std::make_shared<FaultDisk>();
  FaultFileSystem log_files_{log_disk_};
  Log log_ = Log::open(log_files_, tessera_signer(), {}).value();
  std::shared_ptr<FaultDisk> disk_ = std::make_shared<FaultDisk>();
  FaultFileSystem files_{disk_};
  Witness witness_{files_, clock_, witness_signer(), {tessera_key()}, {}};
};

TEST_F(WitnessTest, GrowingLogIsCosigned) {
  std::uint64_t old_size = 0;
  for (const std::size_t count : {1U, 2U, 253U, 1U, 300U}) {
    grow(count);
    const WitnessAnswer answer = add(request(old_size));
    ASSERT_EQ(answer.status, 200) << answer.body;
    const std::string note =
        add_cosignature(log_.checkpoint_note(), witness_signer().key(), answer).value();
    const std::vector<NoteKey> keys = {tessera_key(), witness_signer().key()};
    const auto verified = verify_note(SignedNote::parse(note).value(), keys).value();
    ASSERT_EQ(verified.size(), 2U);
    EXPECT_EQ(verified[1].seconds, 1'795'000'000U);
    old_size = log_.checkpoint().head.size;
    const std::string name = crypto::sha256(tessera_key().name).hex();
    EXPECT_EQ(witness_.checkpoint(name).value().body, note);
  }
}

TEST_F(WitnessTest, SameCheckpointAgainIsCosignedAgain) {
  grow(3);
  EXPECT_EQ(add(request(0)).status, 200);
  EXPECT_EQ(add(request(3)).status, 200);
}

TEST_F(WitnessTest, UnknownLogIs404) {
  grow(1);
  Witness other(files_, clock_, witness_signer(), {}, {});
  EXPECT_EQ(other.add_checkpoint(request(0).print()).value().status, 404);
}

TEST_F(WitnessTest, WithoutATrustedSignatureIs403) {
  grow(1);
  const NoteSigner stranger(tessera_key().name, KeyType::Log, crypto::Ed25519Key::generate());
  WitnessRequest forged = request(0);
  forged.checkpoint = sign_checkpoint(log_.checkpoint(), stranger);
  EXPECT_EQ(add(forged).status, 403);
  EXPECT_TRUE(disk_->contents().empty());
}

TEST_F(WitnessTest, WrongSignatureOfAKnownKeyIs403) {
  grow(1);
  WitnessRequest changed = request(0);
  SignedNote note = SignedNote::parse(changed.checkpoint).value();
  note.signatures[0].bytes[0] ^= 1;
  changed.checkpoint = note.print();
  EXPECT_EQ(add(changed).status, 403);
}

TEST_F(WitnessTest, OldSizeAboveTheCheckpointIs400) {
  grow(1);
  WitnessRequest wrong = request(0);
  wrong.old_size = 2;
  EXPECT_EQ(add(wrong).status, 400);
}

TEST_F(WitnessTest, MalformedRequestIs400) {
  grow(1);
  const std::string good = request(0).print();
  const std::string hash = to_base64(Hash()) + "\n";
  std::string long_proof = "old 1\n";
  for (int i = 0; i < 64; ++i) long_proof += hash;
  for (const std::string& body :
       {std::string(), std::string("old 0\n"), good.substr(1), "old 00" + good.substr(5),
        "old -1" + good.substr(5), "old 0\nAAAA" + good.substr(5), long_proof + good.substr(5),
        good.substr(0, good.size() - 1), std::string(kWitnessBodyBytesMax + 1, 'x')}) {
    EXPECT_EQ(witness_.add_checkpoint(body).value().status, 400) << body.substr(0, 80);
  }
}

TEST_F(WitnessTest, OtherOldSizeIs409WithTheKnownOne) {
  grow(3);
  EXPECT_EQ(add(request(0)).status, 200);
  grow(2);
  for (const std::uint64_t old_size : {0U, 1U, 4U, 5U}) {
    const WitnessAnswer answer = add(request(old_size));
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(answer.content_type, "text/x.tlog.size");
    EXPECT_EQ(answer.body, "3\n");
    EXPECT_EQ(size_of_conflict(answer).value(), 3U);
    EXPECT_EQ(
        add_cosignature(log_.checkpoint_note(), witness_signer().key(), answer).error().text(),
        "the witness 'example.com/witness' knows the log with 3 entries");
  }
  EXPECT_EQ(add(request(3)).status, 200);
}

TEST_F(WitnessTest, WrongProofIs422) {
  grow(3);
  EXPECT_EQ(add(request(0)).status, 200);
  grow(2);
  WitnessRequest wrong = request(3);
  wrong.proof[0] = Hash();
  EXPECT_EQ(add(wrong).status, 422);
  wrong.proof.clear();
  EXPECT_EQ(add(wrong).status, 422);
}

TEST_F(WitnessTest, ProofFromNothingIs422) {
  grow(3);
  WitnessRequest wrong = request(0);
  wrong.proof.emplace_back();
  EXPECT_EQ(add(wrong).status, 422);
}

TEST_F(WitnessTest, EmptyTreeWithAnotherRootIs422) {
  Checkpoint checkpoint = log_.checkpoint();
  EXPECT_EQ(add({0, {}, sign_checkpoint(checkpoint, tessera_signer())}).status, 200);
  checkpoint.head.root = Hash();
  EXPECT_EQ(add({0, {}, sign_checkpoint(checkpoint, tessera_signer())}).status, 422);
}

TEST_F(WitnessTest, SameSizeWithAnotherRootIs422) {
  grow(3);
  EXPECT_EQ(add(request(0)).status, 200);
  Checkpoint forked = log_.checkpoint();
  forked.head.root = Hash();
  EXPECT_EQ(add({3, {}, sign_checkpoint(forked, tessera_signer())}).status, 422);
}

TEST_F(WitnessTest, SignaturesOfStrangersAreNotKept) {
  grow(1);
  WitnessRequest crowded = request(0);
  SignedNote note = SignedNote::parse(crowded.checkpoint).value();
  while (note.signatures.size() < kNoteSignaturesMax) {
    note.signatures.push_back({"stranger", 1, std::string(64, 'x')});
  }
  crowded.checkpoint = note.print();
  EXPECT_EQ(add(crowded).status, 200);
  EXPECT_EQ(add(request(1)).status, 200);
}

TEST_F(WitnessTest, StateOfAnotherHandIsCorrupt) {
  grow(1);
  EXPECT_EQ(add(request(0)).status, 200);
  const std::string path = crypto::sha256(tessera_key().name).hex() + "/checkpoint";
  ASSERT_TRUE(replace_file(files_, path, log_.checkpoint_note()));
  EXPECT_EQ(witness_.add_checkpoint(request(1).print()).error().code(), ErrorCode::Corrupt);
}

TEST_F(WitnessTest, UnknownNameIs404) {
  EXPECT_EQ(witness_.checkpoint("../../etc/passwd").value().status, 404);
  EXPECT_EQ(witness_.checkpoint(std::string(64, 'a')).value().status, 404);
}

TEST_F(WitnessTest, AnswerOfAnotherKeyIsDenied) {
  grow(1);
  const NoteSigner other("other.example", KeyType::Witness, crypto::Ed25519Key::generate());
  const std::string text = log_.checkpoint().text();
  const auto take = [&](const std::string& body, int status = 200) {
    return add_cosignature(log_.checkpoint_note(), witness_signer().key(),
                           {.status = status, .content_type = "", .body = body})
        .error();
  };
  EXPECT_EQ(take(other.cosign(text, 1).line()).code(), ErrorCode::Denied);
  EXPECT_EQ(take(witness_signer().cosign("other\n", 1).line()).code(), ErrorCode::Corrupt);
  EXPECT_EQ(take("").code(), ErrorCode::Invalid);
  EXPECT_EQ(take("unknown log\n", 404).text(),
            "the witness 'example.com/witness' answered 404: 'unknown log'");
  EXPECT_EQ(take("x\n", 409).code(), ErrorCode::Invalid);
}

// What was answered with 200 is known after a power cut at any change.
TEST_F(WitnessTest, StateIsDurableBeforeTheAnswer) {
  grow(3);
  for (std::size_t change = 0; change < 12; ++change) {
    auto disk = std::make_shared<FaultDisk>();
    FaultFileSystem files(disk);
    Witness witness(files, clock_, witness_signer(), {tessera_key()}, {});
    disk->cut_power_at(change);
    const auto answer = witness.add_checkpoint(request(0).print());
    disk->restart(Unsynced::Lost);
    const auto again = witness.add_checkpoint(request(0).print()).value();
    EXPECT_EQ(again.status == 409, answer.has_value()) << change;
  }
}

// The race that the specification names: two at once never both succeed from the same old size.
TEST_F(WitnessTest, CheckAndWriteAreOneStep) {
  const TemporaryDirectory folder;
  const auto files = open_directory(folder.path()).value();
  std::vector<std::string> bodies;
  for (int i = 0; i < 8; ++i) {
    grow(1);
    bodies.push_back(request(0).print());
  }
  std::vector<int> statuses(bodies.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    threads.emplace_back([&, i] {
      // Each as a process of its own would: only the lock of the folder orders them.
      Witness witness(*files, clock_, witness_signer(), {tessera_key()},
                      {.lock = folder.path(), .wait = std::chrono::seconds(30)});
      statuses[i] = witness.add_checkpoint(bodies[i]).value().status;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::ranges::count(statuses, 200), 1);
  EXPECT_EQ(std::ranges::count(statuses, 409), 7);
}

// The script of litewitness, but for two answers: its version said 403 of a log that it does not
// know, and its wrong signature is in base64 that is not canonical, which is malformed to us.
TEST(WitnessScript, PublishedRequestsHaveTheirAnswers) {
  const Json script = parse_json(read_all(trust_data() / "litewitness.json")).value();
  const std::string first = script["requests"][0]["body"].get<std::string>();
  const std::string origin = std::string(split(first, '\n')[2]);
  crypto::Ed25519PublicKey key{};
  const std::string bytes = from_hex(script["log_key"].get<std::string>()).value();
  ASSERT_EQ(bytes.size(), key.size());
  std::memcpy(key.data(), bytes.data(), key.size());
  auto disk = std::make_shared<FaultDisk>();
  FaultFileSystem files(disk);
  const FixedClock clock;
  Witness witness(files, clock, witness_signer(), {NoteKey::make(origin, KeyType::Log, key)}, {});
  for (const Json& one : script["requests"]) {
    const auto answer = witness.add_checkpoint(one["body"].get<std::string>()).value();
    const std::string published = one["answer"].get<std::string>();
    const int expected = published.find("unknown log") != std::string::npos ? 404
                         : published.find("invalid signature") != std::string::npos
                             ? 400
                             : one["status"].get<int>();
    EXPECT_EQ(answer.status, expected) << answer.body;
    if (answer.status == 409) {
      EXPECT_EQ("== \"" + std::string(trim(answer.body)) + "\\n\"",
                one["answer"].get<std::string>());
    }
  }
}

}  // namespace
}  // namespace tiles::tlog
