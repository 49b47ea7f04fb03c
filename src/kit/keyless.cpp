// SPDX-License-Identifier: Apache-2.0
#include "kit/keyless.h"

#include <utility>

#include "attest/log_record.h"
#include "attest/session_record.h"
#include "attest/signed_statement.h"
#include "base/clock.h"
#include "base/text.h"
#include "identity/account.h"
#include "identity/key_record.h"
#include "kit/identity_place.h"
#include "tlog/entry.h"

namespace tiles::kit {
namespace {

// The link that this device vouches for with the key that it has now.
Result<identity::IdentityLink> link_of(const identity::IdentityRecord& record,
                                       const identity::PublicKey& device) {
  if (record.links.empty()) {
    return fail(
        Error(ErrorCode::Denied, "nothing is signed keyless before the account is linked to a DID")
            .with_hint("tiles id link DID"));
  }
  for (auto link = record.links.rbegin(); link != record.links.rend(); ++link) {
    if (link->device() == device) return *link;
  }
  const std::string& did = record.links.back().terms().did;
  return fail(Error(ErrorCode::Denied, "the account was linked to " + shown_in_quotes(did) +
                                           " with another device's key")
                  .with_hint("tiles id link " + did));
}

struct Standing {
  identity::Delegation certificate;
  identity::IdentityLink link;
};

// What this device has for others to believe its sessions.
Result<Standing> standing_of(const identity::IdentityRecord& record) {
  const identity::PublicKey device = TILES_TRY(identity::record_key(record.key_store));
  const identity::Delegation* certificate = record.certificate_of(device);
  if (certificate == nullptr) {
    return fail(Error(ErrorCode::Denied, "this device is revoked and signs nothing")
                    .with_hint("'tiles id rotate' certifies new keys"));
  }
  auto link = TILES_TRY(link_of(record, device));
  return Standing{*certificate, std::move(link)};
}

// What lets a session key sign. The log is opened afterwards: nobody waits for it while a
// passphrase is typed.
struct Permission {
  Standing standing;
  identity::Delegation delegation;
};

Result<Permission> permit(const tilekit::IdentityAccess& access, const identity::PublicKey& session,
                          std::span<const crypto::Digest> digests) {
  const auto place = TILES_TRY(IdentityPlace::open(access));
  const auto account = TILES_TRY(identity::Account::open(place->account_place()));
  Standing standing = TILES_TRY(standing_of(account.record()));
  auto delegation = TILES_TRY(attest::delegate_session({.session = session,
                                                        .account = account.record().account,
                                                        .signed_digests = digests,
                                                        .now = place->clock().now()},
                                                       account.device_signer()));
  return Permission{std::move(standing), std::move(delegation)};
}

// The entry that the session key signed, with what the log needs to judge it.
std::string use_text(const attest::Bundle& bundle, const identity::Delegation& delegation) {
  const tlog::Entry entry{
      .event = std::string(attest::kUseEvent),
      .time = SystemClock().now(),
      .digest = crypto::sha256(bundle.envelope.signed_bytes()),
      .name = std::nullopt,
      .use = tlog::SignatureUse{.delegation = delegation.cid().digest(),
                                .signature = bundle.envelope.signatures.front().bytes}};
  return entry.print();
}

struct SessionSignatures {
  std::vector<attest::Bundle> bundles;
  crypto::EcPublicKey key;
};

struct OpenSession {
  OpenLog log;
  Permission permission;
  std::uint64_t link_entry = 0;
  std::uint64_t delegation_entry = 0;
};

// Finds the link in the log and puts the delegation behind it, before it is used.
Result<OpenSession> log_delegation(const tilekit::HomePaths& paths, Permission permission) {
  OpenLog log = TILES_TRY(open_event_log(paths, IfMissing::Make));
  const auto link =
      TILES_TRY(find_event(log, attest::kLinkEvent, permission.standing.link.cid().digest()));
  if (!link) {
    const std::string& did = permission.standing.link.terms().did;
    return fail(Error(ErrorCode::Denied,
                      "the link to " + shown_in_quotes(did) + " is not in the log of this home")
                    .with_hint("tiles id link " + did));
  }
  const std::string entry = event_text(
      log,
      {.kind = attest::kDelegateEvent, .digest = permission.delegation.cid().digest(), .name = {}});
  const auto appended = TILES_TRY(append_entries(paths, log, {&entry, 1}));
  return OpenSession{std::move(log), std::move(permission), *link, appended.first};
}

// Logs the signatures with `event` and what they are used with, and makes what goes beside each.
Result<std::vector<KeylessBundle>> log_signatures(const tilekit::HomePaths& paths,
                                                  OpenSession& session, const Event& event,
                                                  SessionSignatures& made) {
  std::vector<std::string> entries = {event_text(session.log, event)};
  for (const attest::Bundle& bundle : made.bundles) {
    entries.push_back(attest::LogRecord::of(bundle.envelope, made.key).print());
    entries.push_back(use_text(bundle, session.permission.delegation));
  }
  const std::uint64_t first =
      TILES_TRY(append_entries(paths, session.log, entries)).first + 1;  // Behind the event.
  std::vector<KeylessBundle> bundles;
  for (std::size_t i = 0; i < made.bundles.size(); ++i) {
    attest::Bundle& bundle = made.bundles[i];
    auto proof = TILES_TRY(prove_entry(session.log, first + 2 * i));
    attest::add_inclusion(bundle, made.key, session.log.key, proof);
    auto link_entry = TILES_TRY(prove_entry(session.log, session.link_entry));
    auto delegation_entry = TILES_TRY(prove_entry(session.log, session.delegation_entry));
    auto use_entry = TILES_TRY(prove_entry(session.log, first + 2 * i + 1));
    const attest::SessionRecord record{.certificate = session.permission.standing.certificate,
                                       .link = session.permission.standing.link,
                                       .delegation = session.permission.delegation,
                                       .link_entry = std::move(link_entry),
                                       .delegation_entry = std::move(delegation_entry),
                                       .use_entry = std::move(use_entry)};
    bundles.push_back({.bundle = std::move(bundle), .session = record.print()});
  }
  return bundles;
}

// When the log of this home says that a certificate was taken back.
Result<attest::CertificateEnd> end_in_log(const tilekit::HomePaths& paths,
                                          const identity::Cid& certificate) {
  auto log = open_event_log(paths, IfMissing::Fail);
  if (!log && log.error().code() == ErrorCode::NotFound) return attest::CertificateEnd{};
  if (!log) return fail(std::move(log).error());
  const auto entry = TILES_TRY(find_event(*log, kRevokeDeviceEvent, certificate.digest()));
  return attest::CertificateEnd{.log = log->key.name, .entry = entry};
}

}  // namespace

Result<void> check_keyless(const tilekit::HomePaths& paths) {
  auto files = open_directory(paths.identity);
  if (!files && files.error().code() == ErrorCode::NotFound) return fail(identity::no_identity());
  if (!files) return fail(std::move(files).error());
  const auto record = TILES_TRY(identity::IdentityRecord::read(**files));
  TILES_CHECK(standing_of(record));
  return {};
}

Result<std::vector<KeylessBundle>> sign_keyless(const tilekit::IdentityAccess& access,
                                                const Event& event,
                                                std::span<const attest::Statement> statements) {
  std::optional<attest::KeySigner> signer(crypto::P256PrivateKey::generate());
  std::vector<crypto::Digest> digests;
  digests.reserve(statements.size());
  for (const auto& statement : statements) digests.push_back(attest::digest_to_sign(statement));
  Permission permission = TILES_TRY(permit(access, signer->public_key(), digests));
  OpenSession session = TILES_TRY(log_delegation(access.paths, std::move(permission)));
  SessionSignatures made{.bundles = {}, .key = crypto::EcPublicKey::of(signer->public_key())};
  for (const attest::Statement& statement : statements) {
    made.bundles.push_back(TILES_TRY(attest::sign_statement(statement, *signer)));
  }
  signer.reset();  // What it signed is logged when nobody can sign with it again.
  return log_signatures(access.paths, session, event, made);
}

Result<std::optional<attest::KnownAccount>> known_account(const tilekit::HomePaths& paths) {
  const auto files = open_directory(paths.identity);
  if (!files && files.error().code() == ErrorCode::NotFound) return std::nullopt;
  if (!files) return fail(Error(files.error()));
  auto record = identity::IdentityRecord::read(**files);
  if (!record && record.error().code() == ErrorCode::NotFound) return std::nullopt;
  if (!record) return fail(std::move(record).error());
  attest::KnownAccount account{.key = record->account, .end_of = {}};
  account.end_of =
      [paths, known = *std::move(record)](
          const identity::Cid& certificate) -> Result<std::optional<attest::CertificateEnd>> {
    if (!known.is_revoked(certificate)) return std::nullopt;
    return TILES_TRY(end_in_log(paths, certificate));
  };
  return std::optional(std::move(account));
}

}  // namespace tiles::kit
