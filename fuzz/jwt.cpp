// SPDX-License-Identifier: Apache-2.0
// Any text as a JSON Web Token and as a service token: what is taken keeps to its limits, and no
// signature of it is one of a key that never signed.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "base/text.h"
#include "identity/at_syntax.h"
#include "identity/service_token.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using tiles::identity::DidDocument;
  using tiles::identity::ServiceToken;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // That of the published vectors, whose private half signed none of the seeds.
  static const auto key = tiles::identity::PublicKey::parse_did(
                              "did:key:zDnaembgSGUhZULN2Caob4HLJPaxBh92N7rtH21TErzqf8HQo")
                              .value();
  const auto token = tiles::identity::Jwt::parse(text);
  if (!token) {
    TILES_ASSERT(tiles::is_utf8(token.error().text()));
    return 0;
  }
  TILES_ASSERT(text.size() <= tiles::identity::Jwt::kBytesMax && !token->verify(key));
  const auto service = ServiceToken::parse(text);
  if (!service) {
    TILES_ASSERT(tiles::is_utf8(service.error().text()));
    return 0;
  }
  TILES_ASSERT(tiles::identity::check_did(service->terms().issuer));
  TILES_ASSERT(service->id().size() <= ServiceToken::kIdBytesMax);
  DidDocument document;
  document.did = service->terms().issuer;
  document.methods.push_back({.id = document.did + "#atproto", .key = key});
  const auto refused = service->verify({.issuer = &document,
                                        .audience = service->terms().audience,
                                        .method = service->terms().method,
                                        .now = tiles::TimePoint()});
  TILES_ASSERT(!refused && !refused.error().text().empty());
  return 0;
}
