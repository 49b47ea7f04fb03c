// SPDX-License-Identifier: Apache-2.0
// The one inclusion of fmt.
#pragma once

#include <fmt/format.h>

namespace tiles {

using fmt::format;

}  // namespace tiles
