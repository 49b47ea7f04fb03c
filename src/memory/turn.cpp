// SPDX-License-Identifier: Apache-2.0
#include "memory/turn.h"

#include <utility>

#include "base/format.h"
#include "base/text.h"

namespace tiles::memory {
namespace {

constexpr std::string_view kFence = "```";

class TurnReader {
 public:
  TurnReader(TextEnd end, Strictness strictness) : end_(end), strictness_(strictness) {}

  // Whether the rest is to be read.
  bool read(const Segment& segment) {
    if (!segment.tag) {
      return read_outside(segment.text);
    }
    switch (*segment.tag) {
      case Tag::Think:
        return read_think(segment);
      case Tag::Python:
        return read_python(segment);
      case Tag::Reply:
        return read_reply(segment);
      case Tag::Result:
        // Only the host writes results: what a model makes of one is invented.
        return strictness_ == Strictness::Tolerant ? false
                                                   : refuse("a result written by the model");
    }
    return false;
  }

  Turn finish() && {
    const bool acts = turn_.code || turn_.reply;
    if (turn_.problem.empty() && !acts) {
      turn_.problem = "neither a python block nor a reply";
    }
    if (!turn_.problem.empty() && strictness_ == Strictness::Tolerant) {
      turn_.hint = turn_.problem + ": write <python> with code, or <reply>, and close the tag";
    }
    return std::move(turn_);
  }

 private:
  bool refuse(std::string problem) {
    turn_.problem = std::move(problem);
    return false;
  }

  bool read_outside(std::string_view text) {
    if (strictness_ == Strictness::Exact && !trim(text).empty()) {
      return refuse("text outside of tags");
    }
    return true;
  }

  bool read_think(const Segment& segment) {
    if (segment.end == SegmentEnd::Missing) {
      return refuse("the thought has no end");
    }
    if (strictness_ == Strictness::Exact && (!turn_.think.empty() || turn_.code || turn_.reply)) {
      return refuse("a thought out of place");
    }
    turn_.think += segment.text;
    return true;
  }

  bool read_python(const Segment& segment) {
    if (segment.end == SegmentEnd::Missing) {
      // Half of a block may do half of a change.
      return refuse("the python block has no end");
    }
    if (turn_.code || turn_.reply) {
      return strictness_ == Strictness::Tolerant ? false : refuse("a second action");
    }
    if (strictness_ == Strictness::Exact) {
      turn_.code = segment.text;
    } else if (const auto code = without_fence(segment.text); !trim(code).empty()) {
      turn_.code = std::string(code);
    }
    return true;
  }

  bool read_reply(const Segment& segment) {
    if (segment.end == SegmentEnd::Missing &&
        (end_ == TextEnd::CutOff || strictness_ == Strictness::Exact)) {
      return refuse("the reply has no end");
    }
    if (turn_.reply || (turn_.code && strictness_ == Strictness::Exact)) {
      return strictness_ == Strictness::Tolerant ? false : refuse("a second action");
    }
    turn_.reply = std::string(trim(segment.text));
    return true;
  }

  TextEnd end_;
  Strictness strictness_;
  Turn turn_;
};

}  // namespace

Turn read_turn(const std::vector<Segment>& segments, TextEnd end, Strictness strictness) {
  TurnReader reader(end, strictness);
  for (const Segment& segment : segments) {
    if (!reader.read(segment)) {
      break;
    }
  }
  return std::move(reader).finish();
}

std::string_view without_fence(std::string_view code) {
  const std::string_view text = trim(code);
  const auto first_break = text.find('\n');
  if (!text.starts_with(kFence) || first_break == std::string_view::npos) {
    return code;
  }
  const std::string_view language = trim(text.substr(kFence.size(), first_break - kFence.size()));
  if (language != "" && language != "python" && language != "py") {
    return code;
  }
  std::string_view body = text.substr(first_break + 1);
  if (body.ends_with(kFence)) {
    body.remove_suffix(kFence.size());
  }
  return body;
}

}  // namespace tiles::memory
