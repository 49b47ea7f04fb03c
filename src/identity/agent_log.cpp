// SPDX-License-Identifier: Apache-2.0
#include "identity/agent_log.h"

#include <algorithm>
#include <utility>

#include "base/encodings.h"
#include "base/json.h"
#include "base/text.h"

namespace tiles::identity {
namespace {

tl::unexpected<Error> corrupt(std::string_view why) {
  return fail(ErrorCode::Corrupt, "log of agents: " + std::string(why));
}

Result<std::string> text_at(const Json& json, const char* key) {
  if (!json.is_object() || !json.contains(key) || !json[key].is_string()) {
    return corrupt("an event without '" + std::string(key) + "'");
  }
  return json[key].get<std::string>();
}

template <typename Token>
Result<Token> token_of(const Json& json) {
  const std::string text = TILES_TRY(text_at(json, "token"));
  const auto bytes = from_base64(text, Base64::Padded);
  if (!bytes) return corrupt("a token that is not base64");
  auto token = Token::parse(*bytes);
  if (!token) return corrupt(token.error().text());
  if (!token->verify_signature()) return corrupt("a token whose signature is wrong");
  return token;
}

// What a revocation takes back.
Result<Cid> revoked_by(const Invocation& revocation) {
  const auto found = revocation.terms().arguments.find("revoke");
  const auto* cid = found == revocation.terms().arguments.end() ? nullptr : found->second.as<Cid>();
  if (cid == nullptr || revocation.terms().command != kRevokeCommand) {
    return corrupt("a token that revokes nothing");
  }
  return *cid;
}

// The name that the delegation itself gives; "" for none.
std::string name_in(const Delegation& delegation) {
  const auto found = delegation.meta().find("agent");
  const auto* name = found == delegation.meta().end() ? nullptr : found->second.as<std::string>();
  return name == nullptr ? "" : *name;
}

std::string event_line(std::string_view event, const std::string& agent, const std::string& token,
                       TimePoint time) {
  return print_json({{"event", event},
                     {"time", format_time(time)},
                     {"agent", agent},
                     {"token", to_base64(token, Base64::Padded)}}) +
         "\n";
}

}  // namespace

Result<void> check_agent_name(std::string_view name) {
  const bool is_plain = std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
  if (name.empty() || name.size() > AgentLog::kNameBytesMax || !is_plain) {
    return fail(ErrorCode::Invalid,
                "name of an agent " + shown_in_quotes(name) +
                    " has something other than letters, digits, '.', '_' and '-', or more than 64");
  }
  return {};
}

Result<Invocation> sign_revocation(const PublicKey& subject, const Cid& delegation,
                                   const Signer& issuer) {
  InvocationTerms terms{.subject = subject, .audience = {}, .command = std::string(kRevokeCommand)};
  terms.arguments.emplace("revoke", delegation);
  return Invocation::sign(terms, issuer);
}

void name_agent(DelegationTerms& terms, const std::string& agent) {
  terms.meta.insert_or_assign("agent", agent);
}

Result<AgentLog> AgentLog::read(const FileSystem& files) {
  AgentLog log;
  const auto text = files.read(kFile, kBytesMax);
  if (!text && text.error().code() == ErrorCode::NotFound) return log;
  if (!text) return fail(Error(text.error()).within("log of agents"));
  for (std::string_view rest = *text; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    log.has_cut_line_ = end == std::string_view::npos;
    if (log.has_cut_line_) break;
    TILES_CHECK(log.take_line(rest.substr(0, end)));
    rest.remove_prefix(end + 1);
    log.size_bytes_ += end + 1;
  }
  return log;
}

Result<void> AgentLog::take_line(std::string_view line) {
  const auto json = parse_unambiguous_json(line);
  if (!json) return corrupt("a line is no event");
  const std::string event = TILES_TRY(text_at(*json, "event"));
  const std::string agent = TILES_TRY(text_at(*json, "agent"));
  TILES_CHECK(check_agent_name(agent));
  const auto time = parse_time(TILES_TRY(text_at(*json, "time")));
  if (!time) return corrupt("an event without a time");
  if (event == "grant") {
    Delegation delegation = TILES_TRY(token_of<Delegation>(*json));
    if (name_in(delegation) != agent) return corrupt("a grant under another name");
    const Cid cid = delegation.cid();
    events_.push_back(
        {.kind = AgentEventKind::Grant, .time = *time, .agent = agent, .delegation = cid});
    grants_.push_back(
        {.agent = agent, .time = *time, .delegation = std::move(delegation), .revoked = {}});
    return {};
  }
  if (event != "revoke") return corrupt("an event of an unknown kind " + shown_in_quotes(event));
  const Invocation revocation = TILES_TRY(token_of<Invocation>(*json));
  const Cid cid = TILES_TRY(revoked_by(revocation));
  const auto grant = std::ranges::find_if(
      grants_, [&](const AgentGrant& each) { return each.delegation.cid() == cid; });
  if (grant == grants_.end()) return corrupt("a revocation of what was not granted");
  if (grant->agent != agent) return corrupt("a revocation under another name");
  if (grant->delegation.issuer() == revocation.issuer()) grant->revoked = *time;
  revocations_.emplace_back(cid, revocation.issuer());
  events_.push_back(
      {.kind = AgentEventKind::Revoke, .time = *time, .agent = agent, .delegation = cid});
  return {};
}

std::vector<const AgentGrant*> AgentLog::of_agent(std::string_view agent) const {
  std::vector<const AgentGrant*> found;
  for (const AgentGrant& each : grants_) {
    if (each.agent == agent && !each.revoked) found.push_back(&each);
  }
  return found;
}

const AgentGrant* AgentLog::find(const Cid& delegation) const {
  const auto found = std::ranges::find_if(
      grants_, [&](const AgentGrant& each) { return each.delegation.cid() == delegation; });
  return found == grants_.end() ? nullptr : &*found;
}

std::vector<PublicKey> AgentLog::revokers_of(const Cid& delegation) const {
  std::vector<PublicKey> revokers;
  for (const auto& [cid, revoker] : revocations_) {
    if (cid == delegation) revokers.push_back(revoker);
  }
  return revokers;
}

Result<void> AgentLog::add(FileSystem& files, const std::string& agent,
                           const Delegation& delegation, TimePoint time) {
  TILES_CHECK(check_agent_name(agent));
  if (name_in(delegation) != agent) {
    return fail(ErrorCode::Invalid, "delegation that is not named for " + shown_in_quotes(agent));
  }
  return append(files, event_line("grant", agent, delegation.bytes(), time));
}

Result<void> AgentLog::revoke(FileSystem& files, const AgentGrant& grant,
                              const Invocation& revocation, TimePoint time) {
  const std::string agent = grant.agent;  // `grant` may be one of ours, which move.
  return append(files, event_line("revoke", agent, revocation.bytes(), time));
}

// An event after a line that a crash cut off takes its place, so that no later reader has to guess
// which lines were meant.
Result<void> AgentLog::drop_cut_line(FileSystem& files) {
  std::string text = TILES_TRY(files.read(kFile, kBytesMax));
  text.resize(size_bytes_);
  TILES_CHECK(replace_file(files, kFile, text));
  has_cut_line_ = false;
  return {};
}

Result<void> AgentLog::append(FileSystem& files, const std::string& line) {
  if (size_bytes_ + line.size() > kBytesMax) {
    return fail(ErrorCode::Limit, "log of agents of more than 16 MiB");
  }
  if (has_cut_line_) TILES_CHECK(drop_cut_line(files));
  TILES_CHECK(files.append(kFile, line));
  size_bytes_ += line.size();
  return take_line(std::string_view(line).substr(0, line.size() - 1));
}

}  // namespace tiles::identity
