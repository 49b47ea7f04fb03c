// SPDX-License-Identifier: Apache-2.0
// Takes one file's change back, while keeping what was done to other lines of it since.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "vault/change.h"

namespace tiles::vault {

// The text that `now` becomes without `change`; no text stands for no file.
// Errors: Conflict when the lines that the change left do not stand as it left them.
Result<std::optional<std::string>> without_change(const Change& change,
                                                  const std::optional<std::string>& now);

}  // namespace tiles::vault
