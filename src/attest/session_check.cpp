// SPDX-License-Identifier: Apache-2.0
#include "attest/session_check.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "identity/ucan_chain.h"
#include "tlog/checkpoint.h"
#include "tlog/entry.h"
#include "tlog/note.h"
#include "tlog/tree.h"

namespace tiles::attest {
namespace {

using std::chrono::floor;
using std::chrono::seconds;

constexpr std::uint64_t kWitnessSecondMax = std::uint64_t{1} << 40U;  // 34,000 years.

std::string time_text(std::int64_t second) { return format_time(TimePoint(seconds(second))); }

std::int64_t second_of(TimePoint time) { return floor<seconds>(time).time_since_epoch().count(); }

// The entry that a proof carries, which has to be an event of that kind.
Result<tlog::Entry> entry_of(const tlog::LogProof& proof, std::string_view event) {
  auto entry = tlog::Entry::parse(proof.extra.value_or(""));
  if (!entry) {
    return fail(std::move(entry).error().within("the entry '" + std::string(event) + "'"));
  }
  if (entry->event != event) {
    return fail(ErrorCode::Corrupt, format("in place of the entry '{}' the log has {}", event,
                                           shown_in_quotes(entry->event)));
  }
  return entry;
}

// The same, of something with that name.
Result<void> check_entry_of(const tlog::LogProof& proof, std::string_view event,
                            const crypto::Digest& digest) {
  const tlog::Entry entry = TILES_TRY(entry_of(proof, event));
  if (entry.digest == digest) return {};
  return fail(ErrorCode::Corrupt,
              format("the entry '{}' is of {}, not of {}", event,
                     entry.digest ? entry.digest->text() : "nothing", digest.text()));
}

Result<void> check_issuer(const SessionRecord& session) {
  const identity::Delegation& delegation = session.delegation;
  if (auto verified = delegation.verify_signature(); !verified) {
    return fail(ErrorCode::Invalid,
                "the delegation is not signed by its issuer: " + verified.error().text());
  }
  if (delegation.issuer() != session.certificate.audience()) {
    return fail(ErrorCode::Denied,
                format("the delegation is by {}, the certificate is of the device {}",
                       delegation.issuer().did(), session.certificate.audience().did()));
  }
  if (delegation.subject() != session.link.account()) {
    return fail(ErrorCode::Denied, "the delegation is not about the account of the link");
  }
  if (identity::is_within(kSignCommand, delegation.command())) return {};
  return fail(ErrorCode::Denied, format("the delegation allows {}, not '{}'",
                                        shown_in_quotes(delegation.command()), kSignCommand));
}

// Both ends, so that a session is one of minutes.
Result<void> check_length(const identity::ValidTime& time) {
  if (!time.not_before || !time.expires) {
    return fail(ErrorCode::Denied, "the delegation has no beginning or no end");
  }
  const std::int64_t length = *time.expires - *time.not_before;
  if (length >= 0 && length <= kSessionLengthMax.count()) return {};
  return fail(ErrorCode::Denied, format("the delegation holds for {} seconds, not for 0 to {}",
                                        length, kSessionLengthMax.count()));
}

// At the time of the log: what a clock says later changes nothing. Both times are of one clock, so
// that no difference is allowed for.
Result<void> check_time(const identity::Delegation& token, std::string_view what,
                        TimePoint logged) {
  const identity::ValidTime& time = token.time();
  if (time.expires && second_of(logged) > *time.expires) {
    return fail(ErrorCode::Denied, format("{} ended at {}, the log has the signature at {}", what,
                                          time_text(*time.expires), format_time(logged)));
  }
  if (time.not_before && second_of(logged) < *time.not_before) {
    return fail(ErrorCode::Denied, format("{} began at {}, the log has the signature at {}", what,
                                          time_text(*time.not_before), format_time(logged)));
  }
  return {};
}

// That the entry is of this signature under this delegation.
Result<void> check_use(const tlog::Entry& entry, const SessionRecord& session,
                       const Bundle& bundle) {
  if (!entry.use || !entry.digest) {
    return fail(ErrorCode::Corrupt, format("the entry '{}' has no signature", kUseEvent));
  }
  const crypto::Digest expected = crypto::sha256(bundle.envelope.signed_bytes());
  if (*entry.digest != expected) {
    return fail(ErrorCode::Corrupt, format("the session signed {}, this signature is of {}",
                                           entry.digest->text(), expected.text()));
  }
  if (entry.use->signature != bundle.envelope.signatures.front().bytes) {
    return fail(ErrorCode::Corrupt, "the session made another signature of the same bytes");
  }
  if (entry.use->delegation != session.delegation.cid().digest()) {
    return fail(ErrorCode::Corrupt, "the signature was logged with another delegation");
  }
  return {};
}

Result<void> check_certificate(const SessionRecord& session, const KnownAccount& account) {
  const identity::Delegation& certificate = session.certificate;
  if (session.link.account() != account.key) {
    return fail(ErrorCode::Denied, format("the link is of the account {}, not of {}",
                                          session.link.account().did(), account.key.did()));
  }
  if (certificate.issuer() != account.key || certificate.subject() != account.key) {
    return fail(ErrorCode::Denied, format("the certificate of the device is by {}, not by {}",
                                          certificate.issuer().did(), account.key.did()));
  }
  if (auto verified = certificate.verify_signature(); !verified) {
    return fail(ErrorCode::Invalid, "the certificate of the device is not signed by the account: " +
                                        verified.error().text());
  }
  if (identity::is_within(kSignCommand, certificate.command())) return {};
  return fail(ErrorCode::Denied, format("the certificate of the device allows {}, not '{}'",
                                        shown_in_quotes(certificate.command()), kSignCommand));
}

Result<void> check_not_ended(const SessionRecord& session, const KnownAccount& account) {
  const auto end = TILES_TRY(account.end_of(session.certificate.cid()));
  if (!end) return {};
  // Places in two logs are in no order.
  const std::string& note = session.use_entry.checkpoint;
  if (!end->entry || end->log != note.substr(0, note.find('\n'))) {
    return fail(ErrorCode::Denied, "the device is revoked, and the log does not say since when");
  }
  if (*end->entry > session.use_entry.index) return {};
  return fail(ErrorCode::Denied,
              format("the device was revoked in entry {} of the log, and signed in entry {}",
                     *end->entry, session.use_entry.index));
}

// The checkpoint that a proof leads to.
Result<tlog::Checkpoint> check_place(const tlog::LogProof& proof, std::string_view event,
                                     const tlog::Policy& policy) {
  tlog::TreeHasher hasher;
  auto checkpoint = policy.check(proof, hasher.leaf(proof.extra.value_or("")));
  if (!checkpoint) {
    return fail(std::move(checkpoint).error().within("the entry '" + std::string(event) + "'"));
  }
  return checkpoint;
}

// A witness that signed before the signature is said to have been logged shows that time to be
// wrong.
Result<void> check_witness_times(const SessionRecord& session, const tlog::Policy& policy) {
  const tlog::Entry use = TILES_TRY(entry_of(session.use_entry, kUseEvent));
  const auto note = TILES_TRY(tlog::SignedNote::parse(session.use_entry.checkpoint));
  for (const auto& signature : TILES_TRY(tlog::verify_note(note, policy.witnesses()))) {
    // Within what the arithmetic of times holds.
    const auto second = static_cast<std::int64_t>(std::min(signature.seconds, kWitnessSecondMax));
    if (second + identity::kClockSkewMax.count() >= second_of(use.time)) continue;
    return fail(
        ErrorCode::Corrupt,
        format("the log has the signature at {}, the witness '{}' had it at {} already",
               format_time(use.time), policy.witnesses()[signature.key].name, time_text(second)));
  }
  return {};
}

}  // namespace

Result<void> check_delegation(const SessionRecord& session, const Bundle& bundle) {
  TILES_CHECK(check_issuer(session));
  TILES_CHECK(check_length(session.delegation.time()));
  const tlog::Entry use = TILES_TRY(entry_of(session.use_entry, kUseEvent));
  TILES_CHECK(check_use(use, session, bundle));
  TILES_CHECK(check_time(session.delegation, "the delegation", use.time));
  identity::DagValue::Map arguments;
  arguments.emplace("digest", use.digest->text());
  const auto allowed = session.delegation.policy().check(identity::DagValue(std::move(arguments)));
  if (!allowed) {
    return fail(ErrorCode::Denied,
                "the delegation does not allow this signature: " + allowed.error().text());
  }
  return check_entry_of(session.delegation_entry, kDelegateEvent,
                        session.delegation.cid().digest());
}

Result<void> check_device(const SessionRecord& session, const KnownAccount& account) {
  TILES_CHECK(check_certificate(session, account));
  const tlog::Entry use = TILES_TRY(entry_of(session.use_entry, kUseEvent));
  TILES_CHECK(check_time(session.certificate, "the certificate of the device", use.time));
  if (session.link.device() != session.certificate.audience()) {
    return fail(ErrorCode::Denied, format("the link to {} was made by another device",
                                          shown_in_quotes(session.link.terms().did)));
  }
  TILES_CHECK(check_entry_of(session.link_entry, kLinkEvent, session.link.cid().digest()));
  return check_not_ended(session, account);
}

Result<void> check_session_logged(const SessionRecord& session, const tlog::Policy& policy) {
  const auto link = TILES_TRY(check_place(session.link_entry, kLinkEvent, policy));
  const auto delegation = TILES_TRY(check_place(session.delegation_entry, kDelegateEvent, policy));
  const auto use = TILES_TRY(check_place(session.use_entry, kUseEvent, policy));
  if (link.origin != use.origin || delegation.origin != use.origin) {
    return fail(ErrorCode::Invalid, "the entries of the session are in several logs");
  }
  if (session.link_entry.index >= session.delegation_entry.index) {
    return fail(ErrorCode::Denied,
                format("the link is entry {}, behind the delegation in entry {}",
                       session.link_entry.index, session.delegation_entry.index));
  }
  if (session.delegation_entry.index >= session.use_entry.index) {
    return fail(ErrorCode::Denied,
                format("the delegation is entry {}, behind the signature in entry {}",
                       session.delegation_entry.index, session.use_entry.index));
  }
  return policy.asks_witnesses() ? check_witness_times(session, policy) : Result<void>();
}

}  // namespace tiles::attest
