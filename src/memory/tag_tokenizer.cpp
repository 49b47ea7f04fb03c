// SPDX-License-Identifier: Apache-2.0
#include "memory/tag_tokenizer.h"

#include <array>
#include <utility>

#include "base/format.h"

namespace tiles::memory {
namespace {

constexpr std::array<Tag, 4> kTags = {Tag::Think, Tag::Python, Tag::Result, Tag::Reply};

std::size_t open_size(Tag tag) { return tag_name(tag).size() + 2; }
std::size_t close_size(Tag tag) { return tag_name(tag).size() + 3; }

// `text` ends in '>'.
bool ends_with_open(std::string_view text, Tag tag) {
  const std::string_view name = tag_name(tag);
  return text.size() >= open_size(tag) &&
         text.substr(text.size() - name.size() - 1).starts_with(name) &&
         text[text.size() - open_size(tag)] == '<';
}

bool ends_with_close(std::string_view text, Tag tag) {
  const std::string_view name = tag_name(tag);
  return text.size() >= close_size(tag) &&
         text.substr(text.size() - name.size() - 1).starts_with(name) &&
         text.substr(text.size() - close_size(tag)).starts_with("</");
}

}  // namespace

std::string_view tag_name(Tag tag) {
  constexpr std::array<std::string_view, 4> kNames = {"think", "python", "result", "reply"};
  return kNames[static_cast<std::size_t>(tag)];
}

Result<std::vector<Segment>> TagTokenizer::feed(std::string_view piece) {
  if (piece.size() > kInputBytesMax - input_bytes_) {
    input_bytes_ = kInputBytesMax;
    return fail(ErrorCode::Limit, format("a turn is longer than {} bytes", kInputBytesMax));
  }
  input_bytes_ += piece.size();
  for (const char byte : piece) {
    read(byte);
  }
  return take_done();
}

std::vector<Segment> TagTokenizer::finish() {
  if (hidden_end_) {
    // The string was never one: its quote is a mistake. From here on strings hide nothing.
    const std::string rest = text_.substr(*hidden_end_);
    text_.resize(*hidden_end_);
    strings_ = Strings::Ignored;
    emit(close_size(Tag::Python), SegmentEnd::Closed);
    enter(std::nullopt);
    for (const char byte : rest) {
      read(byte);
    }
  }
  emit(0, open_ ? SegmentEnd::Missing : SegmentEnd::Closed);
  enter(std::nullopt);
  return take_done();
}

void TagTokenizer::read(char byte) {
  text_ += byte;
  if (open_ == Tag::Python) {
    python_.advance(byte);
  }
  if (byte != '>') {
    return;
  }
  if (open_) {
    read_inside(*open_);
  } else {
    read_outside();
  }
}

void TagTokenizer::read_outside() {
  if (!emitted_any_ && ends_with_close(text_, Tag::Think)) {
    // Chat templates may open the thought themselves.
    open_ = Tag::Think;
    emit(close_size(Tag::Think), SegmentEnd::Closed);
    enter(std::nullopt);
    return;
  }
  for (const Tag tag : kTags) {
    if (ends_with_open(text_, tag)) {
      emit(open_size(tag), SegmentEnd::Closed);
      enter(tag);
      return;
    }
  }
}

void TagTokenizer::read_inside(Tag tag) {
  if (!ends_with_close(text_, tag)) {
    return;
  }
  if (tag == Tag::Python && strings_ == Strings::Respected && python_.in_string()) {
    hidden_end_ = hidden_end_.value_or(text_.size());
    return;
  }
  emit(close_size(tag), SegmentEnd::Closed);
  enter(std::nullopt);
}

void TagTokenizer::emit(std::size_t tag_size_bytes, SegmentEnd end) {
  text_.resize(text_.size() - tag_size_bytes);
  if (open_ || !text_.empty()) {
    done_.push_back({open_, std::move(text_), end});
  }
  text_.clear();
  emitted_any_ = true;
}

void TagTokenizer::enter(std::optional<Tag> tag) {
  open_ = tag;
  python_ = PythonStrings();
  hidden_end_.reset();
}

std::vector<Segment> TagTokenizer::take_done() { return std::exchange(done_, {}); }

}  // namespace tiles::memory
