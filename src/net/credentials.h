// SPDX-License-Identifier: Apache-2.0
// Secrets, each bound to the origin (scheme, host, port) that it belongs to.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/url.h"

namespace tiles::net {

// Safe from several threads.
class Credentials {
 public:
  // `value` is that of an Authorization header, sent to that origin and to no other.
  void set(std::string_view origin, std::string value);
  std::optional<std::string> authorization(const Url& url) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string, std::less<>> values_;
};

// "Basic …" of Docker's configuration file for a registry's host, or nothing when it has none.
// Errors: Invalid (not JSON), Limit.
inline constexpr std::size_t kDockerConfigBytesMax = std::size_t{1} << 20;
Result<std::optional<std::string>> docker_authorization(std::string_view config,
                                                        std::string_view host);

// A token of a file or a variable without blanks at its ends; nothing when it is empty or has a
// character that a header cannot have.
std::optional<std::string> usable_token(std::string_view text);

}  // namespace tiles::net
