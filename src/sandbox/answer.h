// SPDX-License-Identifier: Apache-2.0
// What the worker says, read as if an attacker had written it.
#pragma once

#include <string_view>

#include "sandbox/session.h"

namespace tiles::sandbox {

struct Done {
  BlockResult result;
  // Time or memory ran out: the variables stand wherever the code happened to be.
  bool is_broken_off = false;
};

// Errors of both: Invalid (not JSON of this shape, not UTF-8), Limit (too deep, too many values).
Result<HostCall> parse_host_call(std::string_view payload);
// limits: longer texts than the worker may print are refused (Limit).
Result<Done> parse_done(std::string_view payload, const Limits& limits);

}  // namespace tiles::sandbox
