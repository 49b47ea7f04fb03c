// SPDX-License-Identifier: Apache-2.0
// The bytes of a Modelfile as UTF-8.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/diagnostic.h"

namespace tiles::models {

struct DecodedText {
  std::string text;  // Without a byte order mark.
  std::vector<Diagnostic> warnings;
};

// UTF-8, or what the byte order mark says (UTF-8, UTF-16 of either order). Each byte or unit that
// is no character becomes U+FFFD, with one warning for the first.
DecodedText decode_modelfile(std::string_view bytes);

}  // namespace tiles::models
