// SPDX-License-Identifier: Apache-2.0
#include "net/name_client.h"

#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "net/text_records.h"
#include "net/url.h"

namespace tiles::net {

Result<std::string> parse_loopback_name_server(std::string_view text) {
  const std::string_view place = trim(text);
  if (place.empty()) return std::string();
  const auto authority = parse_authority(place);
  // c-ares takes numbers only.
  if (!authority || authority->port == 0 || !is_loopback(authority->host) ||
      authority->host == "localhost") {
    return fail(ErrorCode::Invalid,
                "'TILES_LOOPBACK_DNS' is not '127.0.0.1:PORT': " + shown_in_quotes(text));
  }
  return std::string(place);
}

Result<std::vector<std::string>> NameClient::text_records(const std::string& name,
                                                          std::string_view why) {
  if (options_.network == Network::Offline) {
    return fail(Error(ErrorCode::Denied, format("'{}' is not asked for: tiles is offline", name))
                    .with_hint("leave out --offline, and 'offline' in the settings"));
  }
  TILES_CHECK(ledger_.before(name, why));
  auto answer = ask_text_records({.name = name, .server = options_.server}, options_.stop);
  LedgerEntry entry{.time = {}, .host = name, .why = std::string(why)};
  if (answer) entry.received_bytes = answer->received_bytes;
  TILES_CHECK(ledger_.after(std::move(entry)));
  if (!answer) return fail(std::move(answer).error().within("TXT records of '" + name + "'"));
  return std::move(answer->texts);
}

}  // namespace tiles::net
