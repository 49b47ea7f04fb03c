// SPDX-License-Identifier: Apache-2.0
#include "kit/did_resolver.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "identity/handle.h"
#include "net/url.h"

namespace tiles::kit {
namespace {

constexpr std::string_view kAtScheme = "at://";
constexpr int kFound = 200;
constexpr int kMissing = 404;

class AnswerText final : public net::BodySink {
 public:
  Result<void> begin(int, const net::Headers&) override { return {}; }
  Result<void> take(std::string_view bytes) override {
    text += bytes;
    return {};
  }

  std::string text;
};

}  // namespace

Result<net::Document> DidResolver::ask(const net::Request& request, const Wanted& wanted) const {
  if (wanted.tries == Tries::Several) return client_.get(request, wanted.why);
  AnswerText text;
  net::Answer answer = TILES_TRY(client_.send(request, wanted.why, text));
  if (answer.broken) return fail(*std::move(answer.broken));
  return net::Document{.answer = std::move(answer), .body = std::move(text.text)};
}

Result<std::string> DidResolver::get(const std::string& address, const Wanted& wanted) const {
  net::Url url = TILES_TRY(net::Url::parse(address));
  const net::Request request{.url = std::move(url), .body_bytes_max = wanted.body_bytes_max};
  net::Document document = TILES_TRY(ask(request, wanted));
  if (document.answer.status == kMissing) {
    return fail(ErrorCode::NotFound,
                "'" + request.url.authority() + "' does not have '" + address + "'");
  }
  if (document.answer.status != kFound) {
    return fail(ErrorCode::Io, "'" + request.url.authority() + "' answers " +
                                   std::to_string(document.answer.status) + " to '" + address +
                                   "'");
  }
  return std::move(document.body);
}

Result<DidRecord> DidResolver::resolve(std::string_view did) const {
  if (did.starts_with("did:plc:")) return resolve_plc(std::string(did));
  if (did.starts_with("did:web:")) return resolve_web(std::string(did));
  return fail(Error(ErrorCode::Unsupported, "no way to resolve " + shown_in_quotes(did))
                  .with_hint("did:key, did:plc and did:web are known"));
}

Result<DidRecord> DidResolver::resolve_web(const std::string& did) const {
  const std::string address = TILES_TRY(identity::did_web_url(did));
  const std::string text = TILES_TRY(get(
      address, {.why = "document of a DID", .body_bytes_max = identity::DidDocument::kBytesMax}));
  auto document = identity::DidDocument::parse(text, did);
  if (!document) return fail(std::move(document).error().within("document at '" + address + "'"));
  return DidRecord{.document = std::move(*document), .rotation_keys = {}};
}

// The whole history, so that the directory is not believed.
Result<identity::PlcHistory> DidResolver::history(const std::string& did) const {
  if (!identity::is_did_plc(did)) {
    return fail(ErrorCode::Invalid, shown_in_quotes(did) + " is no did:plc");
  }
  const std::string text =
      TILES_TRY(get(std::string(kPlcDirectory) + "/" + did + "/log/audit",
                    {.why = "history of a DID", .body_bytes_max = identity::kPlcLogBytesMax}));
  auto verdict = identity::verify_plc_log(text);
  if (!verdict) return fail(Error(verdict.error()).within("history of '" + did + "'"));
  if (verdict->fault) {
    return fail(ErrorCode::Corrupt, "history of '" + did + "': operation " +
                                        std::to_string(verdict->fault->place) + ": " +
                                        verdict->fault->reason);
  }
  if (verdict->did != did) {
    return fail(ErrorCode::Corrupt,
                "history of '" + did + "': it is that of '" + verdict->did + "'");
  }
  return std::move(verdict->history);
}

Result<DidRecord> DidResolver::resolve_plc(const std::string& did) const {
  const identity::PlcHistory known = TILES_TRY(history(did));
  auto state = known.state();
  if (!state) return fail(ErrorCode::NotFound, "'" + did + "' was ended by a tombstone");
  auto document = TILES_TRY(identity::DidDocument::of_plc(did, *state));
  return DidRecord{.document = std::move(document),
                   .rotation_keys = std::move(state->rotation_keys)};
}

Result<std::string> DidResolver::did_by_dns(const std::string& handle) const {
  const std::string name = "_atproto." + handle;
  if (name.size() > identity::kHandleBytesMax) {  // That of DNS, too.
    return fail(ErrorCode::NotFound, "'" + name + "' is too long for DNS");
  }
  const auto texts = TILES_TRY(names_.text_records(name, "DID of a handle, by DNS"));
  auto did = identity::did_of_text_records(texts);
  if (!did) return fail(std::move(did).error().within("TXT records of '" + name + "'"));
  return did;
}

Result<std::string> DidResolver::did_by_host(const std::string& handle, Tries tries) const {
  constexpr std::uint64_t kBodyBytesMax = 4'096;  // A DID, and some space around it.
  const std::string address = "https://" + handle + "/.well-known/atproto-did";
  const std::string body = TILES_TRY(
      get(address, {.why = "DID of a handle", .body_bytes_max = kBodyBytesMax, .tries = tries}));
  auto did = identity::did_of_well_known(body);
  if (!did) return fail(std::move(did).error().within("'" + address + "'"));
  return did;
}

// DNS is not signed, as a rule: where the host says something as well, over TLS, it must agree.
Result<std::string> DidResolver::did_of_handle(const std::string& handle) const {
  auto by_dns = did_by_dns(handle);
  if (!by_dns && by_dns.error().code() == ErrorCode::Denied) return by_dns;
  auto by_host = did_by_host(handle, by_dns ? Tries::One : Tries::Several);
  if (!by_dns && !by_host) {
    const ErrorCode code = by_host.error().code() == ErrorCode::NotFound ? by_dns.error().code()
                                                                         : by_host.error().code();
    return fail(code, "'" + handle + "' names no DID: " + by_host.error().text() + "; " +
                          by_dns.error().text());
  }
  if (by_dns && by_host && *by_dns != *by_host) {
    return fail(ErrorCode::Denied, "'" + handle + "' names two DIDs: '" + *by_dns +
                                       "' by DNS, and '" + *by_host + "' at its host");
  }
  return by_dns ? by_dns : by_host;
}

// Both ways: the handle names the DID, and the DID's document names the handle.
Result<DidRecord> DidResolver::resolve_handle(std::string_view text) const {
  const std::string handle = TILES_TRY(identity::parse_handle(text));
  const std::string did = TILES_TRY(did_of_handle(handle));
  DidRecord record = TILES_TRY(resolve(did));
  const auto& names = record.document.also_known_as;
  const std::string address = std::string(kAtScheme) + handle;
  const bool is_named =
      std::ranges::any_of(names, [&](const auto& each) { return to_lower_ascii(each) == address; });
  if (!is_named) {
    return fail(ErrorCode::Denied, "'" + handle + "' names '" + record.document.did +
                                       "', which does not name it back");
  }
  record.handle = handle;
  return record;
}

Result<void> DidResolver::submit(const identity::PlcOperation& operation,
                                 const std::string& did) const {
  net::Url url = TILES_TRY(net::Url::parse(std::string(kPlcDirectory) + "/" + did));
  net::Request request{.method = net::Method::Post,
                       .url = std::move(url),
                       .headers = {{"Content-Type", "application/json"}},
                       .body = print_json(operation.to_json()),
                       .body_bytes_max = kAnswerBytesMax};
  AnswerText text;
  const net::Answer answer =
      TILES_TRY(client_.send(std::move(request), "operation of a DID", text));
  if (answer.broken) return fail(*answer.broken);
  if (answer.status != kFound) {
    return fail(ErrorCode::Denied, "'" + answer.url.authority() + "' refuses the operation with " +
                                       std::to_string(answer.status) + ": " +
                                       shown_in_quotes(text.text));
  }
  return {};
}

tilekit::ResolvedDid resolved(const DidRecord& record) {
  tilekit::ResolvedDid did{.did = record.document.did,
                           .handle = record.handle,
                           .also_known_as = record.document.also_known_as,
                           .methods = {},
                           .services = {},
                           .rotation_keys = record.rotation_keys};
  for (const identity::DidMethod& each : record.document.methods) {
    did.methods.push_back({.id = each.id, .key = each.key.did()});
  }
  for (const identity::DidService& each : record.document.services) {
    did.services.push_back({.id = each.id, .type = each.type, .endpoint = each.endpoint});
  }
  return did;
}

}  // namespace tiles::kit
