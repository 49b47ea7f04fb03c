// SPDX-License-Identifier: Apache-2.0
#include <tilekit/did.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "identity/account.h"
#include "identity/handle.h"
#include "kit/did_resolver.h"
#include "kit/event_log.h"
#include "kit/identity_place.h"
#include "kit/outbound.h"

namespace tilekit {

using tiles::fail;
namespace crypto = tiles::crypto;
namespace identity = tiles::identity;
namespace kit = tiles::kit;
namespace net = tiles::net;

namespace {

constexpr std::string_view kAtScheme = "at://";

// What an operation is in the log of the home.
struct Published {
  std::string did;
  std::string_view event;
};

// The account of this device, its root, and the way to the directory.
struct Changer {
  HomePaths paths;
  std::unique_ptr<kit::IdentityPlace> place;
  identity::Account account;
  identity::Signer root;
  std::unique_ptr<kit::Outbound> outbound;

  // Errors: NotFound (no identity, or no root on this device), those of the store.
  static Result<Changer> open(const IdentityAccess& access) {
    const net::Network network = TILES_TRY(kit::network_of(access.paths, NetworkUse::Allowed));
    auto place = TILES_TRY(kit::IdentityPlace::open(access));
    auto account = TILES_TRY(identity::Account::open(place->account_place()));
    const crypto::SecretBytes secret = TILES_TRY(account.root_secret());
    auto root = TILES_TRY(identity::root_signer(secret.bytes()));
    auto outbound = TILES_TRY(kit::Outbound::open(access.paths, network, /*stop=*/nullptr));
    return Changer{.paths = access.paths,
                   .place = std::move(place),
                   .account = std::move(account),
                   .root = std::move(root),
                   .outbound = std::move(outbound)};
  }

  void name_device(identity::PlcState& state) const {
    state.verification_methods["tiles"] = account.store().device_key().did();
  }

  kit::DidResolver resolver() const { return {outbound->client(), outbound->names()}; }

  Result<identity::PlcHistory> history(const std::string& did) const {
    if (!identity::is_did_plc(did)) {
      return fail(ErrorCode::Unsupported,
                  "only a did:plc is changed, and " + tiles::shown_in_quotes(did) + " is none");
    }
    return resolver().history(did);
  }

