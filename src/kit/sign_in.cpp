// SPDX-License-Identifier: Apache-2.0
#include <tilekit/sign_in.h>

#include <utility>

#include "base/text.h"
#include "identity/account.h"
#include "kit/did_resolver.h"
#include "kit/identity_place.h"
#include "kit/link_account.h"
#include "kit/oauth_client.h"
#include "kit/outbound.h"

namespace tilekit {

using tiles::fail;
namespace identity = tiles::identity;
namespace kit = tiles::kit;
namespace net = tiles::net;

struct SignIn::State {
  explicit State(std::unique_ptr<kit::Outbound> way)
      : outbound(std::move(way)), client(outbound->client(), outbound->clock()) {}

  std::unique_ptr<kit::Outbound> outbound;
  kit::OAuthClient client;
  identity::OAuthSecrets secrets = identity::OAuthSecrets::make();
  identity::OAuthServer server;
  std::string did;
  std::string handle;
  std::string redirect;
  std::string address;
};

SignIn::SignIn(std::unique_ptr<State> state) : state_(std::move(state)) {}
SignIn::SignIn(SignIn&&) noexcept = default;
SignIn& SignIn::operator=(SignIn&&) noexcept = default;
SignIn::~SignIn() = default;

namespace {

// Before the user is sent anywhere. The identity is not held while the user signs in.
Result<void> check_device(const HomePaths& paths) {
  const auto place = TILES_TRY(kit::IdentityPlace::open({.paths = paths}));
  const auto account = TILES_TRY(identity::Account::open(place->account_place()));
  return kit::check_may_link(account);
}

}  // namespace

Result<SignIn> SignIn::begin(const HomePaths& paths, const SignInRequest& request) {
  TILES_CHECK(check_device(paths));
  const net::Network network = TILES_TRY(kit::network_of(paths, request.network));
  auto state =
      std::make_unique<State>(TILES_TRY(kit::Outbound::open(paths, network, /*stop=*/nullptr)));
  const kit::DidResolver resolver(state->outbound->client(), state->outbound->names());
  const kit::DidRecord record =
      TILES_TRY(request.name.starts_with("did:") ? resolver.resolve(request.name)
                                                 : resolver.resolve_handle(request.name));
  const identity::DidService* service = record.document.service("atproto_pds");
  if (service == nullptr || service->type != "AtprotoPersonalDataServer") {
    return fail(ErrorCode::NotFound,
                tiles::shown_in_quotes(record.document.did) + " names no server to sign in at");
  }
  state->did = record.document.did;
  state->handle = record.handle;
  state->redirect = request.redirect;
  state->server = TILES_TRY(state->client.discover(service->endpoint));
  const std::string& login = state->handle.empty() ? state->did : state->handle;
  state->address = TILES_TRY(state->client.push(
      state->server,
      identity::pushed_form({.redirect = request.redirect, .login = login}, state->secrets)));
  return SignIn(std::move(state));
}

const std::string& SignIn::address() const { return state_->address; }

Result<IdentitySummary> SignIn::finish(const IdentityAccess& access, std::string_view query) {
  const std::string code =
      TILES_TRY(identity::read_redirect(query, state_->secrets, state_->server.issuer));
  const identity::OAuthGrant grant = TILES_TRY(state_->client.exchange(
      state_->server, identity::token_form(code, state_->redirect, state_->secrets)));
  state_->client.revoke(state_->server, grant.access_token);
  if (grant.subject != state_->did) {
    return fail(ErrorCode::Denied, tiles::shown_in_quotes(grant.subject) + " signed in, not " +
                                       tiles::shown_in_quotes(state_->did));
  }
  const auto place = TILES_TRY(kit::IdentityPlace::open(access));
  auto account = TILES_TRY(identity::Account::open(place->account_place()));
  TILES_CHECK(kit::check_may_link(account));
  return kit::link_account(access.paths, account,
                           {.did = state_->did,
                            .handle = state_->handle,
                            .how = std::string(identity::kSignedIn),
                            .verified = place->clock().now()});
}

}  // namespace tilekit
