// SPDX-License-Identifier: Apache-2.0
#include "identity/ucan_chain.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace tiles::identity {
namespace {

using Refusal = std::optional<UcanRefusal>;
using std::chrono::floor;
using std::chrono::seconds;

UcanRefusal refuse(UcanFault fault, std::string reason) {
  return {.fault = fault, .reason = std::move(reason)};
}

// "delegation 2 of 3", for messages.
std::string place_of(std::size_t i, std::size_t count) {
  return "delegation " + std::to_string(i + 1) + " of " + std::to_string(count);
}

Refusal check_time(const ValidTime& time, const ChainContext& context, const std::string& what) {
  const std::int64_t now = floor<seconds>(context.now).time_since_epoch().count();
  const std::int64_t skew = kClockSkewMax.count();
  if (time.expires && now > *time.expires + skew) {
    return refuse(UcanFault::Expired, what + " has expired");
  }
  if (time.not_before && now < *time.not_before - skew) {
    return refuse(UcanFault::TooEarly, what + " does not hold yet");
  }
  return std::nullopt;
}

class Chain {
 public:
  Chain(const Invocation& invocation, std::vector<const Delegation*> links,
        const ChainContext& context)
      : invocation_(invocation), links_(std::move(links)), context_(context) {}

  Refusal check() const {
    for (std::size_t i = 0; i < links_.size(); ++i) {
      if (Refusal refusal = check_alone(i)) return refusal;
    }
    if (Refusal refusal = check_root()) return refusal;
    for (std::size_t i = 0; i < links_.size(); ++i) {
      if (Refusal refusal = check_next(i)) return refusal;
    }
    return std::nullopt;
  }

 private:
  std::string place(std::size_t i) const { return place_of(i, links_.size()); }

  // What a delegation must be without the others.
  Refusal check_alone(std::size_t i) const {
    const Delegation& link = *links_[i];
    if (const auto verified = link.verify_signature(); !verified) {
      return refuse(UcanFault::InvalidSignature, place(i) + ": " + verified.error().text());
    }
    if (Refusal refusal = check_time(link.time(), context_, place(i))) return refusal;
    if (!context_.revokers_of) return std::nullopt;
    for (const PublicKey& revoker : context_.revokers_of(link.cid())) {
      const auto upto = std::span(links_).first(i + 1);
      if (std::ranges::any_of(upto, [&](const auto* each) { return each->issuer() == revoker; })) {
        return refuse(UcanFault::Revoked, place(i) + " was revoked");
      }
    }
    return std::nullopt;
  }

  Refusal check_root() const {
    const Delegation& root = *links_.front();
    if (!root.subject() || root.issuer() != *root.subject()) {
      return refuse(UcanFault::InvalidClaim, "the first delegation is not of its subject");
    }
    return std::nullopt;
  }

  // What binds a delegation to what comes after it, another one or the invocation.
  Refusal check_next(std::size_t i) const {
    const Delegation& link = *links_[i];
    const bool is_last = i + 1 == links_.size();
    const PublicKey& next_issuer = is_last ? invocation_.issuer() : links_[i + 1]->issuer();
    const std::string& next_command =
        is_last ? invocation_.terms().command : links_[i + 1]->command();
    if (next_issuer != link.audience()) {
      return refuse(UcanFault::InvalidAudience,
                    place(i) + " is not for who issued what comes after it");
    }
    if (link.subject() && *link.subject() != invocation_.terms().subject) {
      return refuse(UcanFault::InvalidSubject, place(i) + " is about another subject");
    }
    if (!is_within(next_command, link.command())) {
      return refuse(UcanFault::InvalidCommand,
                    place(i) + " allows '" + link.command() + "', not '" + next_command + "'");
    }
    const auto checked = link.policy().check(DagValue(invocation_.terms().arguments));
    if (!checked) return refuse(UcanFault::MatchError, place(i) + ": " + checked.error().text());
    return std::nullopt;
  }

  const Invocation& invocation_;
  std::vector<const Delegation*> links_;
  const ChainContext& context_;
};

}  // namespace

std::string_view fault_name(UcanFault fault) {
  constexpr std::array<std::string_view, 10> kNames = {
      "InvalidSignature", "InvalidClaim",   "UnavailableProof", "Expired",    "TooEarly",
      "InvalidAudience",  "InvalidSubject", "InvalidCommand",   "MatchError", "Revoked"};
  return kNames.at(static_cast<std::size_t>(fault));
}

std::optional<UcanRefusal> check_chain(const Invocation& invocation,
                                       std::span<const Delegation> proofs,
                                       const ChainContext& context) {
  const InvocationTerms& terms = invocation.terms();
  if (const auto verified = invocation.verify_signature(); !verified) {
    return refuse(UcanFault::InvalidSignature, "invocation: " + verified.error().text());
  }
  if (Refusal refusal =
          check_time({.not_before = {}, .expires = terms.expires}, context, "invocation")) {
    return refusal;
  }
  if (invocation.issuer() == terms.subject) return std::nullopt;
  if (terms.proofs.empty()) {
    return refuse(UcanFault::InvalidClaim, "who invokes is not the subject and has no delegation");
  }
  std::vector<const Delegation*> links;
  for (const Cid& cid : terms.proofs) {
    const auto found =
        std::ranges::find_if(proofs, [&](const Delegation& each) { return each.cid() == cid; });
    if (found == proofs.end()) {
      return refuse(UcanFault::UnavailableProof, "delegation " + cid.text() + " is not here");
    }
    links.push_back(&*found);
  }
  return Chain(invocation, std::move(links), context).check();
}

}  // namespace tiles::identity
