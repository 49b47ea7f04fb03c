// SPDX-License-Identifier: Apache-2.0
// What shows that a session key was allowed to sign: a key of P-256 that was made for one signing,
// that the key of a device delegated to for minutes, and that nothing kept. It stands beside the
// bundle. Format: docs/formats/attestation.md.
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "attest/statement.h"
#include "base/clock.h"
#include "base/result.h"
#include "crypto/ec_public_key.h"
#include "identity/identity_link.h"
#include "identity/ucan.h"
#include "tlog/log_proof.h"

namespace tiles::attest {

inline constexpr std::string_view kSessionMediaType = "application/vnd.tiles.session.v1+json";
// The command that the delegation allows.
inline constexpr std::string_view kSignCommand = "/tiles/model/sign";
// The events of the log that a session leaves, and the one before it.
inline constexpr std::string_view kLinkEvent = "identity.link";
inline constexpr std::string_view kDelegateEvent = "session.delegate";
inline constexpr std::string_view kUseEvent = "session.use";

inline constexpr std::chrono::seconds kSessionLength{300};
inline constexpr std::chrono::seconds kSessionLengthMax{900};  // That a verifier takes.

struct SessionRecord {
  static constexpr std::size_t kTextBytesMax = std::size_t{512} << 10U;

  identity::Delegation certificate;  // From the account root to the device.
  identity::IdentityLink link;       // By the device: its account belongs to a DID.
  identity::Delegation delegation;   // From the device to the session key.
  // Places in one log; `extra` has the entry.
  tlog::LogProof link_entry;
  tlog::LogProof delegation_entry;
  tlog::LogProof use_entry;

  // What print() writes and nothing else. Errors: Invalid, Limit, Unsupported.
  static Result<SessionRecord> parse(std::string_view text);
  // One line of canonical JSON.
  std::string print() const;

  // Errors: Unsupported (a session key that is not of P-256).
  Result<crypto::EcPublicKey> key() const;
};

// Of the bytes that a signature of `statement` is of.
crypto::Digest digest_to_sign(const Statement& statement);

struct SessionTerms {
  identity::PublicKey session;  // The key of P-256 that is delegated to.
  identity::PublicKey account;
  std::span<const crypto::Digest> signed_digests;  // What it may sign, at least one.
  TimePoint now;
};

// Lets a session key sign these bytes and no others, from now on for kSessionLength. Errors: those
// of the signer.
Result<identity::Delegation> delegate_session(const SessionTerms& terms,
                                              const identity::Signer& device);

}  // namespace tiles::attest
