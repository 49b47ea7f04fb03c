// SPDX-License-Identifier: Apache-2.0
// Where the key of this device is kept: the seam below everything that signs for the device.
// Decision: docs/decisions/0007-key-store.md. Format of the records: docs/formats/keys.md.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "crypto/sealed.h"
#include "crypto/secret.h"
#include "identity/public_key.h"

namespace tiles::identity {

enum class Protection {
  Hardware,  // A TPM signs; the key is in no memory of ours and in no file that another TPM reads.
  KeyStore,  // The Secret Service keeps it; it is in our memory while it signs.
  Passphrase,  // A file sealed under a passphrase.
};
// "hardware", "key store", "passphrase".
std::string_view protection_name(Protection protection);

enum class PassphraseUse { Existing, New };

// Asks the user; the bytes are put into `into`, which is wiped later, and counted.
using AskPassphrase = std::function<Result<std::size_t>(PassphraseUse use, std::span<char> into)>;
inline constexpr std::size_t kPassphraseBytesMax = 1'024;
inline constexpr std::size_t kNewPassphraseBytesMin = 8;

// One device key of P-256 and one key to wrap other secrets with. Two calls on one store must not
// run at once.
class KeyStore {
 public:
  virtual ~KeyStore() = default;

  virtual Protection protection() const = 0;
  virtual const PublicKey& device_key() const = 0;
  // What open_key_store() needs to find the keys again; no secret that is not sealed is in it.
  virtual Json record() const = 0;
  // The raw signature with a low s. Errors: Denied, Io.
  virtual Result<std::string> sign(std::string_view message) = 0;
  // kSealingKeyBytes. Errors: Denied, Io.
  virtual Result<crypto::SecretBytes> wrapping_key() = 0;
  // Takes the keys out of a store of the system; what is in a record is the caller's to remove.
  virtual Result<void> forget() = 0;
};

inline constexpr std::string_view kSystemTpm = "device:/dev/tpmrm0";

struct KeyStoreOptions {
  AskPassphrase ask{};  // May be empty: a passphrase store is then Denied.
  crypto::PassphraseCost cost{};
  // Which TPM, as tss2-tctildr has it. Its default is not asked for, because that also looks for
  // simulators on the loopback interface: "swtpm:port=2321" has to be said.
  std::string tpm{kSystemTpm};
};

// Each makes new keys. Errors: Unsupported (no such store on this machine), Denied, Io, Limit.
Result<std::unique_ptr<KeyStore>> create_tpm_store(const KeyStoreOptions& options);
Result<std::unique_ptr<KeyStore>> create_secret_service_store(const KeyStoreOptions& options);
Result<std::unique_ptr<KeyStore>> create_passphrase_store(const KeyStoreOptions& options);

// Finds the keys of a record again. A passphrase is asked for with the first use of the keys.
// Errors: Corrupt (no record), Unsupported, NotFound, Io.
Result<std::unique_ptr<KeyStore>> open_key_store(const Json& record,
                                                 const KeyStoreOptions& options);

// What wrapping is: sealing under the wrapping key of `store`.
Result<std::string> wrap(KeyStore& store, std::span<const std::byte> secret,
                         std::string_view purpose);
Result<crypto::SecretBytes> unwrap(KeyStore& store, std::string_view wrapped,
                                   std::string_view purpose);

}  // namespace tiles::identity
