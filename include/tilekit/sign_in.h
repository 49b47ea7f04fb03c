// SPDX-License-Identifier: Apache-2.0
// Sign-in at the server of an AT Protocol account, in the user's browser, as proof that the user
// controls its DID. Nothing of the account is read or kept: the token is given back at once.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tilekit/fetch.h"
#include "tilekit/home.h"
#include "tilekit/identity.h"
#include "tilekit/result.h"

namespace tilekit {

struct SignInRequest {
  std::string name;      // A DID or a handle.
  std::string redirect;  // "http://127.0.0.1:PORT/", where the browser will be sent back to.
  NetworkUse network = NetworkUse::Allowed;
};

class SignIn {
 public:
  // Finds the server of the DID, and tells it that the user will come. Errors: those of
  // resolve_did(); NotFound (no identity, or the DID names no server), Unsupported (a server
  // without this kind of sign-in), Denied (this device is revoked).
  static Result<SignIn> begin(const HomePaths& paths, const SignInRequest& request);
  SignIn(SignIn&&) noexcept;
  SignIn& operator=(SignIn&&) noexcept;
  ~SignIn();

  // What the user opens in a browser.
  const std::string& address() const;

  // `query`: what follows '?' in the address that the browser came back to. Links the account to
  // the DID. Errors: Denied (the user or the server says no, or somebody else signed in), Invalid,
  // Io.
  Result<IdentitySummary> finish(const IdentityAccess& access, std::string_view query);

 private:
  struct State;
  explicit SignIn(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tilekit
