// SPDX-License-Identifier: Apache-2.0
// Whether an invocation may be carried out: the chain of delegations from the subject to whoever
// invokes. Source: UCAN 1.0, "Validation"; docs/formats/delegation.md.
#pragma once

#include <chrono>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "identity/ucan.h"

namespace tiles::identity {

// Clocks of two devices may differ by so much.
inline constexpr std::chrono::seconds kClockSkewMax{60};

// The names are those of the published fixtures, with Revoked and InvalidCommand added.
enum class UcanFault {
  InvalidSignature,
  InvalidClaim,  // No proof where one is needed, or one that does not begin with its subject.
  UnavailableProof,
  Expired,
  TooEarly,
  InvalidAudience,
  InvalidSubject,
  InvalidCommand,
  MatchError,  // A policy does not hold.
  Revoked,
};
std::string_view fault_name(UcanFault fault);

struct UcanRefusal {
  UcanFault fault = UcanFault::InvalidClaim;
  std::string reason;
};

// Who said that a delegation no longer holds; "" when nobody did. Only an issuer of the chain up to
// that delegation can say so.
using RevokersOf = std::function<std::vector<PublicKey>(const Cid& delegation)>;

struct ChainContext {
  TimePoint now;
  // May be empty: nothing is revoked.
  RevokersOf revokers_of{};
};

// `proofs`: delegations that the invocation may name, in any order; others are not looked at.
// Nothing when the invocation may be carried out.
std::optional<UcanRefusal> check_chain(const Invocation& invocation,
                                       std::span<const Delegation> proofs,
                                       const ChainContext& context);

}  // namespace tiles::identity
