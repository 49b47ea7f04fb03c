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

inline constexpr int kGoWidthMax = 1'000'000;  // As in Go: a larger width or precision is an error
                                               // text in the output.

// As "%v".
std::string go_text(const GoValue& value);
// As fmt.Sprint: a space between two values when neither is a string.
std::string go_print(std::span<const GoValue> values);
// As fmt.Sprintln.
std::string go_print_line(std::span<const GoValue> values);
// As fmt.Sprintf; like it, never fails: what is wrong stands in the text ("%!d(string=a)").
std::string go_print_format(std::string_view format_text, std::span<const GoValue> values);

// As strconv.Quote.
std::string go_quoted(std::string_view text);
// The shortest decimal that reads back, as strconv 'g' writes it: "1e+06", "0.5".
std::string go_float_text(double value);

// What a quoted string or character of Go's syntax says. Errors: Invalid.
Result<std::string> go_unquoted(std::string_view written);
Result<std::int64_t> go_character(std::string_view written);
// An int or float64 as written in a template. Errors: Invalid.
Result<GoValue> go_number(std::string_view written);

}  // namespace tiles::models
