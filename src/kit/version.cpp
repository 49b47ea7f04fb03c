// SPDX-License-Identifier: Apache-2.0
#include <tilekit/version.h>

namespace tilekit {

std::string_view version() { return TILES_VERSION; }

}  // namespace tilekit
