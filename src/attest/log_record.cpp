// SPDX-License-Identifier: Apache-2.0
#include "attest/log_record.h"

#include "attest/members.h"
#include "base/assert.h"
#include "base/encodings.h"
#include "tlog/hash.h"

namespace tiles::attest {
namespace {

constexpr std::size_t kDepthMax = 8;
constexpr std::string_view kKeyDetails = "PKIX_ECDSA_P256_SHA_256";

Result<LogRecord> read_record(const Json& json) {
  const Json* outer = TILES_TRY(read_object(json, "spec"));
  const Json* spec = TILES_TRY(read_object(*outer, "hashedRekordV002"));
  const Json* data = TILES_TRY(read_object(*spec, "data"));
  const Json* signature = TILES_TRY(read_object(*spec, "signature"));
  const Json* verifier = TILES_TRY(read_object(*signature, "verifier"));
  const Json* key = TILES_TRY(read_object(*verifier, "publicKey"));
  constexpr std::size_t kBytesMax = LogRecord::kTextBytesMax;
  const std::string digest = TILES_TRY(read_text(*data, "digest"));
  const std::string spki = TILES_TRY(read_base64(*key, "rawBytes", kBytesMax));
  const crypto::EcPublicKey parsed_key = TILES_TRY(crypto::EcPublicKey::parse_spki(spki));
  LogRecord record{.digest = {}, .signature = {}, .key = parsed_key};
  record.digest = TILES_TRY(tlog::parse_hash(digest));
  record.signature = TILES_TRY(read_base64(*signature, "content", kBytesMax));
  return record;
}

}  // namespace

LogRecord LogRecord::of(const Envelope& envelope, const crypto::EcPublicKey& key) {
  TILES_ASSERT(envelope.signatures.size() == 1 && key.curve() == crypto::EcCurve::P256);
  return {.digest = crypto::sha256(envelope.signed_bytes()),
          .signature = envelope.signatures.front().bytes,
          .key = key};
}

std::string LogRecord::print() const {
  const Json data = {{"algorithm", "SHA2_256"}, {"digest", tlog::to_base64(digest)}};
  const Json verifier = {{"keyDetails", kKeyDetails},
                         {"publicKey", {{"rawBytes", to_base64(key.spki(), Base64::Padded)}}}};
  const Json content = {{"content", to_base64(signature, Base64::Padded)}, {"verifier", verifier}};
  const Json spec = {{"data", data}, {"signature", content}};
  return print_json(
      {{"apiVersion", kVersion}, {"kind", kKind}, {"spec", {{"hashedRekordV002", spec}}}});
}

Result<LogRecord> LogRecord::parse(std::string_view text) {
  if (text.size() > kTextBytesMax) return over_limit("entry", text.size(), kTextBytesMax);
  const Json json = TILES_TRY(parse_unambiguous_json(text, kDepthMax));
  auto record = read_record(json);
  if (!record) return fail(std::move(record).error().within("entry of a signature"));
  if (record->key.curve() != crypto::EcCurve::P256) {
    return fail(ErrorCode::Unsupported, "entry of a signature that is not of P-256");
  }
  if (record->print() != text) {
    return fail(ErrorCode::Invalid, "entry of a signature that is not in canonical form");
  }
  return record;
}

}  // namespace tiles::attest
