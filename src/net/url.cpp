// SPDX-License-Identifier: Apache-2.0
#include "net/url.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/format.h"
#include "base/text.h"

namespace tiles::net {
namespace {

constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kHttpsPort = 443;
constexpr std::size_t kHostBytesMax = 253;  // RFC 1035.

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_alphanumeric(char c) { return is_ascii_digit(c) || is_letter(c); }
bool is_hexadecimal(char c) {
  return is_ascii_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

Result<void> check_host(std::string_view host) {
  if (host.empty()) return fail(ErrorCode::Invalid, "the host is missing");
  if (host.size() > kHostBytesMax) {
    return fail(ErrorCode::Limit, format("the host has more than {} bytes", kHostBytesMax));
  }
  const bool is_address = host.front() == '[' && host.back() == ']' && host.size() > 2;
  const std::string_view inner = is_address ? host.substr(1, host.size() - 2) : host;
  const bool is_plain = std::ranges::all_of(inner, [&](char c) {
    return is_address ? is_hexadecimal(c) || c == ':' || c == '.'
                      : is_alphanumeric(c) || c == '.' || c == '-' || c == '_';
  });
  if (!is_plain) return fail(ErrorCode::Invalid, "the host " + shown_in_quotes(host) + " is none");
  return {};
}

Result<std::uint16_t> read_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) {
    return fail(ErrorCode::Invalid, "the port " + shown_in_quotes(text) + " is none");
  }
  return port;
}

// The text between "//" and the first '/', '?' or '#', and the rest.
std::pair<std::string_view, std::string_view> split_authority(std::string_view text) {
  const std::size_t end = std::min(text.find_first_of("/?#"), text.size());
  return {text.substr(0, end), text.substr(end)};
}

Result<Url> read_url(std::string_view text) {
  if (text.size() > Url::kTextBytesMax) {
    return fail(ErrorCode::Limit, format("more than {} bytes", Url::kTextBytesMax));
  }
  if (!std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; })) {
    return fail(ErrorCode::Invalid, "a character that an address cannot have");
  }
  Url url;
  const std::size_t colon = text.find("://");
  const std::string scheme = to_lower_ascii(text.substr(0, std::min(colon, text.size())));
  if (colon == std::string_view::npos || (scheme != "https" && scheme != "http")) {
    return fail(ErrorCode::Unsupported, "it does not begin with 'https://'");
  }
  url.is_encrypted = scheme == "https";
  const auto [authority, rest] = split_authority(text.substr(colon + 3));
  if (authority.find('@') != std::string_view::npos) {
    return fail(ErrorCode::Invalid, "a name or a password in an address is refused");
  }
  const Authority read = TILES_TRY(parse_authority(authority));
  url.host = read.host;
  url.port = read.port != 0 ? read.port : url.is_encrypted ? kHttpsPort : kHttpPort;
  const std::string_view target = rest.substr(0, rest.find('#'));
  url.target = target.starts_with('/') ? std::string(target) : "/" + std::string(target);
  return url;
}

}  // namespace

Result<Authority> parse_authority(std::string_view text) {
  Authority authority;
  const std::size_t bracket = text.find(']');
  const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon != std::string_view::npos) {
    authority.port = TILES_TRY(read_port(text.substr(colon + 1)));
    text = text.substr(0, colon);
  }
  TILES_CHECK(check_host(text));
  authority.host = to_lower_ascii(text);
  return authority;
}

Result<Url> Url::parse(std::string_view text) {
  auto url = read_url(text);
  if (!url) {
    return fail(std::move(url).error().within("reading the address " + shown_in_quotes(text)));
  }
  return url;
}

Result<Url> Url::resolve(std::string_view location) const {
  if (location.find("://") != std::string_view::npos &&
      location.find("://") < location.find_first_of("/?#")) {
    return parse(location);
  }
  if (location.starts_with("//")) {
    return parse((is_encrypted ? "https:" : "http:") + std::string(location));
  }
  if (location.starts_with('/')) return parse(origin() + std::string(location));
  const std::string_view path = std::string_view(target).substr(0, target.find('?'));
  const std::string_view folder = path.substr(0, path.rfind('/') + 1);
  return parse(origin() + std::string(location.starts_with('?') ? path : folder) +
               std::string(location));
}

std::string Url::authority() const {
  const std::uint16_t own = is_encrypted ? kHttpsPort : kHttpPort;
  return port == own ? host : format("{}:{}", host, port);
}

std::string Url::origin() const { return (is_encrypted ? "https://" : "http://") + authority(); }

std::string Url::text() const { return origin() + target; }

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host == "[::1]") return true;
  const std::vector<std::string_view> parts = split(host, '.');
  constexpr std::size_t kNumbers = 4;
  if (parts.size() != kNumbers || parts.front() != "127") return false;
  return std::ranges::all_of(parts, [](std::string_view part) {
    return !part.empty() && part.size() <= 3 && std::ranges::all_of(part, is_ascii_digit);
  });
}

std::string percent_encode(std::string_view text, std::string_view also) {
  constexpr std::string_view kUnreserved = "-._~";
  std::string encoded;
  for (const char c : text) {
    if (is_alphanumeric(c) || kUnreserved.find(c) != std::string_view::npos ||
        also.find(c) != std::string_view::npos) {
      encoded.push_back(c);
    } else {
      encoded += format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

}  // namespace tiles::net
