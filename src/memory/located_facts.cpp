// SPDX-License-Identifier: Apache-2.0
#include "memory/located_facts.h"

#include <cstdint>
#include <string>
#include <string_view>

#include "base/text.h"

namespace tiles::memory {

std::vector<Fact> located(const vault::Vault& vault, const std::vector<ReadLine>& lines) {
  std::vector<Fact> facts;
  for (const ReadLine& line : lines) {
    const auto path = vault::NotePath::parse(line.path);
    const auto text = path ? vault.read(*path) : Result<std::string>(std::string());
    if (!text) continue;
    std::uint32_t number = 0;
    const std::string valid = to_valid_utf8(*text);
    for (std::string_view candidate : split(valid, '\n')) {
      ++number;
      if (candidate.ends_with('\r')) candidate.remove_suffix(1);
      if (candidate == line.text) {
        facts.push_back({line.path, number, line.text});
        break;
      }
    }
  }
  return facts;
}

}  // namespace tiles::memory
