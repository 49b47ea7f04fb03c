// SPDX-License-Identifier: Apache-2.0
// The version of the linked library.
#pragma once

#include <string_view>

namespace tilekit {

// "0.1.0": Semantic Versioning 2.0.0.
std::string_view version();

}  // namespace tilekit
