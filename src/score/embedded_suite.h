// SPDX-License-Identifier: Apache-2.0
// The small suite inside the program: made tasks whose names, words, attributes and relations no
// training has seen.
#pragma once

#include <string_view>

namespace tiles::score {

// Lines of memory-model/suites/held_out.jsonl. Lives as long as the program.
std::string_view embedded_suite();

}  // namespace tiles::score
