// SPDX-License-Identifier: Apache-2.0
#include "attest/dsse.h"

#include "attest/members.h"
#include "base/encodings.h"

namespace tiles::attest {
namespace {

Result<EnvelopeSignature> read_signature(const Json& json) {
  EnvelopeSignature signature;
  signature.key_id = TILES_TRY(read_optional_text(json, "keyid"));
  if (signature.key_id.size() > Envelope::kKeyIdBytesMax) {
    return over_limit("keyid", signature.key_id.size(), Envelope::kKeyIdBytesMax);
  }
  signature.bytes = TILES_TRY(read_base64(json, "sig", Envelope::kSignatureBytesMax));
  return signature;
}

}  // namespace

Result<Envelope> Envelope::read(const Json& json) {
  Envelope envelope;
  envelope.payload_type = TILES_TRY(read_text(json, "payloadType"));
  if (envelope.payload_type.size() > kPayloadTypeBytesMax) {
    return over_limit("payloadType", envelope.payload_type.size(), kPayloadTypeBytesMax);
  }
  envelope.payload = TILES_TRY(read_base64(json, "payload", kPayloadBytesMax));
  const Json* signatures = TILES_TRY(read_list(json, "signatures", kSignaturesMax));
  if (signatures->empty()) return fail(ErrorCode::Invalid, "envelope without a signature");
  envelope.signatures.reserve(signatures->size());
  for (const Json& signature : *signatures) {
    envelope.signatures.push_back(TILES_TRY(read_signature(signature)));
  }
  return envelope;
}

Json Envelope::json() const {
  Json list = Json::array();
  for (const EnvelopeSignature& signature : signatures) {
    list.push_back(
        {{"sig", to_base64(signature.bytes, Base64::Padded)}, {"keyid", signature.key_id}});
  }
  return {{"payload", to_base64(payload, Base64::Padded)},
          {"payloadType", payload_type},
          {"signatures", std::move(list)}};
}

std::string Envelope::signed_bytes() const {
  return "DSSEv1 " + std::to_string(payload_type.size()) + " " + payload_type + " " +
         std::to_string(payload.size()) + " " + payload;
}

}  // namespace tiles::attest
