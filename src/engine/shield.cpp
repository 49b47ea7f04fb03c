// SPDX-License-Identifier: Apache-2.0
#include "engine/shield.h"

#include <charconv>

#include "base/text.h"

namespace tiles::engine {

// A placeholder is the nonce, the index in decimal digits, and this letter.
namespace {
constexpr char kEnd = 'Z';
}  // namespace

std::string Shield::cover(std::string_view text) {
  std::string result;
  std::size_t begin = 0;
  for (const Vocabulary::Range& range : vocabulary_.find_markup(text)) {
    result += text.substr(begin, range.begin - begin);
    result += nonce_ + std::to_string(covered_.size()) + kEnd;
    covered_.emplace_back(text.substr(range.begin, range.end - range.begin));
    begin = range.end;
  }
  return result += text.substr(begin);
}

Result<std::vector<Segment>> Shield::uncover(std::string_view rendered) const {
  std::vector<Segment> segments;
  std::size_t begin = 0;
  for (std::size_t at = rendered.find(nonce_); at != std::string_view::npos;
       at = rendered.find(nonce_, begin)) {
    const char* digits = rendered.data() + at + nonce_.size();
    const char* end = rendered.data() + rendered.size();
    std::size_t index = 0;
    const auto parsed = std::from_chars(digits, end, index);
    if (parsed.ec != std::errc() || parsed.ptr == end || *parsed.ptr != kEnd ||
        index >= covered_.size()) {
      break;
    }
    if (at > begin) {
      segments.push_back({SegmentKind::Control, std::string(rendered.substr(begin, at - begin))});
    }
    segments.push_back({SegmentKind::Text, covered_[index]});
    begin = static_cast<std::size_t>(parsed.ptr + 1 - rendered.data());
  }
  const std::string_view rest = rendered.substr(begin);
  if (to_lower_ascii(rendered.substr(begin)).find(to_lower_ascii(nonce_)) != std::string::npos) {
    return fail(ErrorCode::Invalid, "the chat template alters what messages hold");
  }
  if (!rest.empty()) segments.push_back({SegmentKind::Control, std::string(rest)});
  return segments;
}

}  // namespace tiles::engine
