// SPDX-License-Identifier: Apache-2.0
// Decentralised identifiers.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

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

std::string to_json(const DidLog& log);

}  // namespace tilekit
