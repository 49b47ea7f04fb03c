// SPDX-License-Identifier: Apache-2.0
#include "kit/note_key_file.h"

#include <span>
#include <utility>

#include "base/random.h"
#include "crypto/ed25519.h"
#include "crypto/secret.h"

namespace tiles::kit {
namespace {

Result<tlog::NoteSigner> make_key(FileSystem& keys, const NoteKeyFile& wanted) {
  constexpr std::size_t kNameBytes = 8;
  tlog::NoteSigner signer(std::string(wanted.name_begin) + random_hex(kNameBytes), wanted.type,
                          crypto::Ed25519Key::generate());
  const crypto::SecretBytes text = signer.print();
  TILES_CHECK(keys.write_new(wanted.file,
                             {reinterpret_cast<const char*>(text.bytes().data()), text.size()}));
  TILES_CHECK(keys.sync_directory(""));
  return signer;
}

}  // namespace

Result<tlog::NoteSigner> open_note_key(FileSystem& keys, const NoteKeyFile& wanted,
                                       IfMissing if_missing) {
  constexpr std::size_t kKeyBytesMax = 1'024;
  auto text = keys.read(wanted.file, kKeyBytesMax);
  if (!text && text.error().code() == ErrorCode::NotFound) {
    if (if_missing == IfMissing::Fail) return fail(ErrorCode::NotFound, "nothing was logged yet");
    return make_key(keys, wanted);
  }
  if (!text) return fail(std::move(text).error());
  auto signer = tlog::NoteSigner::parse(*text);
  crypto::wipe(std::as_writable_bytes(std::span(*text)));
  return signer;
}

}  // namespace tiles::kit
