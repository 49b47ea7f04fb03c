// SPDX-License-Identifier: Apache-2.0
#include "identity/plc_operation.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/encodings.h"
#include "base/text.h"
#include "identity/dag_cbor.h"
#include "identity/dag_json.h"

namespace tiles::identity {
namespace {

constexpr std::size_t kTextBytesMax = 2'048;
constexpr std::size_t kDidDigits = 24;
constexpr std::array<std::string_view, 7> kOperationKeys = {
    "type", "rotationKeys", "verificationMethods", "alsoKnownAs", "services", "prev", "sig"};
constexpr std::array<std::string_view, 3> kTombstoneKeys = {"type", "prev", "sig"};
constexpr std::array<std::string_view, 7> kCreateKeys = {
    "type", "signingKey", "recoveryKey", "handle", "service", "prev", "sig"};

Result<PlcKind> kind_of(const DagValue::Map& members) {
  const auto found = members.find("type");
  const auto* type = found == members.end() ? nullptr : found->second.as<std::string>();
  if (type == nullptr) return fail(ErrorCode::Invalid, "operation without a type");
  if (*type == "plc_operation") return PlcKind::Operation;
  if (*type == "plc_tombstone") return PlcKind::Tombstone;
  if (*type == "create") return PlcKind::Create;
  return fail(ErrorCode::Invalid, "operation of an unknown type " + shown_in_quotes(*type));
}

std::span<const std::string_view> keys_of(PlcKind kind) {
  switch (kind) {
    case PlcKind::Operation:
      return kOperationKeys;
    case PlcKind::Tombstone:
      return kTombstoneKeys;
    case PlcKind::Create:
      return kCreateKeys;
  }
  return {};
}

Result<void> check_keys(const DagValue::Map& members, std::span<const std::string_view> keys) {
  for (const std::string_view key : keys) {
    if (!members.contains(key)) {
      return fail(ErrorCode::Invalid, "operation without '" + std::string(key) + "'");
    }
  }
  for (const auto& [key, value] : members) {
    if (std::ranges::find(keys, key) == keys.end()) {
      return fail(ErrorCode::Invalid, "operation with the unknown member " + shown_in_quotes(key));
    }
  }
  return {};
}

Result<std::string> text_of(const DagValue& value, std::string_view what) {
  const auto* text = value.as<std::string>();
  if (text == nullptr) {
    return fail(ErrorCode::Invalid, "'" + std::string(what) + "' is " +
                                        std::string(value.kind_name()) + ", not a text");
  }
  if (text->size() > kTextBytesMax) {
    return fail(ErrorCode::Limit, "'" + std::string(what) + "' has more than " +
                                      std::to_string(kTextBytesMax) + " bytes");
  }
  return *text;
}

Result<std::vector<std::string>> texts_of(const DagValue& value, std::string_view what,
                                          std::size_t count_max) {
  const auto* list = value.as<DagValue::List>();
  if (list == nullptr) return fail(ErrorCode::Invalid, "'" + std::string(what) + "' is no list");
  if (list->size() > count_max) {
    return fail(ErrorCode::Limit, "'" + std::string(what) + "' has more than " +
                                      std::to_string(count_max) + " members");
  }
  std::vector<std::string> texts;
  for (const DagValue& each : *list) texts.push_back(TILES_TRY(text_of(each, what)));
  return texts;
}

Result<const DagValue::Map*> map_of(const DagValue& value, std::string_view what) {
  const auto* map = value.as<DagValue::Map>();
  if (map == nullptr) return fail(ErrorCode::Invalid, "'" + std::string(what) + "' is no map");
  if (map->size() > PlcOperation::kMembersMax) {
    return fail(ErrorCode::Limit, "'" + std::string(what) + "' has more than " +
                                      std::to_string(PlcOperation::kMembersMax) + " members");
  }
  return map;
}

Result<PlcService> service_of(const DagValue& value) {
  const auto* map = TILES_TRY(map_of(value, "services"));
  constexpr std::array<std::string_view, 2> kKeys = {"type", "endpoint"};
  TILES_CHECK(check_keys(*map, kKeys));
  PlcService service;
  service.type = TILES_TRY(text_of(map->at("type"), "type"));
  service.endpoint = TILES_TRY(text_of(map->at("endpoint"), "endpoint"));
  return service;
}

template <typename Texts>
DagValue::List list_value(const Texts& texts) {
  return {texts.begin(), texts.end()};
}

DagValue::Map state_members(const PlcState& state) {
  DagValue::Map methods;
  for (const auto& [name, key] : state.verification_methods) methods.emplace(name, key);
  DagValue::Map services;
  for (const auto& [name, service] : state.services) {
    DagValue::Map members;
    members.emplace("type", service.type);
    members.emplace("endpoint", service.endpoint);
    services.emplace(name, std::move(members));
  }
  DagValue::Map members;
  members.emplace("type", "plc_operation");
  members.emplace("rotationKeys", list_value(state.rotation_keys));
  members.emplace("verificationMethods", std::move(methods));
  members.emplace("alsoKnownAs", list_value(state.also_known_as));
  members.emplace("services", std::move(services));
  return members;
}

// The old form names hosts and handles without their schemes.
std::string with_scheme(const std::string& text, std::string_view scheme,
                        std::span<const std::string_view> schemes) {
  const bool has_one =
      std::ranges::any_of(schemes, [&](std::string_view each) { return text.starts_with(each); });
  return has_one ? text : std::string(scheme) + text;
}

}  // namespace

Result<PlcOperation> PlcOperation::parse(const Json& json) {
  if (!json.is_object()) return fail(ErrorCode::Invalid, "operation that is no object");
  const DagValue value = TILES_TRY(dag_value_of_json(json));
  const auto* map = value.as<DagValue::Map>();
  if (map == nullptr) return fail(ErrorCode::Invalid, "operation that is no object");
  PlcOperation operation;
  operation.members_ = *map;
  operation.kind_ = TILES_TRY(kind_of(operation.members_));
  TILES_CHECK(check_keys(operation.members_, keys_of(operation.kind_)));
  TILES_CHECK(operation.read_members());
  return operation;
}

// Sets everything from members_, which still has the signature.
Result<void> PlcOperation::read_members() {
  signed_bytes_ = TILES_TRY(encode_dag_cbor(DagValue(members_)));
  if (signed_bytes_.size() > kBytesMax) {
    return fail(ErrorCode::Limit, "operation of " + std::to_string(signed_bytes_.size()) +
                                      " bytes, the most is " + std::to_string(kBytesMax));
  }
  signature_ = TILES_TRY(text_of(members_.at("sig"), "sig"));
  members_.erase("sig");
  unsigned_bytes_ = TILES_TRY(encode_dag_cbor(DagValue(members_)));
  const DagValue& prev = members_.at("prev");
  if (!prev.is_null()) {
    prev_ = TILES_TRY(text_of(prev, "prev"));
    const Cid cid = TILES_TRY(Cid::parse(prev_));
    if (cid.text() != prev_ || cid.codec() != Codec::DagCbor) {
      return fail(ErrorCode::Invalid, "'prev' is not written in its one form");
    }
  }
  if (kind_ == PlcKind::Operation) return read_state();
  if (kind_ == PlcKind::Create) return read_create();
  return prev_.empty() ? Result<void>(fail(ErrorCode::Invalid, "tombstone without 'prev'"))
                       : Result<void>();
}

Result<void> PlcOperation::read_state() {
  state_.rotation_keys =
      TILES_TRY(texts_of(members_.at("rotationKeys"), "rotationKeys", kRotationKeysMax));
  state_.also_known_as =
      TILES_TRY(texts_of(members_.at("alsoKnownAs"), "alsoKnownAs", kMembersMax));
  const auto* methods =
      TILES_TRY(map_of(members_.at("verificationMethods"), "verificationMethods"));
  for (const auto& [name, key] : *methods) {
    state_.verification_methods[name] = TILES_TRY(text_of(key, "verificationMethods"));
  }
  const auto* services = TILES_TRY(map_of(members_.at("services"), "services"));
  for (const auto& [name, service] : *services) {
    state_.services[name] = TILES_TRY(service_of(service));
  }
  return {};
}

Result<void> PlcOperation::read_create() {
  if (!prev_.empty()) return fail(ErrorCode::Invalid, "operation 'create' that is not the first");
  constexpr std::array<std::string_view, 1> kAt = {"at://"};
  constexpr std::array<std::string_view, 2> kHttp = {"http://", "https://"};
  const std::string signing_key = TILES_TRY(text_of(members_.at("signingKey"), "signingKey"));
  const std::string recovery_key = TILES_TRY(text_of(members_.at("recoveryKey"), "recoveryKey"));
  const std::string handle = TILES_TRY(text_of(members_.at("handle"), "handle"));
  const std::string service = TILES_TRY(text_of(members_.at("service"), "service"));
  state_.rotation_keys = {recovery_key, signing_key};
  state_.verification_methods["atproto"] = signing_key;
  state_.also_known_as = {with_scheme(handle, kAt[0], kAt)};
  state_.services["atproto_pds"] = {.type = "AtprotoPersonalDataServer",
                                    .endpoint = with_scheme(service, kHttp[1], kHttp)};
  return {};
}

Result<PlcOperation> PlcOperation::signed_by(DagValue::Map members, const Signer& signer) {
  if (signer.key.kind() == KeyKind::Ed25519) {
    return fail(ErrorCode::Unsupported, "did:plc has no rotation keys of Ed25519");
  }
  const std::string bytes = TILES_TRY(encode_dag_cbor(DagValue(members)));
  const std::string signature = TILES_TRY(signer.sign(bytes));
  members.emplace("sig", to_base64(signature, Base64::Url));
  PlcOperation operation;
  operation.members_ = std::move(members);
  operation.kind_ = TILES_TRY(kind_of(operation.members_));
  TILES_CHECK(operation.read_members());
  return operation;
}

Result<PlcOperation> PlcOperation::sign(const PlcState& state, const std::string& prev,
                                        const Signer& signer) {
  DagValue::Map members = state_members(state);
  members.emplace("prev", prev.empty() ? DagValue() : DagValue(prev));
  return signed_by(std::move(members), signer);
}

Result<PlcOperation> PlcOperation::sign_tombstone(const std::string& prev, const Signer& signer) {
  DagValue::Map members;
  members.emplace("type", "plc_tombstone");
  members.emplace("prev", prev);
  return signed_by(std::move(members), signer);
}

Cid PlcOperation::cid() const { return Cid::of(signed_bytes_); }

std::string PlcOperation::did() const {
  const crypto::Digest digest = crypto::sha256(signed_bytes_);
  const auto& bytes = digest.bytes();
  return "did:plc:" + to_base32({reinterpret_cast<const char*>(bytes.data()), bytes.size()})
                          .substr(0, kDidDigits);
}

Result<std::size_t> PlcOperation::verify(std::span<const std::string> rotation_keys) const {
  const auto signature = from_base64(signature_, Base64::Url);
  if (!signature) return fail(Error(signature.error()).within("signature"));
  std::string why = "no rotation key may sign here";
  for (std::size_t i = 0; i < rotation_keys.size(); ++i) {
    const auto key = PublicKey::parse_did(rotation_keys[i]);
    if (!key || key->kind() == KeyKind::Ed25519) {
      return fail(ErrorCode::Invalid,
                  "rotation key " + std::to_string(i + 1) + " is not of P-256 or secp256k1");
    }
    const auto verified = key->verify(unsigned_bytes_, *signature);
    if (verified) return i;
    why = rotation_keys.size() == 1
              ? verified.error().text()
              : "signature that none of the " + std::to_string(rotation_keys.size()) +
                    " keys that may sign here has made: " + verified.error().text();
  }
  return fail(ErrorCode::Invalid, why);
}

Json PlcOperation::to_json() const {
  Json json = json_of_dag_value(DagValue(members_));
  json["sig"] = signature_;
  return json;
}

}  // namespace tiles::identity
