// SPDX-License-Identifier: Apache-2.0
// Any bytes as a note: every range lies in the text and on its line.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "vault/markdown_scanner.h"

namespace {

using tiles::vault::ByteRange;

// Counts line breaks once, from the last asked place on.
class LineCounter {
 public:
  explicit LineCounter(std::string_view text) : text_(text) {}

  std::uint32_t line_of(std::size_t at) {
    TILES_ASSERT(at >= seen_ && at <= text_.size());
    line_ += static_cast<std::uint32_t>(std::ranges::count(text_.substr(seen_, at - seen_), '\n'));
    seen_ = at;
    return line_;
  }

 private:
  std::string_view text_;
  std::size_t seen_ = 0;
  std::uint32_t line_ = 1;
};

void check_within(ByteRange inner, ByteRange outer) {
  TILES_ASSERT(inner.begin <= inner.end);
  TILES_ASSERT((inner.begin == 0 && inner.end == 0) ||
               (outer.begin <= inner.begin && inner.end <= outer.end));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const tiles::vault::Scan scan = tiles::vault::scan_markdown(text);
  const ByteRange all{0, size};
  check_within(scan.front_matter, all);
  LineCounter fact_lines(text);
  for (const auto& fact : scan.facts) {
    check_within(fact.whole, all);
    check_within(fact.key, fact.whole);
    check_within(fact.value, fact.whole);
    TILES_ASSERT(fact.key.end < fact.value.begin);
    TILES_ASSERT(fact_lines.line_of(fact.whole.begin) == fact.line);
  }
  LineCounter link_lines(text);
  for (const auto& link : scan.links) {
    check_within(link.whole, all);
    for (const ByteRange part : {link.target, link.heading, link.block, link.shown}) {
      check_within(part, link.whole);
    }
    TILES_ASSERT(link.whole.end - link.whole.begin <= tiles::vault::kLinkBytesMax + 1);
    TILES_ASSERT(link_lines.line_of(link.whole.begin) == link.line);
  }
  for (const auto& heading : scan.headings) check_within(heading.text, all);
  for (const auto& block : scan.blocks) check_within(block.name, all);
  for (const auto& tag : scan.inline_tags) check_within(tag.name, all);
  TILES_ASSERT(tiles::vault::title_of("a/b.md", text, scan).find('\n') == std::string::npos);
  return 0;
}
