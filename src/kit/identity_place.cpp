// SPDX-License-Identifier: Apache-2.0
#include "kit/identity_place.h"

#include <filesystem>
#include <utility>

#include "identity/identity_record.h"
#include "kit/folders.h"

namespace tilekit {

struct SecretText::Memory {
  tiles::crypto::SecretBytes bytes;
};

std::string_view SecretText::view() const {
  const auto bytes = memory_->bytes.bytes();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace tilekit

namespace tiles::kit {

using tilekit::IdentityAccess;

tilekit::SecretText secret_text(crypto::SecretBytes bytes) {
  return tilekit::SecretText(std::make_shared<const tilekit::SecretText::Memory>(
      tilekit::SecretText::Memory{std::move(bytes)}));
}

namespace {

identity::KeyStoreOptions options_of(const IdentityAccess& access, const std::string& tpm) {
  identity::KeyStoreOptions options;
  if (!tpm.empty()) options.tpm = tpm;
  if (access.ask) {
    options.ask = [ask = access.ask](identity::PassphraseUse use, std::span<char> into) {
      return ask(use == identity::PassphraseUse::New ? tilekit::PassphraseUse::New
                                                     : tilekit::PassphraseUse::Existing,
                 into);
    };
  }
  return options;
}

}  // namespace

Result<std::unique_ptr<OpenIdentity>> OpenIdentity::read(const IdentityAccess& access) {
  auto files = open_directory(access.paths.identity);
  if (!files && files.error().code() == ErrorCode::NotFound) {
    return std::unique_ptr<OpenIdentity>();
  }
  if (!files) return fail(std::move(files).error());
  const auto found = (*files)->info(identity::IdentityRecord::kFile);
  if (!found && found.error().code() == ErrorCode::NotFound) {
    return std::unique_ptr<OpenIdentity>();
  }
  std::unique_ptr<OpenIdentity> open(new OpenIdentity(*std::move(files)));
  auto account = TILES_TRY(identity::Account::open(
      {.files = *open->files_, .clock = open->clock_, .options = options_of(access, "")}));
  open->account_.emplace(std::move(account));
  return open;
}

Result<std::unique_ptr<IdentityPlace>> IdentityPlace::make(const IdentityAccess& access,
                                                           const std::string& tpm) {
  TILES_CHECK(make_missing(access.paths.identity));
  return lock_folder(access, tpm);
}

Result<std::unique_ptr<IdentityPlace>> IdentityPlace::open(const IdentityAccess& access) {
  std::error_code failed;
  if (!std::filesystem::is_directory(access.paths.identity, failed)) {
    return fail(identity::no_identity());
  }
  return lock_folder(access, "");
}

Result<std::unique_ptr<IdentityPlace>> IdentityPlace::lock_folder(const IdentityAccess& access,
                                                                  const std::string& tpm) {
  constexpr std::chrono::seconds kLockWait{10};
  auto lock = TILES_TRY(DirectoryLock::take(access.paths.identity, LockKind::Exclusive, kLockWait));
  auto files = TILES_TRY(open_directory(access.paths.identity));
  return std::unique_ptr<IdentityPlace>(
      new IdentityPlace(std::move(lock), std::move(files), options_of(access, tpm)));
}

}  // namespace tiles::kit
