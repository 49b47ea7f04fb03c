// SPDX-License-Identifier: Apache-2.0
// The requests of a sign-in by OAuth, each with a proof of the key that its token is bound to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "identity/dpop.h"
#include "identity/oauth.h"
#include "net/client.h"

namespace tiles::kit {

// Borrows client and clock, which outlive it. For one sign-in.
class OAuthClient {
 public:
  OAuthClient(net::Client& client, const Clock& clock) : client_(client), clock_(clock) {}

  // Who signs users in for the server at `service`, "https://pds.example.com". Errors: Invalid,
  // Unsupported (it does not do so in this way), those of the client.
  Result<identity::OAuthServer> discover(std::string_view service);
  // The address for the browser. Errors: Denied (the server refuses), Invalid, those of the client.
  Result<std::string> push(const identity::OAuthServer& server, const identity::OAuthForm& form);
  // Errors: as push().
  Result<identity::OAuthGrant> exchange(const identity::OAuthServer& server,
                                        const identity::OAuthForm& form);
  // Gives a token back. A server that does not take it keeps one that nobody can use: the key it is
  // bound to ends with this object.
  void revoke(const identity::OAuthServer& server, const std::string& token);

 private:
  struct Answered {
    int status = 0;
    std::string body;
  };
  Result<std::string> get(const std::string& address);
  Result<std::string> post(const std::string& address, const identity::OAuthForm& form,
                           std::string_view why);
  Result<Answered> post_once(const std::string& address, const identity::OAuthForm& form,
                             std::string_view why);

  net::Client& client_;
  const Clock& clock_;
  identity::DpopKey key_;
  std::string nonce_;  // That the server gave last.
};

}  // namespace tiles::kit
