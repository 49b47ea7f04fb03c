// SPDX-License-Identifier: Apache-2.0
// The one place that says whether an agent may do something. Whoever carries it out asks here, and
// nothing else decides.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "identity/access_policy.h"
#include "identity/ucan_chain.h"

namespace tiles::identity {

enum class Verdict {
  Allowed,
  Ask,  // The user has to say yes to this one call.
  Denied,
};

struct Decision {
  Verdict verdict = Verdict::Denied;
  std::string reason;    // One line: "rule 3 (line 14) denies 'memory/write'".
  std::size_t rule = 0;  // From 1; 0 when no rule decided.
};

struct AccessRequest {
  std::string agent{};    // The name that the user gave it.
  std::string command{};  // "/memory/read"
  DagValue::Map arguments{};
  TimePoint time{};
};

// By the rules alone: what `tiles policy check` explains.
Decision decide(const AccessPolicy& policy, const AccessRequest& request);

// A call by an agent: its delegations must reach from this account to it, and the rules must allow
// it.
struct AgentCall {
  const Invocation& invocation;
  std::span<const Delegation> proofs;
  std::string_view agent;  // The name under which the last delegation was granted.
  const PublicKey& account;
};
Decision decide(const AccessPolicy& policy, const AgentCall& call, const ChainContext& context);

}  // namespace tiles::identity
