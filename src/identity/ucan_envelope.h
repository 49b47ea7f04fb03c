// SPDX-License-Identifier: Apache-2.0
// The signed form that delegations and invocations share: [signature, {"h": header, tag: payload}]
// in DAG-CBOR, signed over the second part. Sources: UCAN 1.0, "Envelope"; Varsig 1.0.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "identity/cid.h"
#include "identity/dag_value.h"
#include "identity/public_key.h"

namespace tiles::identity {

inline constexpr std::size_t kUcanBytesMax = std::size_t{64} * 1024;

enum class UcanKind { Delegation, Invocation };

// Versions 1.0.0 and 1.0.0-rc.1 are read, which have one form; 1.0.0 is written.
class UcanEnvelope {
 public:
  // Reads the form; the signature is checked by verify(). Errors: Invalid, Limit, Unsupported
  // (another version, or a signature of another kind).
  static Result<UcanEnvelope> parse(std::string_view bytes);
  // Errors: Invalid (what DAG-CBOR cannot write), Limit, those of the signer.
  static Result<UcanEnvelope> sign(UcanKind kind, DagValue::Map payload, const Signer& signer);

  UcanKind kind() const { return kind_; }
  const DagValue::Map& payload() const { return payload_; }
  const std::string& bytes() const { return bytes_; }
  Cid cid() const { return Cid::of(bytes_); }

  // Whether `issuer` signed this, with the algorithm that the header names. Errors: Invalid.
  Result<void> verify(const PublicKey& issuer) const;

 private:
  UcanKind kind_ = UcanKind::Delegation;
  DagValue::Map payload_;
  std::string bytes_;
  std::string header_;
  std::string signed_bytes_;
  std::string signature_;
};

}  // namespace tiles::identity
