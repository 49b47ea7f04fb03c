// SPDX-License-Identifier: Apache-2.0
// Tells, byte by byte, whether Python source stands inside a string literal. Nothing else of the
// language is known here.
#pragma once

#include <cstdint>

namespace tiles::memory {

class PythonStrings {
 public:
  void advance(char byte);
  bool in_string() const { return state_ == State::Short || state_ == State::Long; }

 private:
  enum class State : std::uint8_t {
    Code,
    Comment,
    Opening,  // After a first quote: an empty literal or a triple quote may follow.
    Empty,    // After two quotes: a third one opens a long literal.
    Short,
    Long,
  };

  void advance_in_code(char byte);
  void advance_in_string(char byte);

  State state_ = State::Code;
  char quote_ = '\0';
  bool escaped_ = false;             // The last byte was a backslash that escapes this one.
  std::uint8_t closing_quotes_ = 0;  // Of a long literal: quotes just read.
};

}  // namespace tiles::memory
