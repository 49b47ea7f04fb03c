// SPDX-License-Identifier: Apache-2.0
// Who signs: a key in a file, or the key of a device that is in no memory of ours.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/p256.h"

namespace tiles::attest {

class Signer {
 public:
  virtual ~Signer() = default;

  virtual const crypto::P256PublicKey& public_key() const = 0;
  // The raw signature with a low s. Errors: Denied, Io.
  virtual Result<std::string> sign(std::string_view message) = 0;
};

// A key in memory, from a file.
class KeySigner final : public Signer {
 public:
  explicit KeySigner(crypto::P256PrivateKey key)
      : key_(std::move(key)), public_key_(key_.public_key()) {}

  const crypto::P256PublicKey& public_key() const override { return public_key_; }
  Result<std::string> sign(std::string_view message) override { return key_.sign(message); }

 private:
  crypto::P256PrivateKey key_;
  crypto::P256PublicKey public_key_;
};

}  // namespace tiles::attest
