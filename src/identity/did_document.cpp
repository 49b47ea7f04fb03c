// SPDX-License-Identifier: Apache-2.0
#include "identity/did_document.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/text.h"

namespace tiles::identity {
namespace {

constexpr std::size_t kDepthMax = 16;

// A list that may be missing.
Result<Json> list_at(const Json& json, const char* key) {
  if (!json.contains(key)) return Json::array();
  const Json& list = json[key];
  if (!list.is_array() || list.size() > DidDocument::kMembersMax) {
    return fail(ErrorCode::Invalid, "'" + std::string(key) + "' is no list of at most " +
                                        std::to_string(DidDocument::kMembersMax));
  }
  return list;
}

// "" when there is no such text.
std::string text_at(const Json& json, const char* key) {
  if (!json.is_object() || !json.contains(key) || !json[key].is_string()) return "";
  return json[key].get<std::string>();
}

std::string whole_id(const std::string& id, const std::string& did) {
  return id.starts_with('#') ? did + id : id;
}

Result<void> read_methods(const Json& json, DidDocument& document) {
  const Json methods = TILES_TRY(list_at(json, "verificationMethod"));
  for (const Json& each : methods) {
    const std::string id = text_at(each, "id");
    if (id.empty()) return fail(ErrorCode::Invalid, "a verification method without 'id'");
    if (text_at(each, "type") != "Multikey") continue;
    auto key = PublicKey::parse_multikey(text_at(each, "publicKeyMultibase"));
    if (!key && key.error().code() == ErrorCode::Unsupported) continue;
    if (!key) return fail(std::move(key).error());
    document.methods.push_back({.id = whole_id(id, document.did), .key = std::move(*key)});
  }
  return {};
}

Result<void> read_services(const Json& json, DidDocument& document) {
  const Json services = TILES_TRY(list_at(json, "service"));
  for (const Json& each : services) {
    const std::string id = text_at(each, "id");
    if (id.empty()) return fail(ErrorCode::Invalid, "a service without 'id'");
    const std::string endpoint = text_at(each, "serviceEndpoint");
    if (endpoint.empty()) continue;
    document.services.push_back(
        {.id = whole_id(id, document.did), .type = text_at(each, "type"), .endpoint = endpoint});
  }
  return {};
}

template <typename Members>
auto find_named(const Members& members, std::string_view name) -> decltype(members.data()) {
  const auto found = std::ranges::find_if(
      members, [&](const auto& each) { return each.id.ends_with("#" + std::string(name)); });
  return found == members.end() ? nullptr : &*found;
}

}  // namespace

Result<DidDocument> DidDocument::parse(std::string_view text, std::string_view did) {
  if (text.size() > kBytesMax) {
    return fail(ErrorCode::Limit, "DID document of " + std::to_string(text.size()) + " bytes");
  }
  const Json json = TILES_TRY(parse_unambiguous_json(text, kDepthMax));
  DidDocument document;
  document.did = text_at(json, "id");
  if (document.did.empty()) return fail(ErrorCode::Invalid, "DID document without 'id'");
  if (document.did != did) {
    return fail(ErrorCode::Invalid, "document of " + shown_in_quotes(document.did) + ", not of " +
                                        shown_in_quotes(did));
  }
  const Json names = TILES_TRY(list_at(json, "alsoKnownAs"));
  for (const Json& each : names) {
    if (!each.is_string()) return fail(ErrorCode::Invalid, "'alsoKnownAs' that is no text");
    document.also_known_as.push_back(each.get<std::string>());
  }
  TILES_CHECK(read_methods(json, document));
  TILES_CHECK(read_services(json, document));
  return document;
}

DidDocument DidDocument::of_key(const PublicKey& key) {
  DidDocument document;
  document.did = key.did();
  document.methods.push_back({.id = key.did() + "#" + key.multikey(), .key = key});
  return document;
}

Result<DidDocument> DidDocument::of_plc(const std::string& did, const PlcState& state) {
  DidDocument document;
  document.did = did;
  document.also_known_as = state.also_known_as;
  for (const auto& [name, key] : state.verification_methods) {
    PublicKey parsed = TILES_TRY(PublicKey::parse_did(key));
    document.methods.push_back({.id = did + "#" + name, .key = std::move(parsed)});
  }
  for (const auto& [name, service] : state.services) {
    document.services.push_back(
        {.id = did + "#" + name, .type = service.type, .endpoint = service.endpoint});
  }
  return document;
}

std::string DidDocument::print() const {
  Json method_list = Json::array();
  for (const DidMethod& each : methods) {
    method_list.push_back({{"id", each.id},
                           {"type", "Multikey"},
                           {"controller", did},
                           {"publicKeyMultibase", each.key.multikey()}});
  }
  Json service_list = Json::array();
  for (const DidService& each : services) {
    service_list.push_back(
        {{"id", each.id}, {"type", each.type}, {"serviceEndpoint", each.endpoint}});
  }
  return print_json({{"@context", Json::array({"https://www.w3.org/ns/did/v1",
                                               "https://w3id.org/security/multikey/v1"})},
                     {"id", did},
                     {"alsoKnownAs", also_known_as},
                     {"verificationMethod", std::move(method_list)},
                     {"service", std::move(service_list)}});
}

const DidMethod* DidDocument::method(std::string_view name) const {
  return find_named(methods, name);
}
const DidService* DidDocument::service(std::string_view name) const {
  return find_named(services, name);
}

namespace {

bool is_of(std::string_view text, std::string_view others) {
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           others.find(c) != std::string_view::npos;
  });
}

bool is_port(std::string_view text) {
  constexpr std::size_t kDigitsMax = 5;
  return !text.empty() && text.size() <= kDigitsMax &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// "example.com" or "example.com%3A3000" as in a URL; "" when it is neither.
std::string host_of(std::string_view part) {
  const std::size_t mark = part.find("%3A");
  const std::string_view name = part.substr(0, mark);
  constexpr std::size_t kHostBytesMax = 253;
  if (!is_of(name, ".-") || name.size() > kHostBytesMax || name.starts_with('.') ||
      name.find("..") != std::string_view::npos) {
    return "";
  }
  if (mark == std::string_view::npos) return std::string(name);
  const std::string_view port = part.substr(mark + 3);
  return is_port(port) ? std::string(name) + ":" + std::string(port) : "";
}

}  // namespace

Result<std::string> did_web_url(std::string_view did) {
  constexpr std::string_view kMethod = "did:web:";
  constexpr std::size_t kDidBytesMax = 2'048;
  if (did.size() > kDidBytesMax) return fail(ErrorCode::Limit, "DID of more than 2048 bytes");
  const auto wrong = [&] {
    return fail(ErrorCode::Invalid, shown_in_quotes(did) + " is no did:web");
  };
  if (!did.starts_with(kMethod)) return wrong();
  const std::vector<std::string_view> parts = split(did.substr(kMethod.size()), ':');
  const std::string host = host_of(parts.front());
  if (host.empty()) return wrong();
  std::string url = "https://" + host;
  if (parts.size() == 1) return url + "/.well-known/did.json";
  for (const std::string_view part : std::span(parts).subspan(1)) {
    if (!is_of(part, "._-") || part == "." || part == "..") return wrong();
    url.append("/").append(part);
  }
  return url + "/did.json";
}

}  // namespace tiles::identity
