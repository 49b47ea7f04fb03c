// SPDX-License-Identifier: Apache-2.0
// What was granted to agents and taken back: a file that only grows, one event a line.
// Format: docs/formats/delegation.md.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/result.h"
#include "identity/ucan.h"

namespace tiles::identity {

struct AgentGrant {
  std::string agent;
  TimePoint time;
  Delegation delegation;
  std::optional<TimePoint> revoked;
};

enum class AgentEventKind { Grant, Revoke };

struct AgentEvent {
  AgentEventKind kind = AgentEventKind::Grant;
  TimePoint time;
  std::string agent;
  Cid delegation;
};

class AgentLog {
 public:
  static constexpr std::string_view kFile = "agents.jsonl";
  static constexpr std::size_t kBytesMax = std::size_t{16} * 1024 * 1024;
  static constexpr std::size_t kNameBytesMax = 64;

  // Missing: nothing was granted. A last line that is cut off, as a crash leaves it, is no event;
  // every signature is checked. Errors: Corrupt, Limit, Io.
  static Result<AgentLog> read(const FileSystem& files);

  const std::vector<AgentGrant>& grants() const { return grants_; }
  const std::vector<AgentEvent>& events() const { return events_; }
  // Grants of `agent` that were not revoked.
  std::vector<const AgentGrant*> of_agent(std::string_view agent) const;
  // The grant that `delegation` is, or null.
  const AgentGrant* find(const Cid& delegation) const;
  // Who revoked `delegation`, as check_chain() asks.
  std::vector<PublicKey> revokers_of(const Cid& delegation) const;

  // Each is synced before it returns. `delegation`: with name_agent(). Errors: Invalid (a name with
  // other than letters, digits, '.', '_' and '-', or not that of the delegation), Limit, Io.
  Result<void> add(FileSystem& files, const std::string& agent, const Delegation& delegation,
                   TimePoint time);
  // `revocation`: an invocation of kRevokeCommand by the issuer of the delegation.
  Result<void> revoke(FileSystem& files, const AgentGrant& grant, const Invocation& revocation,
                      TimePoint time);

 private:
  Result<void> take_line(std::string_view line);
  Result<void> append(FileSystem& files, const std::string& line);
  Result<void> drop_cut_line(FileSystem& files);

  std::vector<AgentGrant> grants_;
  std::vector<AgentEvent> events_;
  std::vector<std::pair<Cid, PublicKey>> revocations_;
  std::size_t size_bytes_ = 0;  // Of the lines that are whole.
  bool has_cut_line_ = false;
};

// Puts the agent's name into what will be signed, as a grant must have it: rules go by the name, so
// a line of the log cannot be given to another agent.
void name_agent(DelegationTerms& terms, const std::string& agent);

// Letters, digits, '.', '_' and '-'; 1 to 64. Errors: Invalid.
Result<void> check_agent_name(std::string_view name);

// That `issuer` takes `delegation` back.
Result<Invocation> sign_revocation(const PublicKey& subject, const Cid& delegation,
                                   const Signer& issuer);

}  // namespace tiles::identity
