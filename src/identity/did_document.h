// SPDX-License-Identifier: Apache-2.0
// What a DID resolves to: keys, names and services. Source: Decentralized Identifiers (DIDs) v1.0
// of the W3C, the Multikey form of keys.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "identity/plc_operation.h"
#include "identity/public_key.h"

namespace tiles::identity {

struct DidMethod {
  std::string id;  // "did:…#name"; of a document as read, "#name" is written out.
  PublicKey key;
  bool operator==(const DidMethod&) const = default;
};

struct DidService {
  std::string id;
  std::string type;
  std::string endpoint;
  bool operator==(const DidService&) const = default;
};

struct DidDocument {
  static constexpr std::size_t kBytesMax = std::size_t{64} * 1024;
  static constexpr std::size_t kMembersMax = 100;  // Names, methods or services.

  std::string did;
  std::vector<std::string> also_known_as;
  std::vector<DidMethod> methods;    // Keys of kinds that are not known here are left out.
  std::vector<DidService> services;  // Those whose endpoint is one text.

  // Reads a document that must be of `did`. Errors: Invalid, Limit.
  static Result<DidDocument> parse(std::string_view json, std::string_view did);
  static DidDocument of_key(const PublicKey& key);
  // Errors: Invalid (a method that is no did:key of a known kind).
  static Result<DidDocument> of_plc(const std::string& did, const PlcState& state);
  std::string print() const;

  // The method or service whose identifier ends in "#" and `name`.
  const DidMethod* method(std::string_view name) const;
  const DidService* service(std::string_view name) const;

  bool operator==(const DidDocument&) const = default;
};

// Where the document of a did:web is: "did:web:example.com:user:ana" is at
// https://example.com/user/ana/did.json, without a path at /.well-known/did.json. A port is written
// as %3A and its number. Source: the did:web method of the W3C Credentials Community Group.
// Errors: Invalid, Limit.
Result<std::string> did_web_url(std::string_view did);

}  // namespace tiles::identity
