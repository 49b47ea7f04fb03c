// SPDX-License-Identifier: Apache-2.0
// One connection to a TPM 2.0, and the few commands that a device key needs. Keys are children of
// the storage key that the TPM derives from its owner seed, so that nothing has to stay inside.
// Source: Trusted Platform Module Library 2.0, parts 2 and 3 (TCG).
#pragma once

#include <tss2/tss2_esys.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "base/result.h"
#include "crypto/secret.h"
#include "identity/public_key.h"

namespace tiles::identity {

// An object as it is kept outside: only the TPM that made it can load it.
struct TpmObject {
  std::string public_area;
  std::string private_area;
};

class TpmSession {
 public:
  // `tpm`: as tss2-tctildr has it. Errors: Unsupported (there is none), Io.
  static Result<TpmSession> open(const std::string& tpm);

  // A key of P-256 that signs and that no command gives out.
  Result<TpmObject> create_signing_key();
  // `secret`: at most 128 bytes.
  Result<TpmObject> seal(std::span<const std::byte> secret);
  // Errors: Denied (another TPM made it, or it was changed), Io.
  Result<crypto::SecretBytes> unseal(const TpmObject& object);
  // Raw, with a low s, over the SHA-256 of `message`.
  Result<std::string> sign(const TpmObject& key, std::string_view message);

  // The key that `object` is. Errors: Corrupt.
  static Result<PublicKey> public_key_of(const TpmObject& object);

 private:
  struct Context;
  struct FreeContext {
    void operator()(Context* context) const;
  };
  explicit TpmSession(std::unique_ptr<Context, FreeContext> context)
      : context_(std::move(context)) {}
  Result<TpmObject> create(const TPM2B_PUBLIC& form, const TPM2B_SENSITIVE_CREATE& sensitive);

  std::unique_ptr<Context, FreeContext> context_;
};

}  // namespace tiles::identity
