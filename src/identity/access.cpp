// SPDX-License-Identifier: Apache-2.0
#include "identity/access.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace tiles::identity {
namespace {

// Whether a rule speaks of a request; an error when that costs too much to find out.
Result<bool> fits(const AccessRule& rule, const AccessRequest& request) {
  if (rule.who != "*" && rule.who != request.agent) return false;
  const bool is_named = std::ranges::any_of(
      rule.may, [&](const std::string& each) { return is_within(request.command, each); });
  if (!is_named || (rule.until && request.time > *rule.until)) return false;
  const auto checked = rule.where.check(DagValue(request.arguments));
  if (!checked && checked.error().code() == ErrorCode::Limit) return fail(Error(checked.error()));
  return checked.has_value();
}

std::string reason_of(const AccessRule& rule, std::size_t number, const AccessRequest& request) {
  const std::string_view verb = rule.effect == Effect::Allow ? " allows "
                                : rule.effect == Effect::Ask ? " asks about "
                                                             : " denies ";
  std::string reason = "rule " + std::to_string(number) + " (line " + std::to_string(rule.line) +
                       ")" + std::string(verb) + "'" + request.command.substr(1) + "'";
  if (!rule.where_text.empty()) reason += " where " + rule.where_text;
  if (!rule.why.empty()) reason += ": " + rule.why;
  return reason;
}

}  // namespace

Decision decide(const AccessPolicy& policy, const AccessRequest& request) {
  if (const auto checked = check_command(request.command); !checked) {
    return {.verdict = Verdict::Denied, .reason = checked.error().text()};
  }
  for (std::size_t i = 0; i < policy.rules.size(); ++i) {
    const AccessRule& rule = policy.rules[i];
    const auto fitting = fits(rule, request);
    // A rule that cannot be looked at might have been the one that denies.
    if (!fitting) {
      return {.verdict = Verdict::Denied,
              .reason = "rule " + std::to_string(i + 1) + ": " + fitting.error().text(),
              .rule = i + 1};
    }
    if (!*fitting) continue;
    const Verdict verdict = rule.effect == Effect::Allow ? Verdict::Allowed
                            : rule.effect == Effect::Ask ? Verdict::Ask
                                                         : Verdict::Denied;
    return {.verdict = verdict, .reason = reason_of(rule, i + 1, request), .rule = i + 1};
  }
  return {.verdict = Verdict::Denied,
          .reason = "no rule allows '" + request.command.substr(1) + "' to " +
                    shown_in_quotes(request.agent)};
}

Decision decide(const AccessPolicy& policy, const AgentCall& call, const ChainContext& context) {
  if (call.invocation.terms().subject != call.account) {
    return {.verdict = Verdict::Denied, .reason = "the call is about another account"};
  }
  if (const auto refusal = check_chain(call.invocation, call.proofs, context)) {
    return {.verdict = Verdict::Denied,
            .reason = std::string(fault_name(refusal->fault)) + ": " + refusal->reason};
  }
  return decide(policy, {.agent = std::string(call.agent),
                         .command = call.invocation.terms().command,
                         .arguments = call.invocation.terms().arguments,
                         .time = context.now});
}

}  // namespace tiles::identity
