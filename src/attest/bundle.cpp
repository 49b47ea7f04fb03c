// SPDX-License-Identifier: Apache-2.0
#include "attest/bundle.h"

#include <utility>

#include "attest/members.h"
#include "base/encodings.h"
#include "base/format.h"
#include "base/text.h"
#include "crypto/ec_public_key.h"

namespace tiles::attest {
namespace {

constexpr std::size_t kDepthMax = 12;

Result<std::string> read_short_text(const Json& json, std::string_view key, std::size_t limit) {
  std::string text = TILES_TRY(read_text(json, key));
  if (text.size() > limit) return over_limit(key, text.size(), limit);
  return text;
}

Result<tlog::Hash> hash_of(std::string_view bytes, std::string_view key) {
  if (bytes.size() == tlog::Hash::kSizeBytes) return tlog::hash_of_bytes(bytes);
  return fail(ErrorCode::Invalid, format("'{}' has {} bytes, not 32", key, bytes.size()));
}

Result<tlog::Hash> read_hash(const Json& json, std::string_view key) {
  return hash_of(TILES_TRY(read_base64(json, key, LoggedEntry::kBodyBytesMax)), key);
}

Result<LoggedEntry::Inclusion> read_inclusion(const Json& json) {
  LoggedEntry::Inclusion inclusion;
  inclusion.index = TILES_TRY(read_number_text(json, "logIndex"));
  inclusion.head.size = TILES_TRY(read_number_text(json, "treeSize"));
  inclusion.head.root = TILES_TRY(read_hash(json, "rootHash"));
  // ProtoJSON leaves an empty list out.
  if (find_member(json, "hashes") != nullptr) {
    const Json* hashes = TILES_TRY(read_list(json, "hashes", tlog::kProofHashesMax));
    inclusion.hashes.reserve(hashes->size());
    for (const Json& hash : *hashes) {
      if (!hash.is_string()) return fail(ErrorCode::Invalid, "a hash is not a text");
      inclusion.hashes.push_back(TILES_TRY(tlog::parse_hash(hash.get_ref<const std::string&>())));
    }
  }
  const Json* checkpoint = TILES_TRY(read_object(json, "checkpoint"));
  inclusion.checkpoint =
      TILES_TRY(read_short_text(*checkpoint, "envelope", LoggedEntry::kCheckpointBytesMax));
  return inclusion;
}

Result<LoggedEntry> read_entry(const Json& json) {
  LoggedEntry entry;
  entry.log_index = TILES_TRY(read_number_text(json, "logIndex"));
  const Json* log_id = TILES_TRY(read_object(json, "logId"));
  entry.log_id = TILES_TRY(read_hash(*log_id, "keyId"));
  const Json* kind = TILES_TRY(read_object(json, "kindVersion"));
  entry.kind = TILES_TRY(read_short_text(*kind, "kind", LoggedEntry::kNameBytesMax));
  entry.version = TILES_TRY(read_short_text(*kind, "version", LoggedEntry::kNameBytesMax));
  entry.body = TILES_TRY(read_base64(json, "canonicalizedBody", LoggedEntry::kBodyBytesMax));
  if (find_member(json, "inclusionProof") != nullptr) {
    const Json* proof = TILES_TRY(read_object(json, "inclusionProof"));
    entry.inclusion = TILES_TRY(read_inclusion(*proof));
  }
  return entry;
}

Result<void> read_certificates(const Json& material, Bundle& bundle) {
  constexpr std::size_t kBytesMax = crypto::EcPublicKey::kCertificateBytesMax;
  if (find_member(material, "certificate") != nullptr) {
    const Json* certificate = TILES_TRY(read_object(material, "certificate"));
    bundle.certificates.push_back(TILES_TRY(read_base64(*certificate, "rawBytes", kBytesMax)));
    return {};
  }
  const Json* chain = TILES_TRY(read_object(material, "x509CertificateChain"));
  const Json* list = TILES_TRY(read_list(*chain, "certificates", Bundle::kCertificatesMax));
  if (list->empty()) return fail(ErrorCode::Invalid, "chain of no certificate");
  bundle.certificates.reserve(list->size());
  for (const Json& certificate : *list) {
    bundle.certificates.push_back(TILES_TRY(read_base64(certificate, "rawBytes", kBytesMax)));
  }
  return {};
}

// Before 1.1, model_signing wrote the key instead of a hint. It says nothing to a verifier, who has
// the key from elsewhere.
Result<void> read_hint(const Json& material, Bundle& bundle) {
  const Json* key = TILES_TRY(read_object(material, "publicKey"));
  if (find_member(*key, "hint") == nullptr && find_member(*key, "rawBytes") != nullptr) return {};
  bundle.key_hint = TILES_TRY(read_short_text(*key, "hint", Bundle::kHintBytesMax));
  return {};
}

Result<void> read_material(const Json& material, Bundle& bundle) {
  int kinds = 0;
  for (const char* kind : {"publicKey", "certificate", "x509CertificateChain"}) {
    if (find_member(material, kind) != nullptr) ++kinds;
  }
  if (kinds != 1) {
    return fail(ErrorCode::Invalid,
                "'verificationMaterial' has not exactly one of a key, a certificate and a chain");
  }
  const bool is_key = find_member(material, "publicKey") != nullptr;
  TILES_CHECK(is_key ? read_hint(material, bundle) : read_certificates(material, bundle));
  if (find_member(material, "tlogEntries") != nullptr) {
    const Json* list = TILES_TRY(read_list(material, "tlogEntries", Bundle::kEntriesMax));
    bundle.entries.reserve(list->size());
    for (const Json& entry : *list) bundle.entries.push_back(TILES_TRY(read_entry(entry)));
  }
  if (find_member(material, "certificate") != nullptr && bundle.entries.empty()) {
    return fail(ErrorCode::Invalid, "a certificate for one signature, and no log entry");
  }
  return {};
}

Result<Bundle> read_bundle(const Json& json) {
  const std::string type = TILES_TRY(read_text(json, "mediaType"));
  if (type != kBundleMediaType) {
    return fail(ErrorCode::Unsupported,
                format("bundle of type {}, not '{}'", shown_in_quotes(type), kBundleMediaType));
  }
  Bundle bundle;
  const Json* material = TILES_TRY(read_object(json, "verificationMaterial"));
  TILES_CHECK(read_material(*material, bundle));
  if (find_member(json, "messageSignature") != nullptr) {
    return fail(ErrorCode::Unsupported, "bundle with a signature that is not of an envelope");
  }
  const Json* envelope = TILES_TRY(read_object(json, "dsseEnvelope"));
  bundle.envelope = TILES_TRY(Envelope::read(*envelope));
  if (bundle.envelope.signatures.size() != 1) {
    return fail(ErrorCode::Invalid, format("envelope with {} signatures, a bundle has one",
                                           bundle.envelope.signatures.size()));
  }
  return bundle;
}

Json json_of(const LoggedEntry::Inclusion& inclusion) {
  Json hashes = Json::array();
  for (const tlog::Hash& hash : inclusion.hashes) hashes.push_back(tlog::to_base64(hash));
  return {{"logIndex", std::to_string(inclusion.index)},
          {"rootHash", tlog::to_base64(inclusion.head.root)},
          {"treeSize", std::to_string(inclusion.head.size)},
          {"hashes", std::move(hashes)},
          {"checkpoint", {{"envelope", inclusion.checkpoint}}}};
}

Json json_of(const LoggedEntry& entry) {
  Json json = {{"logIndex", std::to_string(entry.log_index)},
               {"logId", {{"keyId", tlog::to_base64(entry.log_id)}}},
               {"kindVersion", {{"kind", entry.kind}, {"version", entry.version}}},
               {"integratedTime", "0"}};
  if (entry.inclusion) json["inclusionProof"] = json_of(*entry.inclusion);
  json["canonicalizedBody"] = to_base64(entry.body, Base64::Padded);
  return json;
}

Json material_of(const Bundle& bundle) {
  Json entries = Json::array();
  for (const LoggedEntry& entry : bundle.entries) entries.push_back(json_of(entry));
  if (bundle.certificates.empty()) {
    return {{"publicKey", {{"hint", bundle.key_hint}}}, {"tlogEntries", std::move(entries)}};
  }
  Json certificates = Json::array();
  for (const std::string& certificate : bundle.certificates) {
    certificates.push_back(Json{{"rawBytes", to_base64(certificate, Base64::Padded)}});
  }
  return {{"x509CertificateChain", {{"certificates", std::move(certificates)}}},
          {"tlogEntries", std::move(entries)}};
}

}  // namespace

Result<Bundle> Bundle::parse(std::string_view text) {
  if (text.size() > kTextBytesMax) return over_limit("bundle", text.size(), kTextBytesMax);
  auto json = parse_unambiguous_json(text, kDepthMax);
  if (!json) return fail(std::move(json).error().within("reading a bundle"));
  if (!json->is_object()) return fail(ErrorCode::Invalid, "bundle that is no object");
  auto bundle = read_bundle(*json);
  if (!bundle) return fail(std::move(bundle).error().within("reading a bundle"));
  return bundle;
}

Json Bundle::json() const {
  return {{"mediaType", kBundleMediaType},
          {"verificationMaterial", material_of(*this)},
          {"dsseEnvelope", envelope.json()}};
}

std::string Bundle::print() const { return print_json(json()); }

}  // namespace tiles::attest
