// SPDX-License-Identifier: Apache-2.0
// A whole vault in one stream.
#pragma once

#include <functional>
#include <string_view>

#include "base/result.h"

namespace tiles::vault {

class Vault;

// Takes the next piece; an error ends the export.
using Sink = std::function<Result<void>(std::string_view bytes)>;

// A tar (POSIX ustar, pax headers for long names) of all visible files, in order of path, with
// fixed times and modes: the same vault gives the same bytes. One file at a time is in memory.
Result<void> export_tar(const Vault& vault, const Sink& sink);

// {"format":1,"files":[{"path","text"}]}; bytes that are not UTF-8 stand under "hex" in place of
// "text".
Result<void> export_json(const Vault& vault, const Sink& sink);

}  // namespace tiles::vault
