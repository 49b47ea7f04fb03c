// SPDX-License-Identifier: Apache-2.0
// Any text as the answers of a server that signs users in, and as the query that a browser brings
// back: what is taken keeps to its form and its limits.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "base/text.h"
#include "identity/at_syntax.h"
#include "identity/oauth.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace identity = tiles::identity;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  constexpr std::string_view kIssuer = "https://pds.example.com";
  if (const auto server = identity::read_authorization_server(text, kIssuer)) {
    TILES_ASSERT(server->issuer == kIssuer && server->token.starts_with("https://"));
    TILES_ASSERT(server->token.size() <= identity::kOAuthTextBytesMax);
  }
  if (const auto issuer = identity::read_protected_resource(text, kIssuer)) {
    TILES_ASSERT(text.size() <= identity::kOAuthAnswerBytesMax);
  }
  if (const auto grant = identity::read_token(text)) {
    TILES_ASSERT(identity::check_did(grant->subject) && !grant->access_token.empty());
  }
  if (const auto pushed = identity::read_pushed(text)) {
    TILES_ASSERT(!pushed->empty() && pushed->size() <= identity::kOAuthTextBytesMax);
  }
  const identity::OAuthSecrets secrets{.state = "s", .verifier = "v"};
  const auto code = identity::read_redirect(text, secrets, kIssuer);
  TILES_ASSERT(code ? !code->empty() : tiles::is_utf8(code.error().text()));
  TILES_ASSERT(tiles::is_utf8(identity::oauth_error(text)));
  return 0;
}
