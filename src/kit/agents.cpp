// SPDX-License-Identifier: Apache-2.0
#include <tilekit/agents.h>

#include <array>
#include <chrono>
#include <memory>
#include <span>
#include <utility>

#include "base/clock.h"
#include "base/encodings.h"
#include "base/file_system.h"
#include "base/json.h"
#include "base/text.h"
#include "crypto/ed25519.h"
#include "identity/access.h"
#include "identity/agent_log.h"
#include "identity/condition.h"
#include "identity/dag_json.h"
#include "identity/identity_record.h"
#include "kit/event_log.h"
#include "kit/identity_place.h"
#include "kit/read_input.h"

namespace tilekit {

using tiles::fail;
using tiles::Json;
using tiles::kit::IdentityPlace;
namespace identity = tiles::identity;
namespace crypto = tiles::crypto;

namespace {

tiles::TimePoint time_at(std::int64_t second) {
  return tiles::TimePoint(std::chrono::seconds(second));
}

// By what a grant is judged: the time, and which devices may still grant.
struct Judgement {
  tiles::TimePoint now;
  const identity::IdentityRecord& record;
};

std::string state_of(const identity::AgentGrant& grant, const Judgement& judgement) {
  const bool has_issuer = judgement.record.certificate_of(grant.delegation.issuer()) != nullptr;
  if (grant.revoked || !has_issuer) return "revoked";
  const auto& expires = grant.delegation.time().expires;
  return expires && judgement.now > time_at(*expires) ? "expired" : "holds";
}

Grant grant_of(const identity::AgentGrant& grant, const Judgement& judgement) {
  const identity::Delegation& delegation = grant.delegation;
  Grant shown;
  shown.agent = grant.agent;
  shown.key = delegation.audience().did();
  shown.right = delegation.command() == "/" ? "*" : delegation.command().substr(1);
  if (!delegation.policy().is_empty()) {
    shown.where = identity::print_dag_json(delegation.policy().value());
  }
  shown.granted = tiles::format_time(grant.time);
  if (delegation.time().expires) {
    shown.expires = tiles::format_time(time_at(*delegation.time().expires));
  }
  shown.state = state_of(grant, judgement);
  shown.delegation = delegation.cid().text();
  return shown;
}

// What the user asked for, as a delegation's terms; the audience is set later.
Result<identity::DelegationTerms> terms_of(const GrantRequest& request,
                                           const identity::PublicKey& audience,
                                           tiles::TimePoint now) {
  TILES_CHECK(identity::check_agent_name(request.agent));
  identity::DelegationTerms terms{.audience = audience, .subject = {}, .command = {}};
  terms.command = TILES_TRY(identity::parse_right(request.right));
  if (!request.where.empty()) terms.policy = TILES_TRY(identity::parse_condition(request.where));
  const std::chrono::seconds length = TILES_TRY(identity::parse_duration(request.length));
  const auto second = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch();
  identity::name_agent(terms, request.agent);
  terms.time = {.not_before = second.count(), .expires = (second + length).count()};
  return terms;
}

// The certificate of this device, without which it can pass nothing on.
Result<identity::Delegation> own_certificate(const identity::Account& account) {
  const identity::Delegation* certificate =
      account.record().certificate_of(account.store().device_key());
  if (certificate == nullptr) {
    return fail(Error(ErrorCode::Denied, "this device is revoked and grants nothing")
                    .with_hint("'tiles id rotate' certifies new keys"));
  }
  return *certificate;
}

// {"agent", "key"?, "account", "proofs": [base64]}. `seed` is empty where the agent has its key.
SecretText bundle_of(const std::string& agent, const std::string& account,
                     std::span<const identity::Delegation> proofs,
                     const crypto::SecretBytes& seed) {
  Json list = Json::array();
  for (const identity::Delegation& each : proofs) {
    list.push_back({{"token", tiles::to_base64(each.bytes(), tiles::Base64::Padded)}});
  }
  std::string text = tiles::print_json({{"agent", agent}, {"account", account}, {"proofs", list}});
  if (!seed.empty()) {
    std::string digits = tiles::to_hex(seed.bytes());
    constexpr std::size_t kMemberBytesMax = 128;
    text.reserve(text.size() + kMemberBytesMax);  // No copy of it is left behind.
    text.pop_back();
    text.append(",\"ed25519_seed\":\"").append(digits).append("\"}");
    crypto::wipe(std::as_writable_bytes(std::span(digits)));
  }
  text += "\n";
  SecretText bundle =
      tiles::kit::secret_text(crypto::SecretBytes::copy_of(std::as_bytes(std::span(text))));
  crypto::wipe(std::as_writable_bytes(std::span(text)));
  return bundle;
}

// Null where there is no identity yet.
Result<std::unique_ptr<tiles::FileSystem>> open_identity(const HomePaths& paths) {
  auto files = tiles::open_directory(paths.identity);
  if (!files && files.error().code() == ErrorCode::NotFound) {
    return std::unique_ptr<tiles::FileSystem>();
  }
  return files;
}

}  // namespace

Result<GrantedAgent> grant_agent(const IdentityAccess& access, const GrantRequest& request) {
  const auto place = TILES_TRY(IdentityPlace::open(access));
  const tiles::TimePoint now = place->clock().now();
  const crypto::Ed25519Key made = crypto::Ed25519Key::generate();
  const bool has_key = !request.key.empty();
  const identity::PublicKey audience = has_key
                                           ? TILES_TRY(identity::PublicKey::parse_did(request.key))
                                           : identity::PublicKey(made.public_key());
  identity::DelegationTerms terms = TILES_TRY(terms_of(request, audience, now));
  const identity::Account account = TILES_TRY(identity::Account::open(place->account_place()));
  terms.subject = account.record().account;
  const identity::Delegation certificate = TILES_TRY(own_certificate(account));
  const identity::Delegation delegation =
      TILES_TRY(identity::Delegation::sign(terms, account.device_signer()));
  identity::AgentLog log = TILES_TRY(identity::AgentLog::read(place->files()));
  TILES_CHECK(log.add(place->files(), request.agent, delegation, now));
  const crypto::SecretBytes seed =
      has_key ? crypto::SecretBytes() : crypto::SecretBytes::copy_of(made.seed());
  const std::array<identity::Delegation, 2> proofs = {certificate, delegation};
  TILES_CHECK(tiles::kit::log_event(
      access.paths,
      {.kind = "agent.grant", .digest = delegation.cid().digest(), .name = request.agent}));
  return GrantedAgent{.grant = grant_of(log.grants().back(), {now, account.record()}),
                      .bundle = bundle_of(request.agent, terms.subject->did(), proofs, seed)};
}

Result<std::vector<Grant>> list_grants(const HomePaths& paths) {
  const auto files = TILES_TRY(open_identity(paths));
  std::vector<Grant> grants;
  if (!files) return grants;
  const identity::AgentLog log = TILES_TRY(identity::AgentLog::read(*files));
  if (log.grants().empty()) return grants;
  const identity::IdentityRecord record = TILES_TRY(identity::IdentityRecord::read(*files));
  const Judgement judgement{tiles::system_clock().now(), record};
  grants.reserve(log.grants().size());
  for (const identity::AgentGrant& each : log.grants()) {
    grants.push_back(grant_of(each, judgement));
  }
  return grants;
}

Result<std::vector<Grant>> revoke_agent(const IdentityAccess& access, const std::string& agent) {
  const auto place = TILES_TRY(IdentityPlace::open(access));
  identity::AgentLog log = TILES_TRY(identity::AgentLog::read(place->files()));
  const identity::Account account = TILES_TRY(identity::Account::open(place->account_place()));
  const Judgement judgement{place->clock().now(), account.record()};
  std::vector<identity::Cid> taken;
  for (const identity::AgentGrant* each : log.of_agent(agent)) {
    if (state_of(*each, judgement) != "revoked") taken.push_back(each->delegation.cid());
  }
  if (taken.empty()) {
    return fail(Error(ErrorCode::NotFound,
                      "agent " + tiles::shown_in_quotes(agent) + " has no grant that holds")
                    .with_hint("'tiles agent list' shows all"));
  }
  std::vector<Grant> revoked;
  for (const identity::Cid& cid : taken) {
    const identity::Invocation revocation = TILES_TRY(
        identity::sign_revocation(account.record().account, cid, account.device_signer()));
    TILES_CHECK(log.revoke(place->files(), *log.find(cid), revocation, judgement.now));
    revoked.push_back(grant_of(*log.find(cid), judgement));
  }
  for (const identity::Cid& cid : taken) {
    TILES_CHECK(tiles::kit::log_event(
        access.paths, {.kind = "agent.revoke", .digest = cid.digest(), .name = agent}));
  }
  return revoked;
}

Result<std::vector<AgentEvent>> agent_events(const HomePaths& paths) {
  const auto files = TILES_TRY(open_identity(paths));
  std::vector<AgentEvent> events;
  if (!files) return events;
  const identity::AgentLog log = TILES_TRY(identity::AgentLog::read(*files));
  events.reserve(log.events().size());
  for (const identity::AgentEvent& each : log.events()) {
    events.push_back({.event = each.kind == identity::AgentEventKind::Grant ? "grant" : "revoke",
                      .time = tiles::format_time(each.time),
                      .agent = each.agent,
                      .delegation = each.delegation.text()});
  }
  return events;
}

namespace {

Result<identity::AccessPolicy> read_policy(const HomePaths& paths) {
  const auto text = tiles::kit::read_input(paths.policy, identity::AccessPolicy::kBytesMax);
  if (!text && text.error().code() == ErrorCode::NotFound) return identity::AccessPolicy();
  if (!text) return fail(Error(text.error()));
  return identity::AccessPolicy::parse(*text);
}

std::string_view verdict_name(identity::Verdict verdict) {
  switch (verdict) {
    case identity::Verdict::Allowed:
      return "allowed";
    case identity::Verdict::Ask:
      return "ask";
    case identity::Verdict::Denied:
      return "denied";
  }
  return "denied";
}

}  // namespace

Result<std::size_t> check_policy(const HomePaths& paths) {
  return read_policy(paths).map(
      [](const identity::AccessPolicy& policy) { return policy.rules.size(); });
}

Result<PolicyAnswer> explain_policy(const HomePaths& paths, const PolicyQuestion& question) {
  const identity::AccessPolicy policy = TILES_TRY(read_policy(paths));
  identity::AccessRequest request{.agent = question.agent, .command = {}};
  request.command = TILES_TRY(identity::parse_right(question.right));
  request.time = tiles::system_clock().now();
  if (!question.arguments.empty()) {
    const identity::DagValue arguments = TILES_TRY(identity::parse_dag_json(question.arguments));
    const auto* map = arguments.as<identity::DagValue::Map>();
    if (map == nullptr) return fail(ErrorCode::Invalid, "the arguments are no JSON object");
    request.arguments = *map;
  }
  const identity::Decision decision = identity::decide(policy, request);
  return PolicyAnswer{.verdict = std::string(verdict_name(decision.verdict)),
                      .reason = decision.reason,
                      .rule = decision.rule,
                      .rules = policy.rules.size()};
}

std::string to_json(const std::vector<Grant>& grants) {
  Json list = Json::array();
  for (const Grant& each : grants) {
    list.push_back({{"agent", each.agent},
                    {"key", each.key},
                    {"right", each.right},
                    {"where", each.where},
                    {"granted", each.granted},
                    {"expires", each.expires},
                    {"state", each.state},
                    {"delegation", each.delegation}});
  }
  return tiles::print_json({{"grants", std::move(list)}});
}

std::string to_json(const std::vector<AgentEvent>& events) {
  Json list = Json::array();
  for (const AgentEvent& each : events) {
    list.push_back({{"event", each.event},
                    {"time", each.time},
                    {"agent", each.agent},
                    {"delegation", each.delegation}});
  }
  return tiles::print_json({{"events", std::move(list)}});
}

std::string to_json(const PolicyAnswer& answer) {
  return tiles::print_json({{"verdict", answer.verdict},
                            {"reason", answer.reason},
                            {"rule", answer.rule},
                            {"rules", answer.rules}});
}

}  // namespace tilekit
