// SPDX-License-Identifier: Apache-2.0
#include "identity/identity_link.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace tiles::identity {
namespace {

Result<std::string> text_at(const DagValue::Map& arguments, std::string_view key) {
  const auto found = arguments.find(key);
  const auto* text = found == arguments.end() ? nullptr : found->second.as<std::string>();
  if (text == nullptr) return fail(ErrorCode::Invalid, "link without '" + std::string(key) + "'");
  return *text;
}

}  // namespace

Result<IdentityLink> IdentityLink::sign(const LinkTerms& terms, const PublicKey& account,
                                        const Signer& device) {
  InvocationTerms invocation{
      .subject = account, .audience = {}, .command = std::string(kLinkCommand)};
  invocation.arguments.emplace("did", terms.did);
  invocation.arguments.emplace("handle", terms.handle);
  invocation.arguments.emplace("how", terms.how);
  invocation.arguments.emplace("verified", format_time(terms.verified));
  return of_invocation(TILES_TRY(Invocation::sign(invocation, device)));
}

Result<IdentityLink> IdentityLink::parse(std::string_view token) {
  Invocation invocation = TILES_TRY(Invocation::parse(token));
  TILES_CHECK(invocation.verify_signature());
  return of_invocation(std::move(invocation));
}

Result<IdentityLink> IdentityLink::of_invocation(Invocation invocation) {
  const InvocationTerms& signed_terms = invocation.terms();
  constexpr std::size_t kMembers = 4;
  if (signed_terms.command != kLinkCommand || signed_terms.arguments.size() != kMembers) {
    return fail(ErrorCode::Invalid, "token that is no link");
  }
  LinkTerms terms;
  terms.did = TILES_TRY(text_at(signed_terms.arguments, "did"));
  terms.handle = TILES_TRY(text_at(signed_terms.arguments, "handle"));
  terms.how = TILES_TRY(text_at(signed_terms.arguments, "how"));
  const std::string verified = TILES_TRY(text_at(signed_terms.arguments, "verified"));
  const auto time = parse_time(verified);
  if (!time || terms.did.empty()) return fail(ErrorCode::Invalid, "link without a time or a DID");
  terms.verified = *time;
  return IdentityLink(std::move(invocation), std::move(terms));
}

Result<std::string> control_of(const DidDocument& document,
                               const std::vector<std::string>& rotation_keys,
                               const std::vector<PublicKey>& keys) {
  const auto is_ours = [&](const PublicKey& key) {
    return std::ranges::find(keys, key) != keys.end();
  };
  for (const std::string& each : rotation_keys) {
    const auto key = PublicKey::parse_did(each);
    if (key && is_ours(*key)) return std::string("rotation key");
  }
  for (const DidMethod& each : document.methods) {
    if (is_ours(each.key)) return each.id.substr(each.id.find('#') + 1);
  }
  return fail(ErrorCode::Denied,
              shown_in_quotes(document.did) + " names neither this account nor this device");
}

}  // namespace tiles::identity
