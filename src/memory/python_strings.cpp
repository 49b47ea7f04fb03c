// SPDX-License-Identifier: Apache-2.0
#include "memory/python_strings.h"

namespace tiles::memory {

void PythonStrings::advance(char byte) {
  switch (state_) {
    case State::Code:
      advance_in_code(byte);
      break;
    case State::Comment:
      state_ = byte == '\n' ? State::Code : State::Comment;
      break;
    case State::Opening:
      if (byte == quote_) {
        state_ = State::Empty;
      } else {
        state_ = State::Short;
        advance_in_string(byte);
      }
      break;
    case State::Empty:
      if (byte == quote_) {
        state_ = State::Long;
      } else {
        state_ = State::Code;
        advance_in_code(byte);
      }
      break;
    case State::Short:
    case State::Long:
      advance_in_string(byte);
      break;
  }
}

void PythonStrings::advance_in_code(char byte) {
  if (byte == '#') {
    state_ = State::Comment;
  } else if (byte == '"' || byte == '\'') {
    state_ = State::Opening;
    quote_ = byte;
    escaped_ = false;
    closing_quotes_ = 0;
  }
}

void PythonStrings::advance_in_string(char byte) {
  if (escaped_) {
    escaped_ = false;
    return;
  }
  if (byte == '\\') {
    escaped_ = true;
    closing_quotes_ = 0;
    return;
  }
  if (state_ == State::Short) {
    // A line break ends a short literal: the code is wrong, and the next line starts afresh.
    state_ = byte == quote_ || byte == '\n' ? State::Code : State::Short;
    return;
  }
  closing_quotes_ = byte == quote_ ? static_cast<std::uint8_t>(closing_quotes_ + 1) : 0;
  if (closing_quotes_ == 3) {
    state_ = State::Code;
  }
}

}  // namespace tiles::memory
