// SPDX-License-Identifier: Apache-2.0
// How Go's fmt and strconv write values: what a template prints must be the same bytes.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "models/go_value.h"

namespace tiles::models {

// A larger width is left aside, one from an argument is "%!(BADWIDTH)". Go's bound is 1,000,000.
inline constexpr int kGoWidthMax = 10'000;
// Formatting ends with the value that passes it.
inline constexpr std::size_t kGoTextBytesMax = std::size_t{16} << 20;

// As "%v".
std::string go_text(const GoValue& value);
// As fmt.Sprint: a space between two values when neither is a string.
std::string go_print(std::span<const GoValue> values);
// As fmt.Sprintln.
std::string go_print_line(std::span<const GoValue> values);
// As fmt.Sprintf; like it, never fails: what is wrong stands in the text ("%!d(string=a)").
std::string go_print_format(std::string_view format_text, std::span<const GoValue> values);

// What a quoted string or character of Go's syntax says. Errors: Invalid.
Result<std::string> go_unquoted(std::string_view written);
Result<std::int64_t> go_character(std::string_view written);
// An int or float64 as written in a template. Errors: Invalid.
Result<GoValue> go_number(std::string_view written);

}  // namespace tiles::models
