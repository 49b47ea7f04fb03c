// SPDX-License-Identifier: Apache-2.0
// Makes bundles of statements, and believes bundles: the signature, and that a log has it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "attest/bundle.h"
#include "attest/signer.h"
#include "attest/statement.h"
#include "base/result.h"
#include "crypto/ec_public_key.h"
#include "tlog/log_proof.h"
#include "tlog/note_key.h"
#include "tlog/policy.h"

namespace tiles::attest {

// What model_signing calls a key: SHA-256 of its PEM text in hexadecimal digits.
std::string key_hint(const crypto::EcPublicKey& key);
// What Rekor calls a log: SHA-256 over its name and key. Its first bytes are the ID of the key.
tlog::Hash log_id(const tlog::NoteKey& log);

// A bundle that no log has yet. Errors: Limit (the statement is too long), those of the signer.
Result<Bundle> sign_statement(const Statement& statement, Signer& signer);

// What `bundle` states, when `key` signed it. `high_s`: model_signing writes every second of its
// signatures with a high s. Errors: Invalid (another key, a signature that does not hold), those of
// Statement::parse().
Result<Statement> open_bundle(const Bundle& bundle, const crypto::EcPublicKey& key,
                              crypto::HighS high_s);

// Puts the entry of the bundle's signature by `key` (LogRecord) with its place into the bundle.
void add_inclusion(Bundle& bundle, const crypto::EcPublicKey& key, const tlog::NoteKey& log,
                   const tlog::LogProof& proof);

struct Inclusion {
  std::string log;  // Its name.
  std::uint64_t index = 0;
  std::uint64_t size = 0;              // Of the log then.
  std::vector<std::string> witnesses;  // Names of those of the policy that signed.
};

// That each log entry of the bundle is of its signature by `key`, and in a log of `policy`; the
// first one is told. Errors: NotFound (no entry), Unsupported (of another kind), Invalid, Corrupt,
// those of tlog::Policy::check().
Result<Inclusion> check_logged(const Bundle& bundle, const crypto::EcPublicKey& key,
                               const tlog::Policy& policy);

}  // namespace tiles::attest
