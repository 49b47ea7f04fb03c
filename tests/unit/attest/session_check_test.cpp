// SPDX-License-Identifier: Apache-2.0
#include "attest/session_check.h"

#include <limits>

#include "session_cases.h"

namespace tiles::attest {
namespace {

Result<void> delegation_of(const SessionParts& parts) {
  const SignedSession made = parts.make();
  return check_delegation(made.record, made.bundle);
}

Result<void> device_of(const SessionParts& parts, const KnownAccount& account) {
  return check_device(parts.make().record, account);
}

Result<void> logged(const SessionParts& parts) {
  return check_session_logged(parts.make().record, parts.log.policy());
}

// A step that fails does so by itself: all the others hold.
TEST(Session, HoldsInEveryStep) {
  const SessionParts parts;
  const SignedSession made = parts.make();
  EXPECT_TRUE(open_bundle(made.bundle, made.record.key().value(), crypto::HighS::Refused));
  EXPECT_TRUE(delegation_of(parts)) << phrase(delegation_of(parts));
  EXPECT_TRUE(device_of(parts, parts.account())) << phrase(device_of(parts, parts.account()));
  EXPECT_TRUE(logged(parts)) << phrase(logged(parts));
}

TEST(Session, SignatureByAnotherKeyIsRefused) {
  SessionParts parts;
  KeySigner other(crypto::P256PrivateKey::generate());
  parts.bundle = sign_statement(small_statement(), other).value();
  const SignedSession made = parts.make();
  expect_error(open_bundle(made.bundle, made.record.key().value(), crypto::HighS::Refused),
               ErrorCode::Invalid, "signature by the key");
}

TEST(SessionDelegation, ThatItsIssuerDidNotSignIsRefused) {
  SessionParts parts;
  parts.delegation_signer = claimed_by(parts.device.key, parts.other);
  expect_error(delegation_of(parts), ErrorCode::Invalid, "not signed by its issuer");
}

TEST(SessionDelegation, ByAnotherDeviceIsRefused) {
  SessionParts parts;
  parts.delegation_signer = parts.other;
  expect_error(delegation_of(parts), ErrorCode::Denied,
               "the delegation is by " + parts.other.key.did());
}

TEST(SessionDelegation, AboutAnotherAccountIsRefused) {
  SessionParts parts;
  parts.delegation_terms.subject = parts.other.key;
  expect_error(delegation_of(parts), ErrorCode::Denied, "not about the account of the link");
}

TEST(SessionDelegation, OfAnotherCommandIsRefused) {
  SessionParts parts;
  parts.delegation_terms.command = "/tiles/model/signal";
  expect_error(delegation_of(parts), ErrorCode::Denied, "allows '/tiles/model/signal'");
  parts.delegation_terms.command = "/tiles/model";
  EXPECT_TRUE(delegation_of(parts));
}

TEST(SessionDelegation, WithoutEndsOrForMoreThanMinutesIsRefused) {
  SessionParts parts;
  const identity::ValidTime good = parts.delegation_terms.time;
  parts.delegation_terms.time = {.not_before = good.not_before, .expires = {}};
  expect_error(delegation_of(parts), ErrorCode::Denied, "no beginning or no end");
  parts.delegation_terms.time = {.not_before = {}, .expires = good.expires};
  expect_error(delegation_of(parts), ErrorCode::Denied, "no beginning or no end");
  parts.delegation_terms.time = {.not_before = kNow, .expires = kNow + 900};
  EXPECT_TRUE(delegation_of(parts));
  parts.delegation_terms.time = {.not_before = kNow, .expires = kNow + 901};
  expect_error(delegation_of(parts), ErrorCode::Denied, "holds for 901 seconds");
  parts.delegation_terms.time = {.not_before = kNow, .expires = kNow - 1};
  expect_error(delegation_of(parts), ErrorCode::Denied, "holds for -1 seconds");
}

TEST(SessionDelegation, TimeOfTheLogIsWhatCounts) {
  SessionParts parts;
  parts.used = time_at(kNow + 300);
  EXPECT_TRUE(delegation_of(parts));
  parts.used = time_at(kNow + 301);
  expect_error(delegation_of(parts), ErrorCode::Denied, "the delegation ended at");
  parts.used = time_at(kNow - 1);
  expect_error(delegation_of(parts), ErrorCode::Denied, "the delegation began at");
}

TEST(SessionDelegation, OfOtherBytesIsRefused) {
  SessionParts parts;
  parts.delegation_terms = parts.allowed({crypto::sha256("other"), crypto::sha256("more")});
  expect_error(delegation_of(parts), ErrorCode::Denied, "does not allow this signature");
}

TEST(SessionDelegation, UseThatIsNotOfThisSignatureIsRefused) {
  SessionParts parts;
  const SignedSession made = parts.make();
  const tlog::Entry good = parts.use(made.record.delegation);
  const auto with = [&](const auto& change) {
    tlog::Entry changed = good;
    change(changed);
    SignedSession other = made;
    other.record.use_entry.extra = changed.print();
    return check_delegation(other.record, other.bundle);
  };
  EXPECT_TRUE(with([](tlog::Entry&) {}));
  expect_error(with([](tlog::Entry& entry) { entry.digest = crypto::sha256("other"); }),
               ErrorCode::Corrupt, "the session signed sha256:");
  expect_error(with([](tlog::Entry& entry) { entry.use->signature += "x"; }), ErrorCode::Corrupt,
               "another signature of the same bytes");
  expect_error(with([](tlog::Entry& entry) { entry.use->delegation = crypto::sha256("other"); }),
               ErrorCode::Corrupt, "logged with another delegation");
  expect_error(with([](tlog::Entry& entry) { entry.use.reset(); }), ErrorCode::Corrupt,
               "has no signature");
  expect_error(with([](tlog::Entry& entry) { entry.event = "model.sign"; }), ErrorCode::Corrupt,
               "in place of the entry 'session.use' the log has 'model.sign'");
  parts.entries[2] = "no entry";
  expect_error(delegation_of(parts), ErrorCode::Invalid, "the entry 'session.use'");
}

TEST(SessionDelegation, EntryOfAnotherDelegationIsRefused) {
  SessionParts parts;
  parts.entries[1] = parts.event(kDelegateEvent, identity::Cid::of("other"));
  expect_error(delegation_of(parts), ErrorCode::Corrupt, "the entry 'session.delegate' is of");
}

TEST(SessionDevice, OfAnotherAccountIsRefused) {
  SessionParts parts;
  KnownAccount account = parts.account();
  account.key = parts.other.key;
  expect_error(device_of(parts, account), ErrorCode::Denied, "the link is of the account");
  parts.certificate_signer = parts.other;
  expect_error(device_of(parts, parts.account()), ErrorCode::Denied,
               "the certificate of the device is by " + parts.other.key.did());
}

TEST(SessionDevice, CertificateThatTheAccountDidNotSignIsRefused) {
  SessionParts parts;
  parts.certificate_signer = claimed_by(parts.root.key, identity::k256_signer());
  expect_error(device_of(parts, parts.account()), ErrorCode::Invalid,
               "is not signed by the account");
}

TEST(SessionDevice, CertificateForSomethingElseOrThatEndedIsRefused) {
  SessionParts parts;
  parts.certificate_terms.command = "/memory";
  expect_error(device_of(parts, parts.account()), ErrorCode::Denied, "allows '/memory'");
  parts.certificate_terms.command = "/";
  parts.certificate_terms.time = {.not_before = {}, .expires = kNow - 1};
  expect_error(device_of(parts, parts.account()), ErrorCode::Denied,
               "the certificate of the device ended at");
}

TEST(SessionDevice, LinkOfAnotherDeviceIsRefused) {
  SessionParts parts;
  parts.link_signer = parts.other;
  expect_error(device_of(parts, parts.account()), ErrorCode::Denied,
               "the link to 'did:web:ana.example.com' was made by another device");
}

TEST(SessionDevice, LinkThatIsNotInTheLogIsRefused) {
  SessionParts parts;
  parts.entries[0] = parts.event(kLinkEvent, identity::Cid::of("other"));
  expect_error(device_of(parts, parts.account()), ErrorCode::Corrupt,
               "the entry 'identity.link' is of");
}

// By the place in the log: what time a signature says does not matter.
TEST(SessionDevice, RevokedBeforeItSignedIsRefusedAndAfterwardsNot) {
  const SessionParts parts;
  const std::uint64_t used = parts.make().record.use_entry.index;
  const std::string name = parts.log.signer.key().name;
  const auto ended = [&](CertificateEnd end) { return device_of(parts, parts.account(end)); };
  EXPECT_TRUE(ended({.log = name, .entry = used + 1}));
  expect_error(ended({.log = name, .entry = used - 1}), ErrorCode::Denied,
               "the device was revoked in entry 4 of the log, and signed in entry 5");
  expect_error(ended({.log = name, .entry = std::nullopt}), ErrorCode::Denied,
               "does not say since when");
  expect_error(ended({.log = "tiles/log/other", .entry = used + 1}), ErrorCode::Denied,
               "does not say since when");
}

TEST(SessionLog, ProofOfAnotherPlaceIsRefused) {
  const SessionParts parts;
  const SessionRecord good = parts.make().record;
  const auto with = [&](const auto& change) {
    SessionRecord changed = good;
    change(changed);
    return check_session_logged(changed, parts.log.policy());
  };
  expect_error(with([](SessionRecord& record) { record.link_entry.index = 2; }), ErrorCode::Corrupt,
               "the entry 'identity.link'");
  expect_error(with([](SessionRecord& record) { record.delegation_entry.index = 2; }),
               ErrorCode::Corrupt, "the entry 'session.delegate'");
  expect_error(with([](SessionRecord& record) { record.use_entry.hashes.pop_back(); }),
               ErrorCode::Corrupt, "the entry 'session.use'");
}

TEST(SessionLog, OfAnUnknownLogIsRefused) {
  const SessionParts parts;
  expect_error(check_session_logged(parts.make().record, SmallLog().policy()), ErrorCode::Corrupt,
               "the entry 'identity.link'");
}

TEST(SessionLog, EntriesOfSeveralLogsAreRefused) {
  SessionParts parts;
  SessionRecord record = parts.make().record;
  SmallLog second;
  second.signer =
      tlog::NoteSigner("tiles/log/second", tlog::KeyType::Log, crypto::Ed25519Key::generate());
  record.link_entry = second.prove({*record.link_entry.extra}).front();
  const auto policy = tlog::Policy::of_logs({parts.log.signer.key(), second.signer.key()});
  expect_error(check_session_logged(record, policy), ErrorCode::Invalid, "in several logs");
}

TEST(SessionLog, EntriesInAnotherOrderAreRefused) {
  SessionParts parts;
  parts.order = {Place::Delegation, Place::Link, Place::Use};
  expect_error(logged(parts), ErrorCode::Denied,
               "the link is entry 3, behind the delegation in entry 1");
  parts.order = {Place::Link, Place::Use, Place::Delegation};
  expect_error(logged(parts), ErrorCode::Denied,
               "the delegation is entry 5, behind the signature in entry 3");
}

TEST(SessionLog, QuorumOfWitnessesIsAskedForAndShowsTheTime) {
  const SessionParts parts;
  const tlog::NoteSigner witness("witness.example", tlog::KeyType::Witness,
                                 crypto::Ed25519Key::generate());
  const auto policy = tlog::Policy::parse("log " + parts.log.signer.key().print() + "\nwitness w " +
                                          witness.key().print() + "\nquorum w\n")
                          .value();
  const SessionRecord unwitnessed = parts.make().record;
  expect_error(check_session_logged(unwitnessed, policy), ErrorCode::Corrupt,
               "the entry 'identity.link'");
  const auto signed_at = [&](std::int64_t second) {
    SessionRecord record = unwitnessed;
    for (tlog::LogProof* proof :
         {&record.link_entry, &record.delegation_entry, &record.use_entry}) {
      const auto note = tlog::SignedNote::parse(proof->checkpoint).value();
      proof->checkpoint += witness.cosign(note.text, static_cast<std::uint64_t>(second)).line();
    }
    return check_session_logged(record, policy);
  };
  EXPECT_TRUE(signed_at(kNow + 7200));
  EXPECT_TRUE(signed_at(std::numeric_limits<std::int64_t>::max()));
  EXPECT_TRUE(signed_at(kNow - 60));
  expect_error(signed_at(kNow - 61), ErrorCode::Corrupt, "the witness 'witness.example' had it at");
}

}  // namespace
}  // namespace tiles::attest
