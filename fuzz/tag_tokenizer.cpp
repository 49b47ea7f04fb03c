// SPDX-License-Identifier: Apache-2.0
// The first byte says how the rest is cut into pieces: the segments must not depend on it.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "memory/tag_tokenizer.h"
#include "memory/turn.h"

namespace {

using tiles::memory::Segment;

std::vector<Segment> tokenize(std::string_view text, std::size_t piece_bytes) {
  tiles::memory::TagTokenizer tokenizer;
  std::vector<Segment> segments;
  while (!text.empty()) {
    auto more = tokenizer.feed(text.substr(0, piece_bytes));
    if (!more) {
      return segments;
    }
    segments.insert(segments.end(), more->begin(), more->end());
    text.remove_prefix(std::min(piece_bytes, text.size()));
  }
  const std::vector<Segment> last = tokenizer.finish();
  segments.insert(segments.end(), last.begin(), last.end());
  return segments;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > tiles::memory::TagTokenizer::kInputBytesMax) {
    return 0;
  }
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::vector<Segment> segments = tokenize(text, size);
  if (segments != tokenize(text, std::size_t{data[0]} + 1)) {
    std::abort();
  }
  for (const auto end : {tiles::memory::TextEnd::ByItself, tiles::memory::TextEnd::CutOff}) {
    const auto turn = read_turn(segments, end, tiles::memory::Strictness::Tolerant);
    if (turn.problem.empty() && !turn.code && !turn.reply) {
      std::abort();
    }
    read_turn(segments, end, tiles::memory::Strictness::Exact);
  }
  return 0;
}
