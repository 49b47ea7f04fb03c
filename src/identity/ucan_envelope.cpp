// SPDX-License-Identifier: Apache-2.0
#include "identity/ucan_envelope.h"

#include <array>
#include <optional>
#include <utility>

#include "base/text.h"
#include "identity/dag_cbor.h"
#include "identity/varint.h"

namespace tiles::identity {
namespace {

constexpr std::string_view kHeaderKey = "h";
constexpr std::array<std::string_view, 2> kTags = {"ucan/dlg@", "ucan/inv@"};  // By UcanKind.
constexpr std::array<std::string_view, 2> kVersions = {"1.0.0", "1.0.0-rc.1"};

// Varsig: version 1, algorithm, curve, hash, and that the signed bytes are DAG-CBOR.
std::string header_of(KeyKind kind) {
  constexpr std::uint64_t kVarsig = 0x34;
  constexpr std::uint64_t kEdDsa = 0xED;
  constexpr std::uint64_t kEcDsa = 0xEC;
  constexpr std::uint64_t kSha256 = 0x12;
  constexpr std::uint64_t kSha512 = 0x13;
  constexpr std::array<std::uint64_t, 3> kCurves = {0xED, 0x1200, 0xE7};  // By KeyKind.
  const bool is_ed25519 = kind == KeyKind::Ed25519;
  std::string header;
  for (const std::uint64_t number :
       {kVarsig, std::uint64_t{1}, is_ed25519 ? kEdDsa : kEcDsa,
        kCurves.at(static_cast<std::size_t>(kind)), is_ed25519 ? kSha512 : kSha256,
        static_cast<std::uint64_t>(Codec::DagCbor)}) {
    append_varint(header, number);
  }
  return header;
}

std::optional<UcanKind> kind_of_tag(std::string_view tag) {
  for (std::size_t i = 0; i < kTags.size(); ++i) {
    for (const std::string_view version : kVersions) {
      if (tag == std::string(kTags.at(i)).append(version)) return static_cast<UcanKind>(i);
    }
  }
  return std::nullopt;
}

tl::unexpected<Error> wrong(std::string_view why) {
  return fail(ErrorCode::Invalid, "not the form of a UCAN: " + std::string(why));
}

}  // namespace

Result<UcanEnvelope> UcanEnvelope::parse(std::string_view bytes) {
  if (bytes.size() > kUcanBytesMax) {
    return fail(ErrorCode::Limit, "UCAN of " + std::to_string(bytes.size()) + " bytes");
  }
  const DagValue value = TILES_TRY(decode_dag_cbor(bytes));
  const auto* parts = value.as<DagValue::List>();
  if (parts == nullptr || parts->size() != 2) return wrong("it has no two parts");
  const auto* signature = parts->front().as<DagValue::Bytes>();
  const auto* body = parts->back().as<DagValue::Map>();
  if (signature == nullptr || body == nullptr || body->size() != 2) {
    return wrong("it has no signature or no body of two members");
  }
  const auto* header = parts->back().find(kHeaderKey);
  if (header == nullptr || header->as<DagValue::Bytes>() == nullptr)
    return wrong("it has no header");
  // Keys are ordered by length: the header is first.
  const auto& [tag, payload] = *std::next(body->begin());
  const auto kind = kind_of_tag(tag);
  if (!kind) return fail(ErrorCode::Unsupported, "UCAN of the kind " + shown_in_quotes(tag));
  if (payload.as<DagValue::Map>() == nullptr) return wrong("its payload is no map");
  UcanEnvelope envelope;
  envelope.kind_ = *kind;
  envelope.payload_ = *payload.as<DagValue::Map>();
  envelope.bytes_ = std::string(bytes);
  envelope.header_ = header->as<DagValue::Bytes>()->bytes;
  envelope.signature_ = signature->bytes;
  envelope.signed_bytes_ = TILES_TRY(encode_dag_cbor(parts->back()));
  return envelope;
}

Result<UcanEnvelope> UcanEnvelope::sign(UcanKind kind, DagValue::Map payload,
                                        const Signer& signer) {
  DagValue::Map body;
  body.emplace(kHeaderKey, DagValue::Bytes{header_of(signer.key.kind())});
  body.emplace(std::string(kTags.at(static_cast<std::size_t>(kind))).append(kVersions.front()),
               std::move(payload));
  const DagValue value(std::move(body));
  const std::string signed_bytes = TILES_TRY(encode_dag_cbor(value));
  std::string signature = TILES_TRY(signer.sign(signed_bytes));
  DagValue::List parts = {DagValue::Bytes{std::move(signature)}, value};
  return parse(TILES_TRY(encode_dag_cbor(DagValue(std::move(parts)))));
}

Result<void> UcanEnvelope::verify(const PublicKey& issuer) const {
  if (header_ != header_of(issuer.kind())) {
    return fail(ErrorCode::Invalid, "its header does not name the algorithm of its issuer, " +
                                        std::string(issuer.kind_name()));
  }
  return issuer.verify(signed_bytes_, signature_);
}

}  // namespace tiles::identity
