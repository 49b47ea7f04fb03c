// SPDX-License-Identifier: Apache-2.0
#include "kit/note_key_file.h"

#include "base/random.h"
#include "crypto/ed25519.h"
#include "crypto/secret.h"
#include "kit/key_file.h"

namespace tiles::kit {
namespace {

Result<tlog::NoteSigner> make_key(const HomeKeys& keys, const NoteKeyFile& wanted) {
  constexpr std::size_t kNameBytes = 8;
  tlog::NoteSigner signer(std::string(wanted.name_begin) + random_hex(kNameBytes), wanted.type,
                          crypto::Ed25519Key::generate());
  const crypto::SecretBytes text = signer.print();
  const std::string public_half = signer.key().print();
  TILES_CHECK(
      keys.write_new({.file = wanted.file, .public_half = public_half, .text = text.bytes()}));
  return signer;
}

std::string_view text_of(const crypto::SecretBytes& text) {
  return {reinterpret_cast<const char*>(text.bytes().data()), text.size()};
}

}  // namespace

Result<tlog::NoteSigner> open_note_key(const tilekit::HomePaths& paths, const NoteKeyFile& wanted,
                                       IfMissing if_missing) {
  const auto keys = TILES_TRY(HomeKeys::open({.paths = paths}));
  const auto text = keys.read(wanted.file);
  if (!text && text.error().code() == ErrorCode::NotFound) {
    if (if_missing == IfMissing::Fail) return fail(ErrorCode::NotFound, "nothing was logged yet");
    return make_key(keys, wanted);
  }
  if (!text) return fail(Error(text.error()));
  return tlog::NoteSigner::parse(text_of(*text));
}

Result<tlog::NoteKey> read_note_key(const tilekit::HomePaths& paths, std::string_view file) {
  const auto folder = TILES_TRY(open_directory(paths.keys));
  const KeyFile key = TILES_TRY(KeyFile::read(*folder, file));
  if (key.is_sealed()) return tlog::NoteKey::parse(key.public_half());
  return tlog::NoteSigner::parse(key.plain()).map([](const tlog::NoteSigner& signer) {
    return signer.key();
  });
}

Result<std::string> public_half_of_note_key(std::string_view text) {
  return tlog::NoteSigner::parse(text).map(
      [](const tlog::NoteSigner& signer) { return signer.key().print(); });
}

}  // namespace tiles::kit
