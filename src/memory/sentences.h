// SPDX-License-Identifier: Apache-2.0
// The sentences of a line of prose. Rules: docs/protocols/memory.md, section The reader.
#pragma once

#include <string_view>
#include <vector>

namespace tiles::memory {

// In order, without blanks at their ends; views into `text`. What no mark ends is one, too. A short
// form ("Dr."), an ordinal ("3.") and the inside of a link end none.
std::vector<std::string_view> sentences_of(std::string_view text);

}  // namespace tiles::memory
