// SPDX-License-Identifier: Apache-2.0
#include "attest/signed_statement.h"

#include <utility>

#include "attest/log_record.h"
#include "attest/members.h"
#include "base/assert.h"
#include "base/format.h"
#include "base/text.h"
#include "crypto/ecdsa_signature.h"

namespace tiles::attest {
namespace {

Result<void> check_key_names(const Bundle& bundle, const std::string& hint) {
  if (!bundle.key_hint.empty() && bundle.key_hint != hint) {
    return fail(ErrorCode::Invalid, format("signature by the key {}, not by {}",
                                           shown_in_quotes(bundle.key_hint), hint));
  }
  const std::string& key_id = bundle.envelope.signatures.front().key_id;
  if (!key_id.empty() && key_id != bundle.key_hint) {
    return fail(ErrorCode::Invalid,
                "'keyid' " + shown_in_quotes(key_id) + " is not the hint of the bundle");
  }
  return {};
}

Result<void> check_entry(const LoggedEntry& entry, const LogRecord& expected) {
  if (entry.kind != LogRecord::kKind || entry.version != LogRecord::kVersion) {
    return fail(ErrorCode::Unsupported,
                format("entry of kind {} {}, not '{} {}'", shown_in_quotes(entry.kind),
                       shown_in_quotes(entry.version), LogRecord::kKind, LogRecord::kVersion));
  }
  const LogRecord record = TILES_TRY(LogRecord::parse(entry.body));
  if (record.digest != expected.digest) {
    return fail(ErrorCode::Corrupt, format("the log has a signature of {}, this one is of {}",
                                           record.digest.text(), expected.digest.text()));
  }
  if (record.signature != expected.signature) {
    return fail(ErrorCode::Corrupt, "the log has another signature of the same bytes");
  }
  if (record.key != expected.key) {
    return fail(ErrorCode::Corrupt, "the log has this signature with another key");
  }
  return {};
}

// The numbers that stand twice in a bundle. Others read the one or the other.
Result<void> check_numbers(const LoggedEntry& entry, const tlog::Checkpoint& checkpoint) {
  const LoggedEntry::Inclusion& inclusion = *entry.inclusion;
  if (inclusion.head.size != checkpoint.head.size || inclusion.head.root != checkpoint.head.root) {
    return fail(ErrorCode::Invalid, "size and root of the log are not those of its checkpoint");
  }
  if (entry.log_index != inclusion.index) {
    return fail(ErrorCode::Invalid, format("the entry is number {}, its proof is of number {}",
                                           entry.log_index, inclusion.index));
  }
  return {};
}

Result<tlog::Checkpoint> check_place(const LoggedEntry& entry, const tlog::Policy& policy) {
  if (!entry.inclusion) return fail(ErrorCode::Unsupported, "log entry without a proof");
  const tlog::LogProof proof{.extra = {},
                             .index = entry.inclusion->index,
                             .hashes = entry.inclusion->hashes,
                             .checkpoint = entry.inclusion->checkpoint};
  tlog::TreeHasher hasher;
  tlog::Checkpoint checkpoint = TILES_TRY(policy.check(proof, hasher.leaf(entry.body)));
  TILES_CHECK(check_numbers(entry, checkpoint));
  for (const tlog::NoteKey& log : policy.logs()) {
    if (log.name == checkpoint.origin && log_id(log) == entry.log_id) return checkpoint;
  }
  return fail(ErrorCode::Invalid, "the ID of the log is not that of its key");
}

Result<std::vector<std::string>> witnesses_of(std::string_view checkpoint,
                                              const tlog::Policy& policy) {
  const auto note = TILES_TRY(tlog::SignedNote::parse(checkpoint));
  std::vector<std::string> names;
  for (const auto& signature : TILES_TRY(tlog::verify_note(note, policy.witnesses()))) {
    names.push_back(policy.witnesses()[signature.key].name);
  }
  return names;
}

}  // namespace

std::string key_hint(const crypto::EcPublicKey& key) { return crypto::sha256(key.pem()).hex(); }

tlog::Hash log_id(const tlog::NoteKey& log) {
  crypto::Sha256 hash;
  hash.update(log.name);
  hash.update("\n");
  const char type = static_cast<char>(log.type);
  hash.update({&type, 1});
  hash.update({reinterpret_cast<const char*>(log.key.data()), log.key.size()});
  return hash.finish();
}

Result<Bundle> sign_statement(const Statement& statement, Signer& signer) {
  Bundle bundle;
  bundle.key_hint = key_hint(crypto::EcPublicKey::of(signer.public_key()));
  bundle.envelope.payload_type = kStatementPayloadType;
  bundle.envelope.payload = statement.print();
  if (bundle.envelope.payload.size() > Envelope::kPayloadBytesMax) {
    return over_limit("statement", bundle.envelope.payload.size(), Envelope::kPayloadBytesMax);
  }
  const std::string raw = TILES_TRY(signer.sign(bundle.envelope.signed_bytes()));
  std::string der = TILES_TRY(crypto::der_signature_of(raw));
  // An empty key ID, as some verifiers compare it with the hint and others with their own.
  bundle.envelope.signatures.push_back({.key_id = {}, .bytes = std::move(der)});
  return bundle;
}

Result<Statement> open_bundle(const Bundle& bundle, const crypto::EcPublicKey& key,
                              crypto::HighS high_s) {
  if (bundle.envelope.signatures.size() != 1) {
    return fail(ErrorCode::Invalid, "envelope that has not exactly one signature");
  }
  TILES_CHECK(check_key_names(bundle, key_hint(key)));
  TILES_CHECK(
      key.verify(bundle.envelope.signed_bytes(), bundle.envelope.signatures.front().bytes, high_s));
  if (bundle.envelope.payload_type != kStatementPayloadType) {
    return fail(ErrorCode::Unsupported,
                format("payload of type {}, not '{}'",
                       shown_in_quotes(bundle.envelope.payload_type), kStatementPayloadType));
  }
  return Statement::parse(bundle.envelope.payload);
}

void add_inclusion(Bundle& bundle, const crypto::EcPublicKey& key, const tlog::NoteKey& log,
                   const tlog::LogProof& proof) {
  LoggedEntry entry{.log_index = proof.index,
                    .log_id = log_id(log),
                    .kind = std::string(LogRecord::kKind),
                    .version = std::string(LogRecord::kVersion),
                    .body = LogRecord::of(bundle.envelope, key).print(),
                    .inclusion = LoggedEntry::Inclusion{.index = proof.index,
                                                        .head = {},
                                                        .hashes = proof.hashes,
                                                        .checkpoint = proof.checkpoint}};
  const auto checkpoint = tlog::open_checkpoint(proof.checkpoint, {&log, 1});
  TILES_ASSERT(checkpoint.has_value());
  entry.inclusion->head = checkpoint->head;
  bundle.entries.push_back(std::move(entry));
}

Result<Inclusion> check_logged(const Bundle& bundle, const crypto::EcPublicKey& key,
                               const tlog::Policy& policy) {
  if (bundle.entries.empty()) return fail(ErrorCode::NotFound, "no log entry is with it");
  if (key.curve() != crypto::EcCurve::P256) {
    return fail(ErrorCode::Unsupported, "log entry of a signature that is not of P-256");
  }
  const LogRecord expected = LogRecord::of(bundle.envelope, key);
  Inclusion inclusion;
  for (const LoggedEntry& entry : bundle.entries) {
    TILES_CHECK(check_entry(entry, expected));
    const tlog::Checkpoint checkpoint = TILES_TRY(check_place(entry, policy));
    if (&entry != &bundle.entries.front()) continue;
    inclusion = {.log = checkpoint.origin,
                 .index = entry.log_index,
                 .size = checkpoint.head.size,
                 .witnesses = {}};
    inclusion.witnesses = TILES_TRY(witnesses_of(entry.inclusion->checkpoint, policy));
  }
  return inclusion;
}

}  // namespace tiles::attest
