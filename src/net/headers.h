// SPDX-License-Identifier: Apache-2.0
// Header fields of an answer, and the values in them that Tiles reads. All of it is chosen by the
// other side.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace tiles::net {

struct Header {
  std::string name;
  std::string value;
};

class Headers {
 public:
  static constexpr std::size_t kFieldsMax = 256;
  static constexpr std::size_t kBytesMax = std::size_t{128} * 1024;

  // A line of an answer, "Name: value", with or without its line break; others are read over.
  // Errors: Limit.
  Result<void> add_line(std::string_view line);

  // The first of that name, letter case aside.
  std::optional<std::string_view> find(std::string_view name) const;
  const std::vector<Header>& fields() const { return fields_; }

 private:
  std::vector<Header> fields_;
  std::size_t size_bytes_ = 0;
};

// "bytes 0-99/200" or "bytes */200" of RFC 9110 §14.4.
struct ContentRange {
  std::optional<std::uint64_t> first;  // Nothing in "bytes */200".
  std::uint64_t last = 0;              // The last byte, itself included.
  std::optional<std::uint64_t> total;
};
std::optional<ContentRange> parse_content_range(std::string_view value);

// Decimal digits alone.
std::optional<std::uint64_t> parse_number(std::string_view value);

// How long to wait: Retry-After in seconds or as a date, else the "t" of RateLimit when nothing
// remains ("resolvers";r=0;t=120). At most kWaitMax.
inline constexpr std::chrono::seconds kWaitMax{900};
std::optional<std::chrono::seconds> asked_wait(const Headers& headers, TimePoint now);

// The first challenge of WWW-Authenticate: `Bearer realm="…",service="…"`.
struct Challenge {
  std::string scheme;                             // Lower case.
  std::map<std::string, std::string> parameters;  // Names in lower case.
};
std::optional<Challenge> parse_challenge(std::string_view value);

// The digits of an entity tag without `W/` and quotes.
std::string_view plain_etag(std::string_view value);

}  // namespace tiles::net
