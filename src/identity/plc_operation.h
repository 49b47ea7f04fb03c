// SPDX-License-Identifier: Apache-2.0
// Operations of did:plc: what a DID's keys, names and services become, signed by a rotation key.
// Source: the did:plc specification, version 0.3.0.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "identity/cid.h"
#include "identity/dag_value.h"
#include "identity/public_key.h"

namespace tiles::identity {

struct PlcService {
  std::string type;
  std::string endpoint;
  bool operator==(const PlcService&) const = default;
};

// What a DID is after an operation.
struct PlcState {
  std::vector<std::string> rotation_keys;                   // did:key, the strongest first.
  std::map<std::string, std::string> verification_methods;  // did:key by name.
  std::vector<std::string> also_known_as;
  std::map<std::string, PlcService> services;
  bool operator==(const PlcState&) const = default;
};

enum class PlcKind {
  Operation,
  Tombstone,  // The DID ends.
  Create,     // The old form of a first operation, only read.
};

class PlcOperation {
 public:
  static constexpr std::size_t kBytesMax = 7'500;  // Signed, in DAG-CBOR.
  static constexpr std::size_t kRotationKeysMax = 10;
  static constexpr std::size_t kMembersMax = 100;  // Names, methods or services.

  // The members of each kind and no others. The signature is not checked here.
  // Errors: Invalid, Limit.
  static Result<PlcOperation> parse(const Json& json);

  // An operation or a tombstone signed by `signer`. `prev`: the operation before; empty in the
  // first. Errors: Limit, Invalid, those of the signer.
  static Result<PlcOperation> sign(const PlcState& state, const std::string& prev,
                                   const Signer& signer);
  static Result<PlcOperation> sign_tombstone(const std::string& prev, const Signer& signer);

  PlcKind kind() const { return kind_; }
  // The state that it sets; empty for a tombstone.
  const PlcState& state() const { return state_; }
  // The content identifier of the operation before; empty in the first.
  const std::string& prev() const { return prev_; }
  Cid cid() const;
  // The DID that this operation begins.
  std::string did() const;
  // Checks the signature: by the first key of `rotation_keys` that made it, whose place is
  // returned. Errors: Invalid (no key did, or the text of the signature has another form).
  Result<std::size_t> verify(std::span<const std::string> rotation_keys) const;

  Json to_json() const;

 private:
  PlcOperation() = default;
  Result<void> read_members();
  Result<void> read_state();
  Result<void> read_create();
  static Result<PlcOperation> signed_by(DagValue::Map members, const Signer& signer);

  PlcKind kind_ = PlcKind::Operation;
  PlcState state_;
  std::string prev_;
  std::string signature_;
  DagValue::Map members_;  // As signed, without the signature.
  std::string unsigned_bytes_;
  std::string signed_bytes_;
};

}  // namespace tiles::identity
