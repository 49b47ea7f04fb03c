// SPDX-License-Identifier: Apache-2.0
// The private keys of a home that sign notes: of its log, and of the witness that it may be.
#pragma once

#include <tilekit/home.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "tlog/note_key.h"

namespace tiles::kit {

enum class IfMissing : std::uint8_t { Make, Fail };

struct NoteKeyFile {
  std::string_view file;  // In the folder of keys.
  std::string_view
      name_begin;  // "tiles/log/": a random part follows, which says nothing of its owner.
  tlog::KeyType type = tlog::KeyType::Log;
};

// Errors: NotFound (IfMissing::Fail), AlreadyExists (another process made it just now), Invalid,
// Denied, Io, those of the key store where it is sealed.
Result<tlog::NoteSigner> open_note_key(const tilekit::HomePaths& paths, const NoteKeyFile& wanted,
                                       IfMissing if_missing);

// The public half; opens no key store. Errors: NotFound, Invalid, Denied, Io.
Result<tlog::NoteKey> read_note_key(const tilekit::HomePaths& paths, std::string_view file);

// Of the text of such a key. Errors: Invalid, Unsupported.
Result<std::string> public_half_of_note_key(std::string_view text);

}  // namespace tiles::kit
