// SPDX-License-Identifier: Apache-2.0
// A signature by a session key with all that shows it to be allowed. A test changes one part before
// it is put together.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "attest/session_check.h"
#include "attest_cases.h"
#include "tlog/entry.h"
#include "unit/identity/signers.h"

namespace tiles::attest {

inline constexpr std::int64_t kNow = 1'800'000'000;
inline TimePoint time_at(std::int64_t second) { return TimePoint(std::chrono::seconds(second)); }

// Signs with the key of `signer` under the name of another one.
inline identity::Signer claimed_by(const identity::PublicKey& key, const identity::Signer& signer) {
  return {.key = key, .sign = signer.sign};
}

enum class Place : std::size_t { Link, Delegation, Use };

struct SignedSession {
  Bundle bundle;
  SessionRecord record;
};

struct SessionParts {
  identity::Signer root = identity::k256_signer();
  identity::Signer device = identity::p256_signer();
  identity::Signer other = identity::p256_signer();  // Of somebody else.
  KeySigner session{crypto::P256PrivateKey::generate()};
  SmallLog log;

  Bundle bundle = sign_statement(small_statement(), session).value();
  identity::DelegationTerms certificate_terms{
      .audience = device.key, .subject = root.key, .command = "/"};
  identity::Signer certificate_signer = root;
  identity::PublicKey link_account = root.key;
  identity::Signer link_signer = device;
  identity::DelegationTerms delegation_terms = allowed({digest_to_sign(small_statement())});
  identity::Signer delegation_signer = device;
  TimePoint used = time_at(kNow);
  // In which order the log has them; it may have other things before each.
  std::array<Place, 3> order = {Place::Link, Place::Delegation, Place::Use};
  // Changed entries, where they are not empty.
  std::array<std::string, 3> entries{};

  // As delegate_session() makes it.
  identity::DelegationTerms allowed(const std::vector<crypto::Digest>& digests) const {
    const auto made = delegate_session({.session = session.public_key(),
                                        .account = root.key,
                                        .signed_digests = digests,
                                        .now = time_at(kNow)},
                                       device)
                          .value();
    return {.audience = made.audience(),
            .subject = made.subject(),
            .command = made.command(),
            .policy = made.policy(),
            .time = made.time()};
  }

  std::string event(std::string_view kind, const identity::Cid& cid) const {
    return tlog::Entry{.event = std::string(kind),
                       .time = time_at(kNow),
                       .digest = cid.digest(),
                       .name = std::nullopt}
        .print();
  }

  tlog::Entry use(const identity::Delegation& delegation) const {
    return {.event = std::string(kUseEvent),
            .time = used,
            .digest = crypto::sha256(bundle.envelope.signed_bytes()),
            .name = std::nullopt,
            .use = tlog::SignatureUse{.delegation = delegation.cid().digest(),
                                      .signature = bundle.envelope.signatures.front().bytes}};
  }

  SignedSession make() const {
    auto certificate = identity::Delegation::sign(certificate_terms, certificate_signer).value();
    auto link = identity::IdentityLink::sign({.did = "did:web:ana.example.com",
                                              .handle = "",
                                              .how = "tiles",
                                              .verified = time_at(kNow - 1)},
                                             link_account, link_signer)
                    .value();
    auto delegation = identity::Delegation::sign(delegation_terms, delegation_signer).value();
    std::array<std::string, 3> texts = {event(kLinkEvent, link.cid()),
                                        event(kDelegateEvent, delegation.cid()),
                                        use(delegation).print()};
    std::vector<std::string> all = {"one"};
    std::array<std::size_t, 3> places{};
    for (const Place each : order) {
      const auto i = static_cast<std::size_t>(each);
      places.at(i) = all.size();
      all.push_back(entries.at(i).empty() ? texts.at(i) : entries.at(i));
      all.emplace_back("another");
    }
    const auto proofs = log.prove(all);
    return {.bundle = bundle,
            .record = {.certificate = std::move(certificate),
                       .link = std::move(link),
                       .delegation = std::move(delegation),
                       .link_entry = proofs[places[0]],
                       .delegation_entry = proofs[places[1]],
                       .use_entry = proofs[places[2]]}};
  }

  // The account whose certificate was taken back, or not.
  KnownAccount account(std::optional<CertificateEnd> end = std::nullopt) const {
    return {.key = root.key,
            .end_of = [end](const identity::Cid&) -> Result<std::optional<CertificateEnd>> {
              return end;
            }};
  }
};

}  // namespace tiles::attest
