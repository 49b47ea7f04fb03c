// SPDX-License-Identifier: Apache-2.0
#include "kit/seal_keys.h"

#include <array>
#include <filesystem>
#include <string>
#include <utility>

#include "identity/public_key.h"
#include "kit/key_file.h"
#include "kit/note_key_file.h"
#include "kit/signing_key.h"

namespace tiles::kit {
namespace {

struct KeyKind {
  std::string_view name;  // For people.
  std::string_view file;
  Result<std::string> (*public_half)(std::string_view text);
};

constexpr std::array<KeyKind, 3> kKinds = {
    KeyKind{"log", kLogKeyFile, public_half_of_note_key},
    KeyKind{"signing", kSigningKeyFile, public_half_of_signing_key},
    KeyKind{"witness", kWitnessKeyFile, public_half_of_note_key}};

// Nothing where there is no such key.
Result<std::optional<KeyFile>> read_if_there(const FileSystem& keys, std::string_view file) {
  auto key = KeyFile::read(keys, file);
  if (key) return std::optional(*std::move(key));
  if (key.error().code() == ErrorCode::NotFound) return std::optional<KeyFile>();
  return fail(std::move(key).error().within("the key '" + std::string(file) + "'"));
}

Result<void> seal(FileSystem& keys, const KeyKind& kind, identity::Account& account) {
  const auto key = TILES_TRY(read_if_there(keys, kind.file));
  const bool is_wanted =
      key && !key->is_sealed() && is_to_be_sealed(kind.file, account.store().protection());
  if (!is_wanted) return {};
  const std::string public_half = TILES_TRY(kind.public_half(key->plain()));
  const crypto::SecretBytes file_key = TILES_TRY(account.file_key());
  return seal_key_file(keys,
                       {.file = kind.file,
                        .public_half = public_half,
                        .text = std::as_bytes(std::span(key->plain()))},
                       file_key.bytes());
}

}  // namespace

Result<void> seal_keys(FileSystem& keys, identity::Account& account) {
  TILES_CHECK(account.make_file_key());
  for (const KeyKind& kind : kKinds) TILES_CHECK(seal(keys, kind, account));
  return {};
}

Result<void> seal_home_keys(const tilekit::HomePaths& paths, identity::Account& account) {
  const auto keys = open_directory(paths.keys);
  if (!keys && keys.error().code() == ErrorCode::NotFound) return account.make_file_key();
  if (!keys) return fail(Error(keys.error()));
  return seal_keys(**keys, account);
}

Result<std::vector<tilekit::KeptKey>> kept_keys(const tilekit::HomePaths& paths) {
  std::vector<tilekit::KeptKey> kept;
  const auto keys = open_directory(paths.keys);
  if (!keys && keys.error().code() == ErrorCode::NotFound) return kept;
  if (!keys) return fail(Error(keys.error()));
  for (const KeyKind& kind : kKinds) {
    const auto key = TILES_TRY(read_if_there(**keys, kind.file));
    if (!key) continue;
    std::string public_half =
        key->is_sealed() ? key->public_half() : TILES_TRY(kind.public_half(key->plain()));
    kept.push_back({.name = std::string(kind.name),
                    .key = std::move(public_half),
                    .is_sealed = key->is_sealed()});
  }
  return kept;
}

Result<void> check_none_sealed(const tilekit::HomePaths& paths) {
  for (const tilekit::KeptKey& key : TILES_TRY(kept_keys(paths))) {
    if (key.is_sealed) return fail(sealed_for_another(key.name + ".key"));
  }
  return {};
}

}  // namespace tiles::kit
