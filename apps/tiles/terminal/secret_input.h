// SPDX-License-Identifier: Apache-2.0
// Passphrases and recovery words: from the terminal without echo, or from a file descriptor that
// the user names. Never from an argument or a variable, which other programs can read.
#pragma once

#include <tilekit/identity.h>
#include <tilekit/result.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace tiles::program {

// One line without its end; at the end of the input what is left. Errors: Io, Limit (longer than
// `into`), NotFound (nothing left).
tilekit::Result<std::size_t> read_secret_line(int descriptor, std::span<char> into);

// Asks on the terminal of the process, whatever its standard streams are. Errors: NotFound (no
// terminal), and those of reading.
tilekit::Result<std::size_t> prompt_secret(std::string_view question, std::span<char> into);

// In a way that the compiler keeps.
void wipe_secret(std::span<char> text);

// What identity commands ask with: the next line of `descriptor` where one is given, else the
// terminal, where a new passphrase is asked for twice.
tilekit::AskPassphrase passphrase_source(std::optional<std::uint32_t> descriptor);

}  // namespace tiles::program
