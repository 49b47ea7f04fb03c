// SPDX-License-Identifier: Apache-2.0
// Proof that whoever sends a request has the key that its token is bound to (RFC 9449): a key of
// P-256 that lives as long as one sign-in, and one signed token for each request.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/p256.h"

namespace tiles::identity {

struct DpopRequest {
  std::string method;   // "POST"
  std::string address;  // Without query.
  std::string nonce{};  // That the server gave last; empty: none yet.
};

class DpopKey {
 public:
  DpopKey() : key_(crypto::P256PrivateKey::generate()) {}

  // What goes into the header "DPoP".
  Result<std::string> proof(const DpopRequest& request, TimePoint now) const;

 private:
  crypto::P256PrivateKey key_;
};

}  // namespace tiles::identity
