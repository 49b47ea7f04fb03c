// SPDX-License-Identifier: Apache-2.0
#include "memory/escape.h"

#include <algorithm>
#include <array>

namespace tiles::memory {
namespace {

constexpr std::array<std::string_view, 9> kTagNames = {
    "vault", "recall", "remember", "user", "filter", "think", "python", "result", "reply"};

// Whether `text`, which begins after a '<', continues as a tag.
bool continues_as_tag(std::string_view text) {
  if (text.starts_with('/')) {
    text.remove_prefix(1);
  }
  return std::any_of(kTagNames.begin(), kTagNames.end(), [text](std::string_view name) {
    return text.size() > name.size() && text.starts_with(name) && text[name.size()] == '>';
  });
}

}  // namespace

std::string escape_tags(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '<' && continues_as_tag(text.substr(i + 1))) {
      escaped += "‹";
    } else {
      escaped += text[i];
    }
  }
  return escaped;
}

}  // namespace tiles::memory
