// SPDX-License-Identifier: Apache-2.0
// What is said in a sign-in by OAuth as AT Protocol profiles it, without the network: a native
// client on the loopback interface, PKCE with S256, a pushed request, tokens bound to a key.
// Sources: its "OAuth" specification; RFC 6749, 7636, 8414, 9126, 9207, 9728.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiles::identity {

inline constexpr std::size_t kOAuthAnswerBytesMax = std::size_t{64} * 1024;
inline constexpr std::size_t kOAuthTextBytesMax = 8'192;  // A code, an address, a token.

// Clients of this machine share one: the browser is sent to http://127.0.0.1/ at any port.
inline constexpr std::string_view kOAuthClient = "http://localhost";
// Who the user is, and nothing of what the account may do.
inline constexpr std::string_view kOAuthScope = "atproto";

// Who signs users in for the server at `resource` ("https://pds.example.com"), of its
// /.well-known/oauth-protected-resource. Errors: Invalid, Limit.
Result<std::string> read_protected_resource(std::string_view json, std::string_view resource);

// Where a server is asked for what.
struct OAuthServer {
  std::string issuer;
  std::string authorization;
  std::string pushed_request;
  std::string token;
  std::string revocation;  // Empty: nowhere.
};

// Of /.well-known/oauth-authorization-server at `issuer`. It must have what the profile demands.
// Errors: Invalid, Limit, Unsupported (it has not).
Result<OAuthServer> read_authorization_server(std::string_view json, std::string_view issuer);

// What only this side knows until the end.
struct OAuthSecrets {
  std::string state;     // Comes back with the browser.
  std::string verifier;  // Its hash is in the request; goes with the code.

  static OAuthSecrets make();
  std::string challenge() const;
};

using OAuthForm = std::map<std::string, std::string>;

struct OAuthRequest {
  std::string redirect;  // "http://127.0.0.1:38123/"
  std::string login;     // Which account: a handle or a DID.
};
OAuthForm pushed_form(const OAuthRequest& request, const OAuthSecrets& secrets);
OAuthForm token_form(const std::string& code, const std::string& redirect,
                     const OAuthSecrets& secrets);

// The "request_uri" of the answer to a pushed request. Errors: Invalid, Limit.
Result<std::string> read_pushed(std::string_view json);

// The code in the address that the browser came back with, of what follows '?'. Errors: Denied (the
// server says no, the state is another one, or the answer is of another issuer), Invalid, Limit.
Result<std::string> read_redirect(std::string_view query, const OAuthSecrets& secrets,
                                  std::string_view issuer);

struct OAuthGrant {
  std::string subject;  // The DID that signed in.
  std::string access_token;
};
// The answer to a token request. Errors: Invalid, Limit, Unsupported (a token that is bound to no
// key), Denied (without the scope).
Result<OAuthGrant> read_token(std::string_view json);

// The "error" of an answer that is no success, with its description; "" when there is none.
std::string oauth_error(std::string_view json);

}  // namespace tiles::identity
