// SPDX-License-Identifier: Apache-2.0
// Decentralised identifiers, and their links to the account of this device.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tilekit/fetch.h"
#include "tilekit/identity.h"
#include "tilekit/result.h"

namespace tilekit {

struct DidLogFault {
  std::size_t place = 0;  // Of the first wrong operation, from 1.
  std::string cid;        // As the log has it; may be empty.
  std::string reason;
};

// What the history of a did:plc says, checked without a network.
struct DidLog {
  std::string did;
  std::size_t operations = 0;
  std::size_t nullified = 0;  // Of them, those that a stronger key took back.
  std::string head;           // The content identifier of the last one.
  bool is_tombstoned = false;
  std::vector<std::string> also_known_as;
  std::vector<std::string> rotation_keys;  // The strongest first.
  std::optional<DidLogFault> fault;  // With one, the members above hold for what came before it.
};

// An audit log as a directory of did:plc gives it. Errors: NotFound, Denied, Io, Limit; Corrupt
// when it is no log. A wrong operation is a fault, not an error.
Result<DidLog> verify_did_log(const std::filesystem::path& file);

struct DidMethod {
  std::string id;   // "did:…#name"
  std::string key;  // did:key
};

struct DidService {
  std::string id;
  std::string type;
  std::string endpoint;
};

// What a DID says of itself, after it was checked.
struct ResolvedDid {
  std::string did;
  std::string handle;  // Confirmed in both directions; empty: none was asked for.
  std::vector<std::string> also_known_as;
  std::vector<DidMethod> methods;
  std::vector<DidService> services;
  std::vector<std::string> rotation_keys;  // Of a did:plc, the strongest first.
};

// `name`: a did:key, did:plc, did:web, or a handle. Errors: NotFound, Invalid, Unsupported, Denied
// (offline, or a handle that its DID does not name), Corrupt (a history with a wrong operation),
// Io.
Result<ResolvedDid> resolve_did(const HomePaths& paths, std::string_view name, NetworkUse network);

struct NewDid {
  std::string handle;   // Empty: none.
  std::string service;  // Where the account's data is, "https://…"; empty: nowhere.
  // did:key of one that may change the DID, too, weaker than those before it; empty: none.
  std::string rotation_key;
};

// Makes a did:plc whose strongest rotation key is the account root, and gives it to the directory.
// Errors: NotFound (no identity, or no root on this device), Invalid, Denied, Io.
Result<ResolvedDid> create_did(const IdentityAccess& access, const NewDid& wanted);

// Changes a did:plc that the account root rotates: what of `wanted` is not empty, and the key of
// this device. What else it says stays; when it says all that, nothing is published.
// Errors also: Unsupported (another method), Corrupt.
Result<ResolvedDid> update_did(const IdentityAccess& access, const std::string& did,
                               const NewDid& wanted);

// Takes back what keys weaker than the account root did to a did:plc within 72 hours, and what
// followed; names the key of this device. Errors also: NotFound (nothing can be taken back).
Result<ResolvedDid> recover_did(const IdentityAccess& access, const std::string& did);

struct EndedDid {
  std::string did;
  std::string head;  // The content identifier of the tombstone.
};

// Ends a did:plc that the account root rotates; nobody brings it back. Errors: as update_did().
Result<EndedDid> tombstone_did(const IdentityAccess& access, const std::string& did);

// Links the account to a DID or a handle that names it or this device. Errors: those of
// resolve_did; Denied (it names neither).
Result<IdentitySummary> link_identity(const IdentityAccess& access, std::string_view name,
                                      NetworkUse network);

std::string to_json(const DidLog& log);
std::string to_json(const ResolvedDid& did);
std::string to_json(const EndedDid& ended);

}  // namespace tilekit
