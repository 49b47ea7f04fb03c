// SPDX-License-Identifier: Apache-2.0
#include "kit/key_file.h"

#include <optional>
#include <utility>

#include "base/assert.h"
#include "base/encodings.h"
#include "base/text.h"
#include "crypto/sealed.h"
#include "identity/account.h"
#include "kit/folders.h"
#include "kit/identity_place.h"

namespace tiles::kit {
namespace {

constexpr std::string_view kSealedHeading = "tiles sealed key v1\n";

std::span<std::byte> bytes_of(std::string& text) { return std::as_writable_bytes(std::span(text)); }

// What is authenticated beside the text: a sealed key opens under its name and with its public half
// alone.
std::string purpose_of(std::string_view file, std::string_view public_half) {
  return "tiles key file 1 " + std::string(file) + " " + std::string(public_half);
}

tl::unexpected<Error> cut_off(std::string_view file) {
  return fail(ErrorCode::Corrupt, "the sealed key '" + std::string(file) + "' is cut off");
}

// The key that seals the files; nothing where the home has no identity, or one that has no such
// key yet.
Result<std::optional<crypto::SecretBytes>> read_file_key(const identity::Account& account) {
  if (account.record().sealed_file_key.empty()) return std::optional<crypto::SecretBytes>();
  return std::optional(TILES_TRY(account.file_key()));
}

}  // namespace

Result<KeyFile> KeyFile::parse(std::string_view file, std::string_view bytes) {
  KeyFile key{std::string(file)};
  if (!bytes.starts_with(kSealedHeading)) {
    key.text_ = crypto::SecretBytes::copy_of(std::as_bytes(std::span(bytes)));
    return key;
  }
  const auto lines = split(bytes.substr(kSealedHeading.size()), '\n');
  constexpr std::size_t kLines = 3;  // The last one is empty.
  if (lines.size() != kLines || lines[0].empty() || lines[1].empty() || !lines[2].empty()) {
    return cut_off(file);
  }
  auto sealed = from_base64(lines[1], Base64::Padded);
  if (!sealed) return cut_off(file);
  key.public_half_ = lines[0];
  key.sealed_ = *std::move(sealed);
  return key;
}

Result<KeyFile> KeyFile::read(const FileSystem& keys, std::string_view file) {
  std::string bytes = TILES_TRY(keys.read(file, kBytesMax));
  auto key = parse(file, bytes);
  crypto::wipe(bytes_of(bytes));
  return key;
}

Result<crypto::SecretBytes> KeyFile::open(std::span<const std::byte> file_key) const {
  auto text = crypto::open_under_key(sealed_, file_key, purpose_of(file_, public_half_));
  if (!text) return fail(std::move(text).error().within("the sealed key '" + file_ + "'"));
  return text;
}

std::string_view KeyFile::plain() const {
  return {reinterpret_cast<const char*>(text_.bytes().data()), text_.size()};
}

std::string seal_key(const KeyText& key, std::span<const std::byte> file_key) {
  const std::string sealed =
      crypto::seal_under_key(key.text, file_key, purpose_of(key.file, key.public_half));
  return std::string(kSealedHeading) + std::string(key.public_half) + "\n" +
         to_base64(sealed, Base64::Padded) + "\n";
}

Result<void> seal_key_file(FileSystem& keys, const KeyText& key,
                           std::span<const std::byte> file_key) {
  const std::string sealed = seal_key(key, file_key);
  const auto again = KeyFile::parse(key.file, sealed).and_then([&](const KeyFile& written) {
    return written.open(file_key);
  });
  TILES_ASSERT(again && crypto::equal_in_constant_time(again->bytes(), key.text));
  return replace_file(keys, key.file, sealed);
}

bool is_to_be_sealed(std::string_view file, identity::Protection protection) {
  return protection != identity::Protection::Passphrase || file == kSigningKeyFile;
}

Error sealed_for_another(std::string_view file) {
  return Error(ErrorCode::Denied,
               "the key '" + std::string(file) + "' is sealed for an identity that is not here")
      .with_hint(
          "put the folder 'identity' of this home back; if it is lost, move 'keys', 'log' and "
          "'state' away for new ones");
}

Result<HomeKeys> HomeKeys::open(const tilekit::IdentityAccess& access) {
  auto files = TILES_TRY(make_and_open(access.paths.keys));
  return HomeKeys(access, std::move(files));
}

Result<crypto::SecretBytes> HomeKeys::read(std::string_view file) const {
  const KeyFile key = TILES_TRY(KeyFile::read(*files_, file));
  if (!key.is_sealed()) return crypto::SecretBytes::copy_of(std::as_bytes(std::span(key.plain())));
  const auto identity = TILES_TRY(OpenIdentity::read(access_));
  if (!identity) return fail(sealed_for_another(file));
  const auto file_key = TILES_TRY(read_file_key(identity->account()));
  if (!file_key) {
    return fail(ErrorCode::Corrupt, "the key '" + std::string(file) +
                                        "' is sealed, and the identity has no key for it");
  }
  return key.open(file_key->bytes());
}

Result<void> HomeKeys::write_new(const KeyText& key) const {
  const auto identity = TILES_TRY(OpenIdentity::read(access_));
  std::optional<crypto::SecretBytes> file_key;
  if (identity && is_to_be_sealed(key.file, identity->account().store().protection())) {
    file_key = TILES_TRY(read_file_key(identity->account()));
  }
  if (file_key) {
    TILES_CHECK(files_->write_new(key.file, seal_key(key, file_key->bytes())));
  } else {
    TILES_CHECK(files_->write_new(
        key.file, {reinterpret_cast<const char*>(key.text.data()), key.text.size()}));
  }
  return files_->sync_directory("");
}

}  // namespace tiles::kit
