// SPDX-License-Identifier: Apache-2.0
#include "attest/session_record.h"

#include <utility>

#include "attest/dsse.h"
#include "attest/members.h"
#include "base/assert.h"
#include "base/encodings.h"

namespace tiles::attest {
namespace {

constexpr int kFormat = 1;
constexpr std::size_t kDepthMax = 2;

Json base64(const std::string& bytes) { return to_base64(bytes, Base64::Padded); }

// A token by its reader.
template <typename Token>
Result<Token> read_token(const Json& json, std::string_view key) {
  const std::string bytes = TILES_TRY(read_base64(json, key, identity::kUcanBytesMax));
  auto token = Token::parse(bytes);
  if (!token) return fail(std::move(token).error().within("'" + std::string(key) + "'"));
  return token;
}

Result<tlog::LogProof> read_proof(const Json& json, std::string_view key) {
  const std::string text = TILES_TRY(read_text(json, key));
  auto proof = tlog::LogProof::parse(text);
  if (!proof) return fail(std::move(proof).error().within("'" + std::string(key) + "'"));
  if (!proof->extra) return fail(ErrorCode::Invalid, "'" + std::string(key) + "' has no entry");
  return proof;
}

Result<SessionRecord> read_record(const Json& json) {
  if (!json.is_object() || !json.contains("format") || json["format"] != kFormat) {
    return fail(ErrorCode::Unsupported, "it is not of format 1");
  }
  auto certificate = TILES_TRY(read_token<identity::Delegation>(json, "certificate"));
  auto link = TILES_TRY(read_token<identity::IdentityLink>(json, "link"));
  auto delegation = TILES_TRY(read_token<identity::Delegation>(json, "delegation"));
  SessionRecord record{.certificate = std::move(certificate),
                       .link = std::move(link),
                       .delegation = std::move(delegation),
                       .link_entry = {},
                       .delegation_entry = {},
                       .use_entry = {}};
  record.link_entry = TILES_TRY(read_proof(json, "link_entry"));
  record.delegation_entry = TILES_TRY(read_proof(json, "delegation_entry"));
  record.use_entry = TILES_TRY(read_proof(json, "use_entry"));
  return record;
}

// ["==", ".digest", "sha256:…"]
identity::DagValue is_digest(const crypto::Digest& digest) {
  return identity::DagValue(identity::DagValue::List{"==", ".digest", digest.text()});
}

// That the signed bytes are one of these.
Result<identity::Policy> policy_of(std::span<const crypto::Digest> digests) {
  identity::DagValue::List choices;
  choices.reserve(digests.size());
  for (const crypto::Digest& digest : digests) choices.push_back(is_digest(digest));
  const identity::DagValue::List either{"or", identity::DagValue(std::move(choices))};
  return identity::Policy::parse(
      identity::DagValue(identity::DagValue::List{identity::DagValue(either)}));
}

}  // namespace

Result<SessionRecord> SessionRecord::parse(std::string_view text) {
  if (text.size() > kTextBytesMax) return over_limit("session record", text.size(), kTextBytesMax);
  const auto json = parse_unambiguous_json(text, kDepthMax);
  if (!json) return fail(Error(json.error()).within("reading a session record"));
  auto record = read_record(*json);
  if (!record) return fail(std::move(record).error().within("reading a session record"));
  if (record->print() != text) {
    return fail(ErrorCode::Invalid, "session record that is not in canonical form");
  }
  return record;
}

std::string SessionRecord::print() const {
  return print_json({{"certificate", base64(certificate.bytes())},
                     {"delegation", base64(delegation.bytes())},
                     {"delegation_entry", delegation_entry.print()},
                     {"format", kFormat},
                     {"link", base64(link.bytes())},
                     {"link_entry", link_entry.print()},
                     {"use_entry", use_entry.print()}});
}

Result<crypto::EcPublicKey> SessionRecord::key() const {
  const crypto::P256PublicKey* key = delegation.audience().p256();
  if (key == nullptr) {
    return fail(ErrorCode::Unsupported, "the delegation is for a key of " +
                                            std::string(delegation.audience().kind_name()) +
                                            ", a session key is of P-256");
  }
  return crypto::EcPublicKey::of(*key);
}

crypto::Digest digest_to_sign(const Statement& statement) {
  const Envelope envelope{.payload_type = std::string(kStatementPayloadType),
                          .payload = statement.print(),
                          .signatures = {}};
  return crypto::sha256(envelope.signed_bytes());
}

Result<identity::Delegation> delegate_session(const SessionTerms& terms,
                                              const identity::Signer& device) {
  TILES_ASSERT(!terms.signed_digests.empty() && terms.session.p256() != nullptr);
  const auto begin = std::chrono::floor<std::chrono::seconds>(terms.now).time_since_epoch();
  identity::DelegationTerms delegation{
      .audience = terms.session, .subject = terms.account, .command = std::string(kSignCommand)};
  delegation.policy = TILES_TRY(policy_of(terms.signed_digests));
  delegation.time = {.not_before = begin.count(), .expires = (begin + kSessionLength).count()};
  return identity::Delegation::sign(delegation, device);
}

}  // namespace tiles::attest
