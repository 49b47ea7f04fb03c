// SPDX-License-Identifier: Apache-2.0
// UCAN 1.0: delegations, which pass on a right, and invocations, which use one. Principals are
// did:key. Sources: UCAN, UCAN Delegation and UCAN Invocation 1.0; docs/formats/delegation.md.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "identity/ucan_envelope.h"
#include "identity/ucan_policy.h"

namespace tiles::identity {

// The command of an invocation that takes a delegation back; its argument "revoke" is the link.
inline constexpr std::string_view kRevokeCommand = "/ucan/revoke";

// "/", or words of lower case behind slashes: "/memory/read".
// Errors: Invalid, Limit (more than 256 bytes).
Result<void> check_command(std::string_view command);
// Whether `command` is `parent` or a part of it: "/memory" has "/memory/read", not "/memorial".
bool is_within(std::string_view command, std::string_view parent);

// Seconds since 1970 UTC; both ends included.
struct ValidTime {
  std::optional<std::int64_t> not_before{};
  std::optional<std::int64_t> expires{};  // Nothing: never.
};

struct DelegationTerms {
  PublicKey audience;
  std::optional<PublicKey>
      subject{};  // Whose right it is; nothing: of any subject (a "powerline").
  std::string command{};
  Policy policy{};
  ValidTime time{};
  DagValue::Map meta{};
};

class Delegation {
 public:
  // Random bytes are the nonce. Errors: Invalid, Limit, those of the signer.
  static Result<Delegation> sign(const DelegationTerms& terms, const Signer& signer);
  // Checks everything but the signature. Errors: Invalid, Limit, Unsupported.
  static Result<Delegation> parse(std::string_view bytes);
  Result<void> verify_signature() const { return envelope_.verify(issuer_); }

  const PublicKey& issuer() const { return issuer_; }
  const PublicKey& audience() const { return terms_.audience; }
  const std::optional<PublicKey>& subject() const { return terms_.subject; }
  const std::string& command() const { return terms_.command; }
  const Policy& policy() const { return terms_.policy; }
  const ValidTime& time() const { return terms_.time; }
  const DagValue::Map& meta() const { return terms_.meta; }
  const std::string& bytes() const { return envelope_.bytes(); }
  Cid cid() const { return envelope_.cid(); }

 private:
  Delegation(UcanEnvelope envelope, PublicKey issuer, DelegationTerms terms)
      : envelope_(std::move(envelope)), issuer_(std::move(issuer)), terms_(std::move(terms)) {}
  static Result<Delegation> of_envelope(UcanEnvelope envelope);

  UcanEnvelope envelope_;
  PublicKey issuer_;
  DelegationTerms terms_;
};

struct InvocationTerms {
  PublicKey subject;
  std::optional<PublicKey> audience{};  // Who carries it out; nothing: the subject.
  std::string command{};
  DagValue::Map arguments{};
  std::vector<Cid> proofs{};  // Delegations, the subject's own first.
  std::optional<std::int64_t> expires{};
};

class Invocation {
 public:
  static constexpr std::size_t kProofsMax = 16;

  static Result<Invocation> sign(const InvocationTerms& terms, const Signer& signer);
  static Result<Invocation> parse(std::string_view bytes);
  Result<void> verify_signature() const { return envelope_.verify(issuer_); }

  const PublicKey& issuer() const { return issuer_; }
  const InvocationTerms& terms() const { return terms_; }
  const std::string& bytes() const { return envelope_.bytes(); }
  Cid cid() const { return envelope_.cid(); }

 private:
  Invocation(UcanEnvelope envelope, PublicKey issuer, InvocationTerms terms)
      : envelope_(std::move(envelope)), issuer_(std::move(issuer)), terms_(std::move(terms)) {}
  static Result<Invocation> of_envelope(UcanEnvelope envelope);

  UcanEnvelope envelope_;
  PublicKey issuer_;
  InvocationTerms terms_;
};

}  // namespace tiles::identity
