// SPDX-License-Identifier: Apache-2.0
// Signed envelopes: DSSE 1.0.2 (github.com/secure-systems-lab/dsse). Only what is signed, the type
// and the payload, is to be believed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace tiles::attest {

struct EnvelopeSignature {
  std::string key_id;  // Empty, or what the signer calls the key; nothing vouches for it.
  std::string bytes;

  bool operator==(const EnvelopeSignature&) const = default;
};

struct Envelope {
  static constexpr std::size_t kPayloadBytesMax = std::size_t{16} << 20U;
  static constexpr std::size_t kPayloadTypeBytesMax = 255;
  static constexpr std::size_t kSignaturesMax = 16;
  static constexpr std::size_t kSignatureBytesMax = 4'096;
  static constexpr std::size_t kKeyIdBytesMax = 1'024;

  std::string payload_type;
  std::string payload;
  std::vector<EnvelopeSignature> signatures;  // At least one when it was read.

  // Unknown members are read over. Errors: Invalid, Limit.
  static Result<Envelope> read(const Json& json);
  Json json() const;
  // What a signature is of: the "PAE".
  std::string signed_bytes() const;

  bool operator==(const Envelope&) const = default;
};

}  // namespace tiles::attest
