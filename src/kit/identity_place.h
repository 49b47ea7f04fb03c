// SPDX-License-Identifier: Apache-2.0
// The folder of the identity, held by one command.
#pragma once

#include <tilekit/identity.h>

#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/directory_lock.h"
#include "base/file_system.h"
#include "base/result.h"
#include "identity/account.h"

namespace tiles::kit {

class IdentityPlace {
 public:
  // For a new identity; makes the folder. Errors: Busy, Io.
  static Result<std::unique_ptr<IdentityPlace>> make(const tilekit::IdentityAccess& access,
                                                     const std::string& tpm);
  // Errors also: NotFound (no identity yet).
  static Result<std::unique_ptr<IdentityPlace>> open(const tilekit::IdentityAccess& access);

  FileSystem& files() const { return *files_; }
  const Clock& clock() const { return clock_; }
  identity::AccountPlace account_place() const {
    return {.files = *files_, .clock = clock_, .options = options_};
  }

 private:
  IdentityPlace(DirectoryLock lock, std::unique_ptr<FileSystem> files,
                identity::KeyStoreOptions options)
      : lock_(std::move(lock)), files_(std::move(files)), options_(std::move(options)) {}
  static Result<std::unique_ptr<IdentityPlace>> lock_folder(const tilekit::IdentityAccess& access,
                                                            const std::string& tpm);

  DirectoryLock lock_;
  std::unique_ptr<FileSystem> files_;
  SystemClock clock_;
  identity::KeyStoreOptions options_;
};

// The account as it stands: nothing is locked, so nothing of it may be changed.
class OpenIdentity {
 public:
  // Null where the home has none. Errors: Corrupt, Io, those of opening the key store.
  static Result<std::unique_ptr<OpenIdentity>> read(const tilekit::IdentityAccess& access);

  const identity::Account& account() const { return *account_; }

 private:
  explicit OpenIdentity(std::unique_ptr<FileSystem> files) : files_(std::move(files)) {}

  std::unique_ptr<FileSystem> files_;
  SystemClock clock_;
  std::optional<identity::Account> account_;
};

// What the SDK says of an identity and of the keys in the home. Errors: those of kept_keys().
Result<tilekit::IdentitySummary> summary_of(const tilekit::HomePaths& paths,
                                            const identity::IdentityRecord& record);

// Takes secrets over into what the SDK gives out.
tilekit::SecretText secret_text(crypto::SecretBytes bytes);

}  // namespace tiles::kit
