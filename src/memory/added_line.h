// SPDX-License-Identifier: Apache-2.0
// Where a new line goes in a note. Rules: docs/protocols/memory.md, section Where a new line goes.
#pragma once

#include <string>
#include <string_view>

namespace tiles::memory {

// The note with the line "- …" more: under the only heading that it speaks of, else before the
// first heading below the title, else at its end, with the list mark that is used there; without a
// text a user's own note with it.
std::string with_added_line(std::string_view text, std::string_view line);

// At its end, as it is.
std::string with_line_at_end(std::string_view text, std::string_view line);

}  // namespace tiles::memory
