// SPDX-License-Identifier: Apache-2.0
// Any bytes as what other machines say: header lines and the values in them, addresses that
// redirects lead to, a hub's list of files, and the file of Docker's passwords.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "base/text.h"
#include "models/hub_files.h"
#include "net/credentials.h"
#include "net/headers.h"
#include "net/url.h"

namespace {

using tiles::net::Headers;
using tiles::net::Url;

bool is_clean(const tiles::Error& error) {
  return tiles::is_utf8(error.text()) && error.text().find('\n') == std::string::npos;
}

void check_values(std::string_view value) {
  if (const auto range = tiles::net::parse_content_range(value)) {
    TILES_ASSERT(range->first || range->total);
    if (range->first) TILES_ASSERT(*range->first <= range->last);
    if (range->first && range->total) TILES_ASSERT(range->last < *range->total);
  }
  if (const auto challenge = tiles::net::parse_challenge(value)) {
    TILES_ASSERT(!challenge->scheme.empty());
    TILES_ASSERT(challenge->scheme == tiles::to_lower_ascii(challenge->scheme));
  }
  TILES_ASSERT(tiles::net::plain_etag(value).size() <= value.size());
}

void check_headers(std::string_view bytes) {
  Headers headers;
  for (const std::string_view line : tiles::split(bytes, '\n')) {
    if (!headers.add_line(line)) break;
  }
  TILES_ASSERT(headers.fields().size() <= Headers::kFieldsMax);
  for (const auto& field : headers.fields()) {
    TILES_ASSERT(tiles::is_utf8(field.value) && headers.find(field.name));
    check_values(field.value);
  }
  const auto wait = tiles::net::asked_wait(headers, tiles::TimePoint());
  if (wait) TILES_ASSERT(wait->count() >= 0 && *wait <= tiles::net::kWaitMax);
}

void check_address(std::string_view bytes) {
  const Url base = *Url::parse("https://example.org/a/b?c");
  for (const auto& url : {Url::parse(bytes), base.resolve(bytes)}) {
    if (!url) {
      TILES_ASSERT(is_clean(url.error()));
      continue;
    }
    TILES_ASSERT(!url->host.empty() && url->port != 0 && url->target.starts_with('/'));
    const auto again = Url::parse(url->text());
    TILES_ASSERT(again && *again == *url);
  }
}

void check_listing(std::string_view bytes) {
  const auto listing = tiles::models::HubListing::parse(bytes);
  if (!listing) {
    TILES_ASSERT(is_clean(listing.error()));
    return;
  }
  for (const char* tag : {"", "Q4_K_M", "q8_0", "x.gguf"}) {
    const auto choice = tiles::models::choose_hub_files(*listing, tag);
    if (!choice) {
      TILES_ASSERT(is_clean(choice.error()));
      continue;
    }
    TILES_ASSERT(!choice->weights.empty());
    for (const auto& file : choice->weights) {
      TILES_ASSERT(("/" + file.path + "/").find("/../") == std::string::npos);
    }
  }
}

void check_docker(std::string_view bytes) {
  const auto authorization = tiles::net::docker_authorization(bytes, "example.org");
  if (!authorization || !*authorization) return;
  for (const char c : **authorization) TILES_ASSERT(c >= ' ' && c <= '~');
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_values(bytes);
  check_headers(bytes);
  check_address(bytes);
  check_listing(bytes);
  check_docker(bytes);
  return 0;
}
