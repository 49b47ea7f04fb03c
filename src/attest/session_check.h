// SPDX-License-Identifier: Apache-2.0
// Whether a signature by a session key is to be believed, step by step, behind open_bundle() with
// the session key. Each step has errors of its own; a signature that passes them all holds.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "attest/bundle.h"
#include "attest/session_record.h"
#include "base/result.h"
#include "identity/cid.h"
#include "identity/public_key.h"
#include "tlog/policy.h"

namespace tiles::attest {

// When a certificate was taken back.
struct CertificateEnd {
  std::string log;                     // The name of the log that has it.
  std::optional<std::uint64_t> entry;  // Its place there; nothing: no log says.
};
// Nothing when it holds. Errors: Corrupt, Io.
using CertificateEndOf =
    std::function<Result<std::optional<CertificateEnd>>(const identity::Cid& certificate)>;

// Whose sessions are believed.
struct KnownAccount {
  identity::PublicKey key;  // The account root.
  CertificateEndOf end_of;
};

// 1. The device key delegated to the session key what it did, and the time of the log's entry lies
// within it. Errors: Invalid, Corrupt (an entry is of something else), Denied (not allowed).
Result<void> check_delegation(const SessionRecord& session, const Bundle& bundle);

// 2. The device is of the account, was linked to a DID, and was not revoked before it signed.
// Errors: Denied, Invalid, Corrupt, those of `account.end_of`.
Result<void> check_device(const SessionRecord& session, const KnownAccount& account);

// 3. The log has link, delegation and use in this order, and as many witnesses as `policy` asks for
// signed that. Errors: Invalid, Corrupt, those of tlog::Policy::check().
Result<void> check_session_logged(const SessionRecord& session, const tlog::Policy& policy);

}  // namespace tiles::attest
