// SPDX-License-Identifier: Apache-2.0
// Content identifiers (CID version 1) of SHA-256 digests: what did:plc and UCAN name things by.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/digest.h"

namespace tiles::identity {

enum class Codec : std::uint8_t { Raw = 0x55, DagCbor = 0x71 };

class Cid {
 public:
  // Of the bytes themselves.
  static Cid of(std::string_view bytes, Codec codec = Codec::DagCbor);
  // Base32 ("bafy…") or base58 ("zdpu…"). Errors: Invalid, Unsupported (another version, codec or
  // hash).
  static Result<Cid> parse(std::string_view text);
  // As in a DAG-CBOR link, without the zero byte before it.
  static Result<Cid> from_bytes(std::string_view bytes);

  std::string text() const;  // In base32.
  std::string bytes() const;
  Codec codec() const { return codec_; }
  const crypto::Digest& digest() const { return digest_; }

  bool operator==(const Cid&) const = default;

 private:
  Cid(Codec codec, const crypto::Digest& digest) : codec_(codec), digest_(digest) {}
  Codec codec_;
  crypto::Digest digest_;
};

}  // namespace tiles::identity
