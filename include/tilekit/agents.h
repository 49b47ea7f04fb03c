// SPDX-License-Identifier: Apache-2.0
// What other programs may do in the user's name: grants, and the rules of policy.toml.
// Formats: docs/formats/delegation.md, docs/formats/policy.md.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tilekit/identity.h"

namespace tilekit {

struct GrantRequest {
  std::string agent;   // A name that the user gives: letters, digits, '.', '_' and '-'.
  std::string right;   // "memory/read"
  std::string where;   // A condition such as '.path like "entities/*"'; empty: none.
  std::string length;  // "30m", "12h", "7d", "4w"
  std::string key;     // The agent's did:key; empty: a key is made for it.
};

struct Grant {
  std::string agent;
  std::string key;         // did:key of the agent.
  std::string right;       // "memory/read"
  std::string where;       // The condition as JSON statements; empty: none.
  std::string granted;     // RFC 3339.
  std::string expires;     // The same; empty: never.
  std::string state;       // "holds", "expired" or "revoked".
  std::string delegation;  // Its content identifier.
};

// What the agent gets: a JSON object with its delegations and, where a key was made for it, that
// key.
struct GrantedAgent {
  Grant grant;
  SecretText bundle;
};

// Signs with the key of this device. Errors: NotFound (no identity), Denied (this device is
// revoked), Invalid, Limit, Io.
Result<GrantedAgent> grant_agent(const IdentityAccess& access, const GrantRequest& request);
Result<std::vector<Grant>> list_grants(const HomePaths& paths);
// All grants of an agent that hold. Errors: NotFound (none).
Result<std::vector<Grant>> revoke_agent(const IdentityAccess& access, const std::string& agent);

struct AgentEvent {
  std::string event;  // "grant" or "revoke".
  std::string time;
  std::string agent;
  std::string delegation;
};
Result<std::vector<AgentEvent>> agent_events(const HomePaths& paths);

struct PolicyQuestion {
  std::string agent;
  std::string right;      // "memory/read"
  std::string arguments;  // A JSON object; empty: none.
};

struct PolicyAnswer {
  std::string verdict;  // "allowed", "ask" or "denied".
  std::string reason;
  std::size_t rule = 0;   // From 1; 0 when no rule decided.
  std::size_t rules = 0;  // In the file.
};

// Only reads the file. Errors: Invalid (with line and column), Limit.
Result<std::size_t> check_policy(const HomePaths& paths);
// What the rules say; no delegation is looked at. A file that is missing has no rules.
Result<PolicyAnswer> explain_policy(const HomePaths& paths, const PolicyQuestion& question);

std::string to_json(const std::vector<Grant>& grants);
std::string to_json(const std::vector<AgentEvent>& events);
std::string to_json(const PolicyAnswer& answer);

}  // namespace tilekit
