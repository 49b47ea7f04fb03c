// SPDX-License-Identifier: Apache-2.0
// Keys of which a person has several values side by side: two allergies contradict nothing.
#pragma once

#include <string_view>

namespace tiles::vault {

// Letter case, accents and what joins the words do not count: "Allergic_to" is "allergic to".
bool has_several_values(std::string_view key);

}  // namespace tiles::vault
