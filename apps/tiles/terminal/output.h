// SPDX-License-Identifier: Apache-2.0
// The two streams of the program: data to stdout, everything else to stderr. Styles only where the
// stream is a terminal and NO_COLOR is not set.
#pragma once

#include <tilekit/result.h>

#include <string>
#include <string_view>

namespace tiles::program {

enum class Stream { Output, Error };
enum class Style { Plain, Bold, Dim };

bool is_terminal(Stream stream);

std::string styled(std::string_view text, Style style, Stream stream);

// Of the terminal; 0 where the stream is none or does not say.
std::size_t terminal_columns(Stream stream);
// How wide UTF-8 is, one column a code point, and the part of it that is `columns` wide at most.
std::size_t columns_of(std::string_view text);
std::string_view first_columns(std::string_view text, std::size_t columns);
// `text` with its lines broken at spaces so that they fit; what follows a break is indented as its
// line was. A word that does not fit stays whole. 0 columns: as it is. One column a code point.
std::string wrapped(std::string_view text, std::size_t columns);

// Writes and flushes. A reader that went away ends the program quietly, as `head` expects.
void write_output(std::string_view text);

// A line of its own on stderr, or more on a narrow terminal.
void print_notice(std::string_view text);
// Streamed, without a line of its own.
void print_reasoning(std::string_view text);
void print_error(std::string_view text, std::string_view hint);
void print_error(const tilekit::Error& error);

// `text` without what a terminal would obey: control characters other than tab and line feed become
// U+FFFD. Text of models and files goes through here on its way to a terminal.
std::string without_controls(std::string_view text);
// The same where stdout is a terminal; else the bytes as they are.
std::string shown(std::string_view text);

}  // namespace tiles::program
