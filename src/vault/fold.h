// SPDX-License-Identifier: Apache-2.0
// The form in which texts are compared and indexed: letter case and accents aside.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tiles::vault {

// As fold_for_matching of base, quick for ASCII; bytes that are not UTF-8 are U+FFFD in it. Keeps
// the number of lines.
std::string fold(std::string_view text);

// Runs of letters and digits of the folded text.
std::vector<std::string> folded_words(std::string_view text);

}  // namespace tiles::vault
