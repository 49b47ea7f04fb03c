// SPDX-License-Identifier: Apache-2.0
// The embedded model: raw text between control tokens. Greedy, unless a temperature is given.
#include <utility>
#include <variant>
#include <vector>

#include "base/text.h"
#include "memory/dialect.h"
#include "memory/grammar.h"

namespace tiles::memory {
namespace {

using engine::SegmentKind;

constexpr std::size_t kResultBytesMax = 2000;
constexpr std::uint32_t kTurnTokensMax = 400;

// The tag of a control token such as "<think>" or "</think>".
std::optional<Tag> tag_of(std::string_view token) {
  for (const Tag tag : {Tag::Think, Tag::Python, Tag::Result, Tag::Reply}) {
    if (token.size() > 2 && trim(token).ends_with('>') &&
        token.substr(token.starts_with("</") ? 2 : 1) == std::string(tag_name(tag)) + ">") {
      return tag;
    }
  }
  return std::nullopt;
}

class InHouseDialect final : public Dialect {
 public:
  InHouseDialect(Opening opening, const engine::Sampling& sampling) : sampling_(sampling) {
    const std::string_view mode = opening.mode == Mode::Recall ? "<recall>" : "<remember>";
    add(SegmentKind::Control, "<vault>");
    add(SegmentKind::Text, std::move(opening.view));
    add(SegmentKind::Control, std::string("</vault>").append(mode).append("<user>"));
    add(SegmentKind::Text, std::move(opening.message));
    add(SegmentKind::Control, "</user>");
  }

  engine::CompletionRequest request() override {
    segments_.clear();
    written_.clear();
    open_ = Segment{};
    engine::CompletionRequest request;
    request.prompt = engine::RawPrompt{transcript_};
    request.sampling = sampling_;
    request.constraint = engine::Grammar{in_house_grammar()};
    request.tokens_max = kTurnTokensMax;
    request.stop_control_tokens = {"</python>", "</reply>", "<|end|>"};
    return request;
  }

  Progress receive(const engine::CompletionEvent& event) override {
    if (const auto* text = std::get_if<engine::TextDelta>(&event)) {
      open_.text += text->text;
      append_written(SegmentKind::Text, text->text);
    } else if (const auto* token = std::get_if<engine::ControlToken>(&event)) {
      append_written(SegmentKind::Control, token->text);
      return read_control(token->text);
    }
    return Progress::Continue;
  }

  EntryKind part_under_way() const override {
    if (open_.tag == Tag::Think) return EntryKind::Think;
    return open_.tag == Tag::Python ? EntryKind::Python : EntryKind::Reply;
  }

  Turn end_turn(TextEnd end) override {
    if (open_.tag || !open_.text.empty()) {
      open_.end = open_.tag ? SegmentEnd::Missing : SegmentEnd::Closed;
      segments_.push_back(std::exchange(open_, {}));
    }
    for (engine::Segment& segment : written_) {
      transcript_.push_back(std::move(segment));
    }
    return read_turn(segments_, end, Strictness::Exact);
  }

  void add_result(std::string_view text) override {
    add(SegmentKind::Control, "<result>");
    add(SegmentKind::Text, std::string(text));
    add(SegmentKind::Control, "</result>");
  }

  std::size_t result_bytes_max() const override { return kResultBytesMax; }

 private:
  void add(SegmentKind kind, std::string text) { transcript_.push_back({kind, std::move(text)}); }

  void append_written(SegmentKind kind, std::string_view text) {
    if (written_.empty() || written_.back().kind != kind) {
      written_.push_back({kind, {}});
    }
    written_.back().text += text;
  }

  Progress read_control(std::string_view token) {
    const std::optional<Tag> tag = tag_of(token);
    if (!tag) {
      return Progress::Enough;
    }
    const bool closes = token.starts_with("</") && open_.tag == tag;
    // A tag that fits nowhere leaves the open segment without its end.
    open_.end = closes || !open_.tag ? SegmentEnd::Closed : SegmentEnd::Missing;
    if (open_.tag || !open_.text.empty()) {
      segments_.push_back(std::exchange(open_, {}));
    }
    if (closes) {
      open_ = {};
      return *tag == Tag::Think ? Progress::Continue : Progress::Enough;
    }
    open_ = {tag, {}, SegmentEnd::Missing};
    return Progress::Continue;
  }

  engine::Sampling sampling_;
  std::vector<engine::Segment> transcript_;
  // Of the turn under way.
  std::vector<engine::Segment> written_;
  std::vector<Segment> segments_;
  Segment open_;
};

}  // namespace

std::unique_ptr<Dialect> make_in_house_dialect(Opening opening, float temperature,
                                               std::uint32_t seed) {
  // Every token of the distribution may be drawn: what is learned from a draw is then unbiased.
  const engine::Sampling sampling{
      .temperature = temperature, .top_k = 0, .top_p = 1.0F, .min_p = 0.0F, .seed = seed};
  return std::make_unique<InHouseDialect>(std::move(opening), sampling);
}

}  // namespace tiles::memory
