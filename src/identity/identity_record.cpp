// SPDX-License-Identifier: Apache-2.0
#include "identity/identity_record.h"

#include <algorithm>
#include <utility>

#include "base/encodings.h"
#include "base/text.h"

namespace tiles::identity {
namespace {

constexpr int kFormat = 1;

tl::unexpected<Error> corrupt(std::string_view why) {
  return fail(ErrorCode::Corrupt, "identity file: " + std::string(why));
}

Result<std::string> text_at(const Json& json, const char* key) {
  if (!json.is_object() || !json.contains(key) || !json[key].is_string()) {
    return corrupt("no text '" + std::string(key) + "'");
  }
  return json[key].get<std::string>();
}

Result<std::string> bytes_at(const Json& json, const char* key) {
  const std::string text = TILES_TRY(text_at(json, key));
  auto bytes = from_base64(text, Base64::Padded);
  if (!bytes) return corrupt("'" + std::string(key) + "' is not base64");
  return bytes;
}

Result<PublicKey> key_at(const Json& json, const char* key) {
  const std::string text = TILES_TRY(text_at(json, key));
  auto parsed = PublicKey::parse_did(text);
  if (!parsed) return corrupt(parsed.error().text());
  return parsed;
}

// Tokens of the root, each of which must verify.
template <typename Token>
Result<std::vector<Token>> tokens_at(const Json& json, const char* key, const PublicKey& account) {
  if (!json.contains(key) || !json[key].is_array() ||
      json[key].size() > IdentityRecord::kDevicesMax) {
    return corrupt("no list '" + std::string(key) + "' of at most " +
                   std::to_string(IdentityRecord::kDevicesMax));
  }
  std::vector<Token> tokens;
  for (const Json& each : json[key]) {
    const std::string bytes = TILES_TRY(bytes_at(each, "token"));
    auto token = Token::parse(bytes);
    if (!token) return corrupt(token.error().text());
    if (token->issuer() != account || !token->verify_signature()) {
      return corrupt("a token in '" + std::string(key) + "' that the account did not sign");
    }
    tokens.push_back(std::move(*token));
  }
  return tokens;
}

// Links of this account by devices that it certified at some time.
Result<std::vector<IdentityLink>> links_at(const Json& json, const IdentityRecord& record) {
  if (!json.contains("links") || !json["links"].is_array() ||
      json["links"].size() > IdentityRecord::kLinksMax) {
    return corrupt("no list 'links' of at most " + std::to_string(IdentityRecord::kLinksMax));
  }
  std::vector<IdentityLink> links;
  for (const Json& each : json["links"]) {
    const std::string bytes = TILES_TRY(bytes_at(each, "token"));
    auto link = IdentityLink::parse(bytes);
    if (!link) return corrupt(link.error().text());
    const bool is_ours = link->account() == record.account &&
                         std::ranges::any_of(record.certificates, [&](const Delegation& known) {
                           return known.audience() == link->device();
                         });
    if (!is_ours) return corrupt("a link that no device of the account signed");
    links.push_back(std::move(*link));
  }
  return links;
}

template <typename Token>
Json tokens_json(const std::vector<Token>& tokens) {
  Json list = Json::array();
  for (const Token& each : tokens) {
    list.push_back({{"token", to_base64(each.bytes(), Base64::Padded)}});
  }
  return list;
}

}  // namespace

Result<IdentityRecord> IdentityRecord::parse(std::string_view text) {
  if (text.size() > kBytesMax) return fail(ErrorCode::Limit, "identity file of more than 1 MiB");
  const auto parsed = parse_unambiguous_json(text);
  if (!parsed) return corrupt(parsed.error().text());
  const Json& json = *parsed;
  if (!json.is_object() || !json.contains("format") || !json["format"].is_number_integer()) {
    return corrupt("no 'format'");
  }
  if (json["format"] != kFormat) {
    return fail(ErrorCode::Unsupported, "identity file of a newer format");
  }
  PublicKey account = TILES_TRY(key_at(json, "account"));
  IdentityRecord record{.account = std::move(account)};
  record.device_name = TILES_TRY(text_at(json, "name"));
  const auto created = parse_time(TILES_TRY(text_at(json, "created")));
  if (!created) return corrupt("'created' is no time");
  record.created = *created;
  if (!json.contains("key_store")) return corrupt("no 'key_store'");
  record.key_store = json["key_store"];
  if (json.contains("sealed_file_key")) {
    record.sealed_file_key = TILES_TRY(bytes_at(json, "sealed_file_key"));
  }
  record.sealed_root = TILES_TRY(bytes_at(json, "sealed_root"));
  record.certificates = TILES_TRY(tokens_at<Delegation>(json, "certificates", record.account));
  record.revocations = TILES_TRY(tokens_at<Invocation>(json, "revocations", record.account));
  record.links = TILES_TRY(links_at(json, record));
  return record;
}

std::string IdentityRecord::print() const {
  return print_json({{"format", kFormat},
                     {"account", account.did()},
                     {"name", device_name},
                     {"created", format_time(created)},
                     {"key_store", key_store},
                     {"sealed_file_key", to_base64(sealed_file_key, Base64::Padded)},
                     {"sealed_root", to_base64(sealed_root, Base64::Padded)},
                     {"certificates", tokens_json(certificates)},
                     {"revocations", tokens_json(revocations)},
                     {"links", tokens_json(links)}}) +
         "\n";
}

Result<IdentityRecord> IdentityRecord::read(const FileSystem& files) {
  const auto text = files.read(kFile, kBytesMax);
  if (!text && text.error().code() == ErrorCode::NotFound) {
    return fail(no_identity());
  }
  if (!text) return fail(Error(text.error()).within("identity file"));
  return parse(*text);
}

Result<void> IdentityRecord::write(FileSystem& files) const {
  if (certificates.size() > kDevicesMax || revocations.size() > kDevicesMax) {
    return fail(ErrorCode::Limit, "more than " + std::to_string(kDevicesMax) +
                                      " devices, with those that were revoked");
  }
  const std::string text = print();
  if (text.size() > kBytesMax) return fail(ErrorCode::Limit, "identity file of more than 1 MiB");
  return replace_file(files, kFile, text);
}

bool IdentityRecord::is_revoked(const Cid& certificate) const {
  return std::ranges::any_of(revocations, [&](const Invocation& each) {
    const auto found = each.terms().arguments.find("revoke");
    return each.terms().command == kRevokeCommand && found != each.terms().arguments.end() &&
           found->second == DagValue(certificate);
  });
}

const Delegation* IdentityRecord::certificate_of(const PublicKey& device) const {
  const auto found = std::ranges::find_if(certificates, [&](const Delegation& each) {
    return each.audience() == device && !is_revoked(each);
  });
  return found == certificates.end() ? nullptr : &*found;
}

Error no_identity() {
  return Error(ErrorCode::NotFound, "this device has no identity yet")
      .with_hint("'tiles id create' makes one, 'tiles id recover' brings one back");
}

std::string device_name_of(const Delegation& certificate) {
  const auto found = certificate.meta().find("device");
  const auto* name = found == certificate.meta().end() ? nullptr : found->second.as<std::string>();
  return name == nullptr ? "" : *name;
}

}  // namespace tiles::identity
