// SPDX-License-Identifier: Apache-2.0
// Whether a Jinja template is so plain that rendering it ends soon, whatever the messages hold.
#pragma once

#include <string_view>

namespace tiles::engine {

// True when all its words are known to be harmless and it has at most two loops: it can neither
// call itself nor make texts grow. Most chat templates without tools are so.
bool is_plain_template(std::string_view text);

}  // namespace tiles::engine
