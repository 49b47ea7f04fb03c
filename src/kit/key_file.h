// SPDX-License-Identifier: Apache-2.0
// The private keys of a home: each in a file of its own, as plain text or, where the device has an
// identity, sealed under the key of files that its key store guards. Format: docs/formats/keys.md;
// which are sealed, and why: docs/decisions/0007-key-store.md.
#pragma once

#include <tilekit/identity.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/file_system.h"
#include "base/result.h"
#include "crypto/secret.h"
#include "identity/key_store.h"

namespace tiles::kit {

inline constexpr std::string_view kLogKeyFile = "log.key";
inline constexpr std::string_view kSigningKeyFile = "signing.key";
inline constexpr std::string_view kWitnessKeyFile = "witness.key";

// A key file as it stands.
class KeyFile {
 public:
  static constexpr std::size_t kBytesMax = 4'096;

  // `bytes`: what the file `file` has; the caller wipes them. Errors: Corrupt (a sealed one that is
  // cut off).
  static Result<KeyFile> parse(std::string_view file, std::string_view bytes);
  // Errors also: NotFound, Limit, Denied, Io.
  static Result<KeyFile> read(const FileSystem& keys, std::string_view file);

  bool is_sealed() const { return !sealed_.empty(); }
  // Of a sealed one: the public half as it stands, which opening it vouches for.
  const std::string& public_half() const { return public_half_; }
  // The text of the key. Errors: Denied (another key of files, or the file was changed).
  Result<crypto::SecretBytes> open(std::span<const std::byte> file_key) const;
  // The text of one that is not sealed.
  std::string_view plain() const;

 private:
  explicit KeyFile(std::string file) : file_(std::move(file)) {}

  std::string file_;
  std::string public_half_;
  std::string sealed_;
  crypto::SecretBytes text_;
};

// A key as it is written.
struct KeyText {
  std::string_view file;
  std::string_view public_half;  // One line.
  std::span<const std::byte> text;
};

// What a sealed key file has.
std::string seal_key(const KeyText& key, std::span<const std::byte> file_key);

// Puts the sealed key in the place of a plain one: after a crash the file is the one or the other.
// Nothing is replaced by what does not open again. Errors: Io.
Result<void> seal_key_file(FileSystem& keys, const KeyText& key,
                           std::span<const std::byte> file_key);

// Whether a key is sealed where the device's key is kept so: not one that is used without its user
// where that would ask for a passphrase.
bool is_to_be_sealed(std::string_view file, identity::Protection protection);

// That a key is sealed for an identity which the home does not have, with what to do.
Error sealed_for_another(std::string_view file);

// The keys of a home.
class HomeKeys {
 public:
  // Makes the folder. Errors: Io.
  static Result<HomeKeys> open(const tilekit::IdentityAccess& access);

  // The text of a key, unsealed where it is sealed. Errors: NotFound (no such key yet), Denied
  // (sealed for an identity that is not here), Corrupt, those of the key store.
  Result<crypto::SecretBytes> read(std::string_view file) const;
  // A new key, sealed where it is to be. Errors: AlreadyExists (another process made it just now),
  // those of the key store.
  Result<void> write_new(const KeyText& key) const;

 private:
  HomeKeys(tilekit::IdentityAccess access, std::unique_ptr<FileSystem> files)
      : access_(std::move(access)), files_(std::move(files)) {}

  tilekit::IdentityAccess access_;
  std::unique_ptr<FileSystem> files_;
};

}  // namespace tiles::kit
