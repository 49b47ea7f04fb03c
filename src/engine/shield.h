// SPDX-License-Identifier: Apache-2.0
// Keeps text of messages from acting as markup while a template is rendered around it: what spells
// markup is replaced by a placeholder before, and becomes a Text segment after.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/completion.h"
#include "engine/vocabulary.h"

namespace tiles::engine {

class Shield {
 public:
  // `nonce`: upper-case letters that no message holds; they survive trimming and JSON escaping.
  Shield(const Vocabulary& vocabulary, std::string nonce)
      : vocabulary_(vocabulary), nonce_(std::move(nonce)) {}

  std::string cover(std::string_view text);
  // Errors: Invalid (the template altered a placeholder).
  Result<std::vector<Segment>> uncover(std::string_view rendered) const;

 private:
  const Vocabulary& vocabulary_;
  std::string nonce_;
  std::vector<std::string> covered_;
};

}  // namespace tiles::engine
