// SPDX-License-Identifier: Apache-2.0
// That a DID and this account belong together, checked in both directions: the DID's document names
// a key of the account, or its user signed in at its server; and this device signs that it belongs
// to the DID. Format: docs/formats/keys.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "identity/did_document.h"
#include "identity/public_key.h"
#include "identity/ucan.h"

namespace tiles::identity {

// The command of the invocation that a link is.
inline constexpr std::string_view kLinkCommand = "/tiles/link";
// How the control of a DID was proved when its document names no key of the account.
inline constexpr std::string_view kSignedIn = "sign-in";

struct LinkTerms {
  std::string did{};
  std::string handle{};  // Empty: linked by the DID alone.
  std::string how{};     // "rotation key", the name of a verification method, or kSignedIn.
  TimePoint verified{};
};

class IdentityLink {
 public:
  // Errors: those of the signer.
  static Result<IdentityLink> sign(const LinkTerms& terms, const PublicKey& account,
                                   const Signer& device);
  // Checks form and signature. Errors: Invalid, Limit, Unsupported.
  static Result<IdentityLink> parse(std::string_view token);

  const LinkTerms& terms() const { return terms_; }
  const PublicKey& account() const { return invocation_.terms().subject; }
  const PublicKey& device() const { return invocation_.issuer(); }
  const std::string& bytes() const { return invocation_.bytes(); }
  Cid cid() const { return invocation_.cid(); }

 private:
  IdentityLink(Invocation invocation, LinkTerms terms)
      : invocation_(std::move(invocation)), terms_(std::move(terms)) {}
  static Result<IdentityLink> of_invocation(Invocation invocation);

  Invocation invocation_;
  LinkTerms terms_;
};

// How a DID names one of `keys`: as a rotation key or by a verification method of that name.
// `rotation_keys` are those of a did:plc. Errors: Denied (it names none of them).
Result<std::string> control_of(const DidDocument& document,
                               const std::vector<std::string>& rotation_keys,
                               const std::vector<PublicKey>& keys);

}  // namespace tiles::identity
