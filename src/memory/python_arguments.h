// SPDX-License-Identifier: Apache-2.0
// Binds the arguments of a call to parameters as CPython does, with its messages.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sandbox/session.h"

namespace tiles::memory {

struct Parameter {
  std::string_view name;
  std::optional<Json> default_value = std::nullopt;  // Without one the argument is required.
};

// The values in order of the parameters, or the message of CPython's TypeError.
tl::expected<std::vector<Json>, std::string> bind_arguments(
    const sandbox::HostCall& call, const std::vector<Parameter>& parameters);

// "str", "int", "float", "bool", "NoneType", "list" or "dict".
std::string_view python_type_name(const Json& value);

}  // namespace tiles::memory
