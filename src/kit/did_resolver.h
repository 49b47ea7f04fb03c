// SPDX-License-Identifier: Apache-2.0
// What a DID or a handle says of itself, asked over the network and checked here.
#pragma once

#include <tilekit/did.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "identity/did_document.h"
#include "identity/plc_log.h"
#include "identity/plc_operation.h"
#include "net/client.h"
#include "net/name_client.h"

namespace tiles::kit {

inline constexpr std::string_view kPlcDirectory = "https://plc.directory";

struct DidRecord {
  identity::DidDocument document;
  std::vector<std::string> rotation_keys{};  // Of a did:plc.
  std::string handle{};  // Confirmed in both directions; empty: none was asked for.
};

class DidResolver {
 public:
  DidResolver(net::Client& client, net::NameClient& names) : client_(client), names_(names) {}

  // did:plc by its whole history, and did:web. Errors: NotFound, Invalid,
  // Unsupported (another method), Corrupt (a history with a wrong operation), Io, Denied (offline).
  Result<DidRecord> resolve(std::string_view did) const;
  // By DNS and at the handle's own host, which must not differ. Errors also: Denied (they do, or
  // the DID does not name the handle back).
  Result<DidRecord> resolve_handle(std::string_view handle) const;
  // The checked history of a did:plc. Errors: as resolve() but for a tombstone.
  Result<identity::PlcHistory> history(const std::string& did) const;
  // Gives an operation to the directory of did:plc. Errors: Denied (it refuses it), Io.
  Result<void> submit(const identity::PlcOperation& operation, const std::string& did) const;

 private:
  enum class Tries { One, Several };
  static constexpr std::uint64_t kAnswerBytesMax = 16'384;
  struct Wanted {
    std::string_view why;
    std::uint64_t body_bytes_max = 0;
    Tries tries = Tries::Several;
  };
  Result<net::Document> ask(const net::Request& request, const Wanted& wanted) const;
  Result<std::string> get(const std::string& address, const Wanted& wanted) const;
  Result<DidRecord> resolve_plc(const std::string& did) const;
  Result<std::string> did_of_handle(const std::string& handle) const;
  Result<std::string> did_by_dns(const std::string& handle) const;
  Result<std::string> did_by_host(const std::string& handle, Tries tries) const;
  Result<DidRecord> resolve_web(const std::string& did) const;

  net::Client& client_;
  net::NameClient& names_;
};

// What the SDK says of a DID.
tilekit::ResolvedDid resolved(const DidRecord& record);

}  // namespace tiles::kit
