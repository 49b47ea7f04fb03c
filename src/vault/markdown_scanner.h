// SPDX-License-Identifier: Apache-2.0
// What Tiles reads in a note: byte-exact, in one pass, in linear time, for any bytes.
// It does not parse all of Markdown: only what the index and the memory need. Format:
// docs/formats/vault.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tiles::vault {

struct ByteRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool operator==(const ByteRange&) const = default;
};

struct Heading {
  std::uint32_t line = 0;  // From 1.
  int level = 0;           // 1 to 6.
  ByteRange text{};
};

// "- key: value", also under "*" or "+", indented, and with a bold key.
struct Fact {
  std::uint32_t line = 0;
  ByteRange whole{};  // The line without its line break.
  ByteRange key{};
  ByteRange value{};
};

enum class LinkKind { Wiki, Embed, Markdown };

// [[target#heading|shown]], [[target#^block]], ![[target]], [shown](target.md#heading).
struct Link {
  LinkKind kind = LinkKind::Wiki;
  std::uint32_t line = 0;
  ByteRange whole{};
  ByteRange target{};  // Empty for a link within the same note.
  ByteRange heading{};
  ByteRange block{};
  ByteRange shown{};
};

// "#tag" in the text.
struct Tag {
  std::uint32_t line = 0;
  ByteRange name{};  // Without '#'.
};

// "^id" at the end of a line.
struct BlockId {
  std::uint32_t line = 0;
  ByteRange name{};
};

// Ranges point into the scanned text.
struct Scan {
  ByteRange front_matter;            // With both "---" lines; empty when there is none.
  std::vector<std::string> aliases;  // Of the front matter.
  std::vector<std::string> tags;     // Of the front matter, without '#'.
  std::vector<Heading> headings;
  std::vector<Fact> facts;
  std::vector<Link> links;
  std::vector<Tag> inline_tags;
  std::vector<BlockId> blocks;
  std::uint32_t line_count = 0;
  bool truncated = false;  // kItemsMax was reached: later items of that kind are not listed.
};

inline constexpr std::size_t kItemsMax = 100'000;   // Of one kind in one note.
inline constexpr std::size_t kLinkBytesMax = 1024;  // From "[[" to "]]"; longer is plain text.
inline constexpr std::size_t kFrontMatterBytesMax = 64 * 1024;
inline constexpr std::size_t kKeyBytesMax = 100;  // A longer key makes no fact.

Scan scan_markdown(std::string_view text);

inline std::string_view slice(std::string_view text, ByteRange range) {
  return text.substr(range.begin, range.end - range.begin);
}

// The first heading of level 1 with text, else the words of the file's name.
std::string title_of(std::string_view path, std::string_view text, const Scan& scan);

}  // namespace tiles::vault
