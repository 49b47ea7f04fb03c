// SPDX-License-Identifier: Apache-2.0
// The help text of each command: the Markdown file beside it, compiled in by
// cmake/tiles_help.cmake.
#pragma once

#include <string_view>

namespace tiles::program {

// `file`: the name without ".md", such as "memory_search". Empty for a name without a file.
std::string_view help_text(std::string_view file);

// To stdout: headings without their marks (bold on a terminal), the rest as it stands.
void print_help(std::string_view markdown);

}  // namespace tiles::program
