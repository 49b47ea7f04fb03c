// SPDX-License-Identifier: Apache-2.0
// The notes and their links, for other programs to draw.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"

namespace tiles::vault {

class Vault;

// Both refresh the index. A link to a missing note gives a node of its own, marked missing.
Result<std::string> graph_dot(Vault& vault);
// {"nodes":[{"path","title","missing"}],"edges":[{"from","to","line"}]}.
Result<Json> graph_json(Vault& vault);

}  // namespace tiles::vault
