// SPDX-License-Identifier: Apache-2.0
// The private keys of a home that sign notes: of its log, and of the witness that it may be.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/file_system.h"
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
// Denied, Io.
Result<tlog::NoteSigner> open_note_key(FileSystem& keys, const NoteKeyFile& wanted,
                                       IfMissing if_missing);

}  // namespace tiles::kit
