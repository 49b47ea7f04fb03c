// SPDX-License-Identifier: Apache-2.0
#include "attest/signed_statement.h"

#include "attest/model_content.h"
#include "attest_cases.h"

namespace tiles::attest {
namespace {

using crypto::EcPublicKey;
using crypto::HighS;

EcPublicKey published_key() {
  return EcPublicKey::parse_pem(published("model_signing/key.pem")).value();
}

Bundle read_published(const std::string& path) { return Bundle::parse(published(path)).value(); }

// A bundle of ours that is in a log.
class LoggedBundle : public ::testing::Test {
 protected:
  LoggedBundle() { log_.add(bundle_, key_, {"one", "two", "three", "four", "five"}); }

  LoggedEntry& entry() { return bundle_.entries.front(); }
  Result<Inclusion> check() const { return check_logged(bundle_, key_, log_.policy()); }

  KeySigner signer_ = test_signer();
  EcPublicKey key_ = key_of(signer_);
  SmallLog log_;
  Bundle bundle_ = sign_statement(small_statement(), signer_).value();
};

TEST(OpenBundle, PublishedOnesHoldUnderTheirKey) {
  for (const char* path : {"oms/valid/key.bundle.json", "model_signing/v1.0.1/model.sig",
                           "model_signing/v1.1.0/model.sig"}) {
    const auto content = open_bundle(read_published(path), published_key(), HighS::Accepted)
                             .and_then(ModelContent::read);
    ASSERT_TRUE(content.has_value()) << path << ": " << phrase(content);
    EXPECT_EQ(content->resources.size(), 2U);
    EXPECT_EQ(content->root().hex(),
              "92745110b1ab4368471cbe31664e10174e954b113a3df333db860317b2c6dec4");
  }
}

TEST(OpenBundle, PublishedOnesHoldUnderTheirCertificates) {
  for (const char* path : {"oms/valid/certificate.bundle.json", "oms/valid/sigstore.bundle.json"}) {
    const Bundle bundle = read_published(path);
    const EcPublicKey key = EcPublicKey::of_certificate(bundle.certificates.front()).value();
    const auto content = open_bundle(bundle, key, HighS::Accepted).and_then(ModelContent::read);
    EXPECT_TRUE(content.has_value()) << path << ": " << phrase(content);
  }
}

TEST(OpenBundle, PublishedOneOfAnotherPredicateIsRefused) {
  const Bundle bundle = read_published("oms/invalid_payload/wrong_predicate.bundle.json");
  const Statement statement = Statement::parse(bundle.envelope.payload).value();
  expect_error(ModelContent::read(statement), ErrorCode::Invalid,
               "https://example.com/wrong-predicate/v1.0");
}

TEST(OpenBundle, OursHolds) {
  auto signer = test_signer();
  const Bundle bundle = sign_statement(small_statement(), signer).value();
  const auto statement = open_bundle(bundle, key_of(signer), HighS::Refused);
  EXPECT_EQ(statement.value().print(), small_statement().print());
}

TEST(OpenBundle, AnotherKeyIsRefused) {
  auto signer = test_signer();
  const Bundle bundle = sign_statement(small_statement(), signer).value();
  const KeySigner other(crypto::P256PrivateKey::generate());
  expect_error(open_bundle(bundle, key_of(other), HighS::Refused), ErrorCode::Invalid,
               "signature by the key");
  Bundle renamed = bundle;
  renamed.key_hint = key_hint(key_of(other));
  expect_error(open_bundle(renamed, key_of(other), HighS::Refused), ErrorCode::Invalid,
               "not of this key and message");
}

TEST(OpenBundle, AnotherPayloadOrTypeIsRefused) {
  auto signer = test_signer();
  const Bundle bundle = sign_statement(small_statement(), signer).value();
  Bundle changed = bundle;
  changed.envelope.payload.back() = ' ';
  expect_error(open_bundle(changed, key_of(signer), HighS::Refused), ErrorCode::Invalid,
               "not of this key and message");
  changed = bundle;
  changed.envelope.payload_type = "application/json";
  expect_error(open_bundle(changed, key_of(signer), HighS::Refused), ErrorCode::Invalid,
               "not of this key and message");
}

TEST(OpenBundle, SignedPayloadOfAnotherTypeIsUnsupported) {
  auto signer = test_signer();
  Bundle bundle = sign_statement(small_statement(), signer).value();
  bundle.envelope.payload_type = "application/json";
  bundle.envelope.signatures.front().bytes =
      crypto::der_signature_of(signer.sign(bundle.envelope.signed_bytes()).value()).value();
  expect_error(open_bundle(bundle, key_of(signer), HighS::Refused), ErrorCode::Unsupported,
               "payload of type 'application/json'");
}

TEST(OpenBundle, RawSignatureIsRefused) {
  auto signer = test_signer();
  Bundle bundle = sign_statement(small_statement(), signer).value();
  std::string& bytes = bundle.envelope.signatures.front().bytes;
  bytes = crypto::raw_signature_of(bytes).value();
  expect_error(open_bundle(bundle, key_of(signer), HighS::Accepted), ErrorCode::Invalid,
               "not in DER form");
}

TEST(OpenBundle, OtherKeyIdThanTheHintIsRefused) {
  auto signer = test_signer();
  Bundle bundle = sign_statement(small_statement(), signer).value();
  bundle.envelope.signatures.front().key_id = "somebody";
  expect_error(open_bundle(bundle, key_of(signer), HighS::Refused), ErrorCode::Invalid,
               "'keyid' 'somebody'");
  bundle.envelope.signatures.front().key_id = bundle.key_hint;
  EXPECT_TRUE(open_bundle(bundle, key_of(signer), HighS::Refused));
}

TEST_F(LoggedBundle, HoldsAfterItWasPrinted) {
  bundle_ = Bundle::parse(bundle_.print()).value();
  const auto inclusion = check();
  ASSERT_TRUE(inclusion.has_value()) << phrase(inclusion);
  EXPECT_EQ(inclusion->log, "tiles/log/test");
  EXPECT_EQ(inclusion->index, 5U);
  EXPECT_EQ(inclusion->size, 6U);
  EXPECT_TRUE(inclusion->witnesses.empty());
}

TEST_F(LoggedBundle, WithoutEntryIsNotFound) {
  bundle_.entries.clear();
  expect_error(check(), ErrorCode::NotFound, "no log entry");
}

TEST_F(LoggedBundle, OfAnUnknownLogIsRefused) {
  const SmallLog other;
  expect_error(check_logged(bundle_, key_, other.policy()), ErrorCode::Corrupt, "");
}

TEST_F(LoggedBundle, WithAProofOfAnotherPlaceIsRefused) {
  entry().inclusion->index = 4;
  entry().log_index = 4;
  expect_error(check(), ErrorCode::Corrupt, "root");
}

TEST_F(LoggedBundle, WithAChangedCheckpointIsRefused) {
  std::string& note = entry().inclusion->checkpoint;
  note.replace(note.find("\n6\n"), 3, "\n7\n");
  expect_error(check(), ErrorCode::Corrupt, "");
}

TEST_F(LoggedBundle, WithOtherNumbersThanItsCheckpointIsRefused) {
  const LoggedEntry before = entry();
  entry().log_index = 3;
  expect_error(check(), ErrorCode::Invalid, "its proof is of number 5");
  entry() = before;
  entry().inclusion->head.size = 7;
  expect_error(check(), ErrorCode::Invalid, "not those of its checkpoint");
  entry() = before;
  entry().inclusion->head.root = tlog::empty_root();
  expect_error(check(), ErrorCode::Invalid, "not those of its checkpoint");
  entry() = before;
  entry().log_id = tlog::empty_root();
  expect_error(check(), ErrorCode::Invalid, "the ID of the log");
}

TEST_F(LoggedBundle, EntryOfAnotherSignatureIsRefused) {
  Bundle other = sign_statement(small_statement(), signer_).value();
  other.entries = bundle_.entries;
  expect_error(check_logged(other, key_, log_.policy()), ErrorCode::Corrupt, "another signature");
}

TEST_F(LoggedBundle, EntryOfAnotherStatementIsRefused) {
  Statement statement = small_statement();
  statement.predicate["b"] = 2;
  Bundle other = sign_statement(statement, signer_).value();
  other.entries = bundle_.entries;
  expect_error(check_logged(other, key_, log_.policy()), ErrorCode::Corrupt,
               "the log has a signature of");
}

TEST_F(LoggedBundle, EntryOfAnotherKindIsUnsupported) {
  entry().kind = "dsse";
  expect_error(check(), ErrorCode::Unsupported, "'dsse' '0.0.2'");
}

TEST_F(LoggedBundle, WitnessesThatThePolicyWantsAreTold) {
  const tlog::NoteSigner witness("witness.example", tlog::KeyType::Witness,
                                 crypto::Ed25519Key::generate());
  const auto policy = tlog::Policy::parse("log " + log_.signer.key().print() + "\nwitness w " +
                                          witness.key().print() + "\nquorum w\n")
                          .value();
  expect_error(check_logged(bundle_, key_, policy), ErrorCode::Corrupt, "");
  std::string& checkpoint = entry().inclusion->checkpoint;
  const auto note = tlog::SignedNote::parse(checkpoint).value();
  checkpoint += witness.cosign(note.text, 1'770'000'000).line();
  const auto inclusion = check_logged(bundle_, key_, policy);
  ASSERT_TRUE(inclusion.has_value()) << phrase(inclusion);
  EXPECT_EQ(inclusion->witnesses, std::vector<std::string>{"witness.example"});
}

TEST(LogId, BeginsWithTheIdOfTheKey) {
  const auto key =
      tlog::NoteKey::parse(
          "log2025-alpha3.rekor.sigstage.dev+d3d3a70c+AZQ93VXPMmj9uZj7U/7CefQ9yy8RgYFv6mKzOseipjqp")
          .value();
  EXPECT_EQ(log_id(key).hex().substr(0, 8), "d3d3a70c");
}

}  // namespace
}  // namespace tiles::attest
