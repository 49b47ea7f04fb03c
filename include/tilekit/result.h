// SPDX-License-Identifier: Apache-2.0
// Errors as values, for the whole SDK. An `Error` is a code, a phrase, what was being done, and a
// hint.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace tilekit {

enum class ErrorCode {
  Invalid,  // The input breaks a rule of its format or of the call.
  NotFound,
  AlreadyExists,
  Denied,    // A rule of the user or of the sandbox refuses it.
  Conflict,  // The thing changed since it was read.
  Limit,     // A named bound was passed.
  Corrupt,   // A digest or a stored structure does not agree with its bytes.
  Unsupported,
  Busy,  // Another process holds it.
  Cancelled,
  Io,  // Disk, pipe or operating system.
};

// The code in lower case, for programs: "not_found".
std::string_view error_code_name(ErrorCode code);

class Error {
 public:
  Error(ErrorCode code, std::string phrase) : code_(code), phrase_(std::move(phrase)) {}

  // Puts what was being done before the phrase: "opening model 'x': no such file".
  [[nodiscard]] Error within(std::string_view doing) &&;
  // A command or an action that helps; shown on a line of its own. The innermost hint wins.
  [[nodiscard]] Error with_hint(std::string hint) &&;

  ErrorCode code() const { return code_; }
  const std::string& text() const { return phrase_; }
  const std::string& hint() const { return hint_; }

 private:
  ErrorCode code_;
  std::string phrase_;
  std::string hint_;
};

template <typename T>
using Result = tl::expected<T, Error>;

}  // namespace tilekit
