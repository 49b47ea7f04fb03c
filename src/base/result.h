// SPDX-License-Identifier: Apache-2.0
// Result and Error for all modules, and the two macros that pass errors upward.
#pragma once

#include <tilekit/result.h>

#include <string>
#include <utility>

namespace tiles {

using tilekit::Error;
using tilekit::ErrorCode;
using tilekit::Result;

// A failed Result of any type: `return fail(ErrorCode::Invalid, "empty path");`.
inline tl::unexpected<Error> fail(ErrorCode code, std::string phrase) {
  return tl::unexpected<Error>(Error(code, std::move(phrase)));
}
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

// Error of a failed system call, with the text of `error_number`: ENOENT is NotFound, EACCES
// Denied, and so on.
tl::unexpected<Error> fail_system(int error_number, std::string_view doing);

}  // namespace tiles

// The value of `expression` (a Result), or a return of its error from the enclosing function.
#define TILES_TRY(expression)                                    \
  __extension__({                                                \
    auto tiles_try_result = (expression);                        \
    if (!tiles_try_result) {                                     \
      return ::tiles::fail(std::move(tiles_try_result).error()); \
    }                                                            \
    *std::move(tiles_try_result);                                \
  })

// The same for a Result<void>.
#define TILES_CHECK(expression)                                        \
  do {                                                                 \
    if (auto tiles_check_result = (expression); !tiles_check_result) { \
      return ::tiles::fail(std::move(tiles_check_result).error());     \
    }                                                                  \
  } while (false)
