// SPDX-License-Identifier: Apache-2.0
#include "memory/readings.h"

#include <algorithm>

#include "base/text.h"
#include "vault/front_matter.h"

namespace tiles::memory {
namespace {

constexpr std::string_view kUntrustedTag = "untrusted";

}  // namespace

void Readings::add(std::string_view path, std::string_view text) {
  const auto tags = vault::read_front_matter(text).tags;
  if (std::find(tags.begin(), tags.end(), kUntrustedTag) != tags.end()) {
    untrusted_text_.append(text).append("\n");
  }
  for (const std::string_view line : split(text, '\n')) {
    add_line(path, line);
  }
}

void Readings::add_line(std::string_view path, std::string_view line) {
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  if (trim(line).empty() || lines_.size() >= kLinesMax) {
    return;
  }
  if (seen_.emplace(path, line).second) {
    lines_.push_back({std::string(path), std::string(line)});
  }
}

}  // namespace tiles::memory
