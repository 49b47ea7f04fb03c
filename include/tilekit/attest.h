// SPDX-License-Identifier: Apache-2.0
// Signatures of models and where builds are from, in forms that other programs check. Format:
// docs/formats/attestation.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tilekit/home.h"
#include "tilekit/identity.h"
#include "tilekit/models.h"
#include "tilekit/result.h"

namespace tilekit {

// A bundle in the store, as it says of itself; check_attestations() checks it.
struct Attestation {
  std::string kind;            // "signature", "provenance" or "other".
  std::string predicate_type;  // A URI.
  std::string manifest;        // "sha256:…" of the manifest that has it.
  std::string key;             // What names the signer's key: SHA-256 of its PEM text.
  std::string did;             // Of a keyless one: the DID that its account was linked to.
  std::string session_key;     // Of a keyless one: its public key, PEM; may be empty.
  std::string log;             // The name of the log that has the signature; may be empty.
  std::uint64_t index = 0;     // In that log.
  std::string bundle;          // A Sigstore bundle v0.3.
  std::string statement;       // What is signed: an in-toto statement.
};

struct ModelAttestations {
  std::string name;
  std::string manifest;  // "sha256:…" of the model.
  std::vector<Attestation> attestations;
  // Of this home, for others to check with; empty before the first signature.
  std::string key;      // PEM
  std::string log_key;  // "name+ID+base64"
};

enum class SignResult { Signed, WasSigned };

struct SignedModel {
  SignResult result = SignResult::Signed;
  ModelAttestations model;
};

enum class SignWith {
  HomeKey,     // The key that this home keeps.
  SessionKey,  // One that is made for this, which the key of this device delegates to; "keyless".
};

struct SignOptions {
  VerifyOptions verify;
  SignWith with = SignWith::HomeKey;
  AskPassphrase ask{};  // Called when a passphrase is needed.
  // The lock of the Modelfile that the model was built from: its sources are told. May be empty.
  std::filesystem::path lock;
};

// Hashes all layers, signs them and where they are from, and logs both signatures. What is signed
// already in this way stays, what does not hold is replaced; with a lock the provenance is made
// again. Errors: NotFound, Corrupt (a layer is damaged), Conflict (the lock is of another build),
// Invalid (the lock), Cancelled, Busy, Denied (also: keyless before the account is linked to a
// DID), Io.
Result<SignedModel> sign_model(const HomePaths& paths, std::string_view name,
                               const SignOptions& options);

// Errors: NotFound, Corrupt, Io.
Result<ModelAttestations> read_attestations(const HomePaths& paths, std::string_view name);

enum class CheckResult {
  Holds,
  Fails,
  Unknown,  // By a key or in a log that is not known here.
  Absent,
};
// "holds", "fails", "unknown", "absent".
std::string_view name_of(CheckResult result);

struct ModelCheck {
  // "signature", "provenance", "inclusion", "witnesses", "policy"; where a session key signed also
  // "delegation" and "identity" before "inclusion".
  std::string what;
  CheckResult result = CheckResult::Absent;
  std::string text;
};

// Whose word counts; what is given must hold.
struct Trust {
  // The did:key of an account root: keyless signatures by its devices are wanted. Revocations are
  // known where this home has that account. Empty: that of this home.
  std::string account;
  std::filesystem::path key;     // A file with a public key in PEM; empty: that of this home.
  std::filesystem::path policy;  // A C2SP tlog-policy; empty: the log of this home.
};

// The bytes of the layers are verify_models()'s to check. What fails by the trust of this home is
// logged. Errors: NotFound,
// Invalid (the account, the key or the policy), Limit, Io.
Result<std::vector<ModelCheck>> check_attestations(const HomePaths& paths, std::string_view name,
                                                   const Trust& trust);

std::string to_json(const SignedModel& model);
// bundle and statement as objects
std::string to_json(const ModelAttestations& model);
// what verify_models() found, and checks [{what, result, text}]
std::string to_json(const Verification& verification, const std::vector<ModelCheck>& checks);

}  // namespace tilekit
