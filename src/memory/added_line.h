// SPDX-License-Identifier: Apache-2.0
// Where a new line goes in a note. Rules: docs/protocols/memory.md, section Where a new line goes.
#pragma once

#include <string>
#include <string_view>

namespace tiles::memory {

// The note with the line "- …" more: under the only heading that its key speaks of, else before the
// first heading below the title, else at its end, with the list mark that is used there; without a
// text a user's own note with it.
std::string with_added_line(std::string_view text, std::string_view line);

// Lines, with their line breaks, as they are: at the end; or before the first heading below the
// title, if there is one.
std::string with_lines_at_end(std::string_view text, std::string_view lines);
std::string with_lines_below_title(std::string_view text, std::string_view lines);

}  // namespace tiles::memory
