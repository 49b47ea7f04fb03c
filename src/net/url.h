// SPDX-License-Identifier: Apache-2.0
// Addresses of the web: the part of RFC 3986 that requests need.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiles::net {

struct Url {
  static constexpr std::size_t kTextBytesMax = 8'192;  // Signed addresses are long.

  bool is_encrypted = true;  // "https"
  std::string host;          // Lower case; an IPv6 address stands in brackets.
  std::uint16_t port = 443;
  std::string target;  // Path and query, from '/' on; printable ASCII.

  bool operator==(const Url&) const = default;

  // "http" and "https" only. A fragment is dropped. Errors: Invalid (also a user name or a password
  // in it, a control character, a space), Limit, Unsupported (another scheme).
  static Result<Url> parse(std::string_view text);
  // What `location` of an answer to this address means. Errors: those of parse.
  Result<Url> resolve(std::string_view location) const;

  std::string text() const;
  // "host", or "host:port" where the port is not the scheme's own.
  std::string authority() const;
  // Scheme, host and port: what credentials belong to.
  std::string origin() const;
};

// Whether the host is this machine: "localhost", 127.0.0.0/8 in four numbers, or "[::1]".
bool is_loopback(std::string_view host);

// A host and perhaps a port, "example.org:8080", for a reader of references. Errors: Invalid.
struct Authority {
  std::string host;        // Lower case.
  std::uint16_t port = 0;  // 0: none was given.
};
Result<Authority> parse_authority(std::string_view text);

// `text` with every byte escaped that is not unreserved (RFC 3986 §2.3) and not in `also`.
std::string percent_encode(std::string_view text, std::string_view also = {});

}  // namespace tiles::net