  // Gives the operation to the directory, and writes it into the log of the home.
  Result<void> publish(const identity::PlcOperation& operation, const Published& as) const {
    TILES_CHECK(resolver().submit(operation, as.did));
    TILES_CHECK(kit::log_event(
        paths, {.kind = as.event, .digest = operation.cid().digest(), .name = as.did}));
    return {};
  }
};

// One handle at most: other names of the DID stay.
Result<void> set_handle(identity::PlcState& state, std::string_view text) {
  const std::string handle = TILES_TRY(identity::parse_handle(text));
  std::erase_if(state.also_known_as,
                [](const std::string& each) { return each.starts_with(kAtScheme); });
  state.also_known_as.insert(state.also_known_as.begin(), std::string(kAtScheme) + handle);
  return {};
}

Result<void> set_service(identity::PlcState& state, const std::string& address) {
  const net::Url url = TILES_TRY(net::Url::parse(address));
  if (!url.is_encrypted) return fail(ErrorCode::Invalid, "the service is not at an https address");
  state.services["atproto_pds"] = {.type = "AtprotoPersonalDataServer", .endpoint = address};
  return {};
}

// The weakest of them: what it does can be taken back.
Result<void> add_rotation_key(identity::PlcState& state, std::string_view text) {
  const auto key = TILES_TRY(identity::PublicKey::parse_did(text));
  if (key.kind() == identity::KeyKind::Ed25519) {
    return fail(ErrorCode::Unsupported, "a did:plc is not rotated by a key of Ed25519");
  }
  if (std::ranges::find(state.rotation_keys, text) == state.rotation_keys.end()) {
    state.rotation_keys.emplace_back(text);
  }
  return {};
}

Result<void> set_wanted(identity::PlcState& state, const NewDid& wanted) {
  if (!wanted.handle.empty()) TILES_CHECK(set_handle(state, wanted.handle));
  if (!wanted.service.empty()) TILES_CHECK(set_service(state, wanted.service));
  if (!wanted.rotation_key.empty()) TILES_CHECK(add_rotation_key(state, wanted.rotation_key));
  return {};
}

// The state that holds, which the account root may change.
Result<identity::PlcState> state_to_change(const identity::PlcHistory& history,
                                           const std::string& root) {
  auto state = history.state();
  if (!state) {
    return fail(ErrorCode::NotFound, "'" + history.did() + "' was ended by a tombstone");
  }
  if (std::ranges::find(state->rotation_keys, root) == state->rotation_keys.end()) {
    return fail(ErrorCode::Denied,
                "the account root is no rotation key of '" + history.did() + "'");
  }
  return *std::move(state);
}

Result<ResolvedDid> described(const std::string& did, identity::PlcState state) {
  auto document = TILES_TRY(identity::DidDocument::of_plc(did, state));
  return kit::resolved(
      {.document = std::move(document), .rotation_keys = std::move(state.rotation_keys)});
}

}  // namespace

Result<ResolvedDid> create_did(const IdentityAccess& access, const NewDid& wanted) {
  const Changer changer = TILES_TRY(Changer::open(access));
  identity::PlcState state;
  state.rotation_keys = {changer.root.key.did()};
  changer.name_device(state);
  TILES_CHECK(set_wanted(state, wanted));
  const auto first = TILES_TRY(identity::PlcOperation::sign(state, /*prev=*/"", changer.root));
  const std::string did = first.did();
  TILES_CHECK(changer.publish(first, {.did = did, .event = "identity.create-did"}));
  return described(did, std::move(state));
}

Result<ResolvedDid> update_did(const IdentityAccess& access, const std::string& did,
                               const NewDid& wanted) {
  const Changer changer = TILES_TRY(Changer::open(access));
  const identity::PlcHistory history = TILES_TRY(changer.history(did));
  const auto before = TILES_TRY(state_to_change(history, changer.root.key.did()));
  identity::PlcState state = before;
  changer.name_device(state);
  TILES_CHECK(set_wanted(state, wanted));
  if (state != before) {
    const auto next = TILES_TRY(identity::PlcOperation::sign(state, history.head(), changer.root));
    TILES_CHECK(changer.publish(next, {.did = did, .event = "identity.update-did"}));
  }
  return described(did, std::move(state));
}

Result<ResolvedDid> recover_did(const IdentityAccess& access, const std::string& did) {
  const Changer changer = TILES_TRY(Changer::open(access));
  const identity::PlcHistory history = TILES_TRY(changer.history(did));
  auto recovery = history.recovery(changer.root.key.did(), changer.place->clock().now());
  if (!recovery) {
    return fail(ErrorCode::NotFound,
                "nothing of '" + did +
                    "' can be taken back: no key that is weaker than the account root changed it "
                    "within 72 hours");
  }
  changer.name_device(recovery->state);
  const auto back =
      TILES_TRY(identity::PlcOperation::sign(recovery->state, recovery->prev, changer.root));
  TILES_CHECK(changer.publish(back, {.did = did, .event = "identity.recover-did"}));
  return described(did, std::move(recovery->state));
}

Result<EndedDid> tombstone_did(const IdentityAccess& access, const std::string& did) {
  const Changer changer = TILES_TRY(Changer::open(access));
  const identity::PlcHistory history = TILES_TRY(changer.history(did));
  TILES_CHECK(state_to_change(history, changer.root.key.did()));
  const auto last = TILES_TRY(identity::PlcOperation::sign_tombstone(history.head(), changer.root));
  TILES_CHECK(changer.publish(last, {.did = did, .event = "identity.tombstone-did"}));
  return EndedDid{.did = did, .head = last.cid().text()};
}

std::string to_json(const EndedDid& ended) {
  return tiles::print_json({{"did", ended.did}, {"tombstoned", true}, {"head", ended.head}});
}

}  // namespace tilekit
