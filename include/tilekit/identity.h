// SPDX-License-Identifier: Apache-2.0
// The account of a user on this device: its keys, its devices, its recovery kit.
// Formats: docs/formats/keys.md, docs/formats/recovery_kit.md.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tilekit/home.h"
#include "tilekit/result.h"

namespace tilekit {

// Where the key of this device is.
enum class KeyProtection { Hardware, KeyStore, Passphrase };
// "hardware", "key store", "passphrase".
std::string_view protection_name(KeyProtection protection);

enum class KeyStoreChoice {
  Best,  // A TPM where there is one, else the Secret Service of the desktop, else a passphrase.
  Tpm,
  SecretService,
  Passphrase,
};

enum class PassphraseUse { Existing, New };
// Puts the passphrase into `into`, which is wiped later, and returns how many bytes it has.
using AskPassphrase = std::function<Result<std::size_t>(PassphraseUse use, std::span<char> into)>;

struct IdentityAccess {
  HomePaths paths;
  AskPassphrase ask{};  // Called when a passphrase is needed.
};

struct NewIdentity {
  std::string device_name;
  KeyStoreChoice store = KeyStoreChoice::Best;
  // Which TPM, as tss2-tctildr has it; empty: the one of the system. A simulator has to be named.
  std::string tpm{};
};

struct DeviceSummary {
  std::string name;
  std::string key;  // did:key
  bool is_this = false;
  bool is_revoked = false;
};

struct LinkSummary {
  std::string did;
  std::string handle;    // Empty: linked by the DID alone.
  std::string how;       // "rotation key", the name of a verification method, or "sign-in".
  std::string verified;  // RFC 3339.
  bool is_held = false;  // This device made it with the key that it has now.
};

// A key that a file of the home has.
struct KeptKey {
  std::string name;        // "log", "signing", "witness".
  std::string key;         // Public: "name+ID+base64", of "signing" a did:key.
  bool is_sealed = false;  // By the key store of the device; else as plain text.
};

struct IdentitySummary {
  std::string account;  // did:key of the account root.
  std::string device;   // did:key of this device.
  std::string device_name;
  std::string created;  // RFC 3339.
  KeyProtection protection = KeyProtection::Passphrase;
  bool is_simulated = false;  // A TPM that is a program, which protects nothing.
  std::vector<KeptKey> keys;
  bool has_root = false;  // The account root is on this device, sealed.
  std::vector<DeviceSummary> devices;
  std::vector<LinkSummary> links;
};

// Text in memory that is wiped when the last copy ends.
class SecretText {
 public:
  struct Memory;
  explicit SecretText(std::shared_ptr<const Memory> memory) : memory_(std::move(memory)) {}
  std::string_view view() const;

 private:
  std::shared_ptr<const Memory> memory_;
};

struct RecoveryKit {
  SecretText words;  // 24, with a space between.
  SecretText qr;     // The same as a QR code.
};
enum class KitForm { Terminal, Paper };  // Half blocks, or an SVG image with the words.

// Makes an account and keys for this device. Errors: AlreadyExists, Denied, Unsupported, Io, Limit.
Result<IdentitySummary> create_identity(const IdentityAccess& access, const NewIdentity& identity);
// The same for the account of a recovery kit, as its 24 words or the text of its QR code.
Result<IdentitySummary> recover_identity(const IdentityAccess& access, const NewIdentity& identity,
                                         std::span<const char> words);
// Opens no key. Errors: NotFound (none yet), Corrupt.
Result<IdentitySummary> show_identity(const HomePaths& paths);
// Errors: NotFound (no identity, or the root is not on this device), Denied.
Result<RecoveryKit> export_recovery(const IdentityAccess& access, KitForm form);
// Takes the account root off this device: only the recovery kit then certifies and revokes.
Result<IdentitySummary> forget_root(const IdentityAccess& access);
// New keys for this device; the certificate of the old ones is revoked.
Result<IdentitySummary> rotate_identity(const IdentityAccess& access);
// `device`: its did:key, or a name that one device has. Errors also: NotFound, Invalid (several).
Result<IdentitySummary> revoke_device(const IdentityAccess& access, std::string_view device);

std::string to_json(const IdentitySummary& identity);

}  // namespace tilekit
