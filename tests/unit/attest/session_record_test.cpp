// SPDX-License-Identifier: Apache-2.0
#include "attest/session_record.h"

#include "base/json.h"
#include "session_cases.h"

namespace tiles::attest {
namespace {

std::string text_of_one() { return SessionParts().make().record.print(); }

TEST(SessionRecord, ComesBackFromItsText) {
  const SessionParts parts;
  const SessionRecord record = parts.make().record;
  const auto again = SessionRecord::parse(record.print());
  ASSERT_TRUE(again.has_value()) << phrase(again);
  EXPECT_EQ(again->print(), record.print());
  EXPECT_EQ(again->certificate.cid(), record.certificate.cid());
  EXPECT_EQ(again->delegation.cid(), record.delegation.cid());
  EXPECT_EQ(again->link.cid(), record.link.cid());
  EXPECT_EQ(again->use_entry, record.use_entry);
  EXPECT_EQ(again->key().value(), key_of(parts.session));
}

TEST(SessionRecord, OtherTextsAreRefused) {
  const std::string good = text_of_one();
  expect_error(SessionRecord::parse("{}"), ErrorCode::Unsupported, "not of format 1");
  expect_error(SessionRecord::parse(good + " "), ErrorCode::Invalid, "canonical form");
  expect_error(SessionRecord::parse(std::string(SessionRecord::kTextBytesMax + 1, ' ')),
               ErrorCode::Limit, "session record");
  for (const char* key :
       {"certificate", "link", "delegation", "link_entry", "delegation_entry", "use_entry"}) {
    Json json = parse_json(good).value();
    json.erase(key);
    expect_error(SessionRecord::parse(print_json(json)), ErrorCode::Invalid, key);
    json[key] = "AAAA";
    EXPECT_FALSE(SessionRecord::parse(print_json(json))) << key;
  }
}

TEST(SessionRecord, ProofWithoutItsEntryIsRefused) {
  SessionRecord record = SessionParts().make().record;
  record.use_entry.extra.reset();
  expect_error(SessionRecord::parse(record.print()), ErrorCode::Invalid,
               "'use_entry' has no entry");
}

TEST(SessionRecord, LinkThatItsDeviceDidNotSignIsRefused) {
  SessionParts parts;
  parts.link_signer = claimed_by(parts.device.key, parts.other);
  expect_error(SessionRecord::parse(parts.make().record.print()), ErrorCode::Invalid, "'link'");
}

TEST(SessionRecord, SessionKeyIsOfP256) {
  SessionParts parts;
  parts.delegation_terms.audience = identity::ed25519_signer().key;
  expect_error(parts.make().record.key(), ErrorCode::Unsupported, "a key of Ed25519");
}

TEST(SessionDelegation, IsForMinutesAndForTheseBytesAlone) {
  const SessionParts parts;
  const identity::Delegation made = parts.make().record.delegation;
  EXPECT_EQ(made.command(), "/tiles/model/sign");
  EXPECT_EQ(made.time().not_before, kNow);
  EXPECT_EQ(made.time().expires, kNow + 300);
  const auto allows = [&](const crypto::Digest& digest) {
    identity::DagValue::Map arguments;
    arguments.emplace("digest", digest.text());
    return made.policy().check(identity::DagValue(std::move(arguments))).has_value();
  };
  EXPECT_TRUE(allows(crypto::sha256(parts.bundle.envelope.signed_bytes())));
  EXPECT_FALSE(allows(crypto::sha256("other")));
}

}  // namespace
}  // namespace tiles::attest
