// SPDX-License-Identifier: Apache-2.0
// Messages about somebody whom they do not name: "her number is now 12".
#pragma once

#include <string_view>

namespace tiles::memory {

// Whether a pronoun of the message stands for nobody whom it has a word for.
bool speaks_of_somebody_unnamed(std::string_view message);

}  // namespace tiles::memory
