// SPDX-License-Identifier: Apache-2.0
// Reads the tags that a model writes as text. Rules: docs/protocols/memory.md, section Tags as
// text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "memory/python_strings.h"

namespace tiles::memory {

enum class Tag : std::uint8_t { Think, Python, Result, Reply };

// "think" of Tag::Think.
std::string_view tag_name(Tag tag);

enum class SegmentEnd : std::uint8_t {
  Closed,   // Its end tag was read; text outside of tags always counts as closed.
  Missing,  // The input ended first.
};

// What stands in one pair of tags or, without a tag, between two pairs.
struct Segment {
  std::optional<Tag> tag;
  std::string text;
  SegmentEnd end = SegmentEnd::Closed;

  bool operator==(const Segment&) const = default;
};

// One turn of a model. Pieces may be cut anywhere: the segments are the same. Cost: linear.
class TagTokenizer {
 public:
  static constexpr std::size_t kInputBytesMax = std::size_t{64} * 1024;

  // Segments that `piece` completes. Errors: Limit when the turn is longer than kInputBytesMax;
  // nothing more is read then.
  Result<std::vector<Segment>> feed(std::string_view piece);

  // The segments that the end of the input completes; call once.
  std::vector<Segment> finish();

 private:
  enum class Strings : std::uint8_t { Respected, Ignored };

  void read(char byte);
  void read_outside();
  void read_inside(Tag tag);
  void emit(std::size_t tag_size_bytes, SegmentEnd end);
  void enter(std::optional<Tag> tag);
  std::vector<Segment> take_done();

  std::optional<Tag> open_;
  std::string text_;  // Read since the open segment began, up to and with a tag.
  std::vector<Segment> done_;
  std::size_t input_bytes_ = 0;
  bool emitted_any_ = false;
  Strings strings_ = Strings::Respected;
  PythonStrings python_;
  std::optional<std::size_t> hidden_end_;  // In text_: after the first end tag inside a string.
};

}  // namespace tiles::memory
