// SPDX-License-Identifier: Apache-2.0
#include "identity/ucan_selector.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/json.h"
#include "base/text.h"

namespace tiles::identity {

class Selector::Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<std::vector<Step>> parse() {
    if (text_.size() > kBytesMax) {
      return fail(ErrorCode::Limit,
                  "selector of more than " + std::to_string(kBytesMax) + " bytes");
    }
    if (!text_.starts_with('.')) return wrong("it does not begin with '.'");
    if (text_ == ".") return std::move(steps_);
    while (at_ < text_.size()) {
      if (steps_.size() == kStepsMax) {
        return fail(ErrorCode::Limit,
                    "selector of more than " + std::to_string(kStepsMax) + " steps");
      }
      steps_.push_back(TILES_TRY(parse_step()));
    }
    return std::move(steps_);
  }

 private:
  tl::unexpected<Error> wrong(std::string_view why) const {
    return fail(ErrorCode::Invalid, "selector " + shown_in_quotes(text_) + ": " + std::string(why) +
                                        " at byte " + std::to_string(at_));
  }
  char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool skip(char c) {
    if (next() != c) return false;
    ++at_;
    return true;
  }

  Result<Step> parse_step() {
    // A dot may stand before a bracket, and must before a name.
    const bool has_dot = skip('.');
    Step step;
    if (skip('[')) {
      step = TILES_TRY(parse_bracket());
    } else if (has_dot) {
      step.key = TILES_TRY(parse_name());
    } else {
      return wrong("neither '.' nor '['");
    }
    step.is_optional = skip('?');
    return step;
  }

  Result<std::string> parse_name() {
    const std::size_t begin = at_;
    const auto is_name = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    while (is_name(next())) ++at_;
    const std::string_view name = text_.substr(begin, at_ - begin);
    if (name.empty() || (name.front() >= '0' && name.front() <= '9')) {
      return wrong("a name is missing");
    }
    return std::string(name);
  }

  Result<Step> parse_bracket() {
    Step step;
    if (skip(']')) {
      step.kind = Step::Kind::Values;
      return step;
    }
    if (next() == '"') {
      step.key = TILES_TRY(parse_quoted());
    } else {
      step.first = TILES_TRY(parse_number());
      if (skip(':')) {
        step.kind = Step::Kind::Slice;
        step.last = TILES_TRY(parse_number());
        if (!step.first && !step.last) return wrong("a slice without an end");
      } else {
        step.kind = Step::Kind::Index;
        if (!step.first) return wrong("a number is missing");
      }
    }
    if (!skip(']')) return wrong("']' is missing");
    return step;
  }

  // A text as JSON has it.
  Result<std::string> parse_quoted() {
    const std::size_t begin = at_++;
    while (next() != '"') {
      if (next() == '\\') ++at_;
      if (++at_ >= text_.size()) return wrong("a text without an end");
    }
    ++at_;
    const auto json = parse_json(text_.substr(begin, at_ - begin));
    if (!json || !json->is_string()) return wrong("a text that is not one of JSON");
    return json->get<std::string>();
  }

  // Nothing when there is no number.
  Result<std::optional<std::int64_t>> parse_number() {
    std::int64_t number = 0;
    const char* begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), number);
    if (error == std::errc::result_out_of_range) return wrong("a number that is too large");
    if (error != std::errc()) return std::optional<std::int64_t>();
    at_ += static_cast<std::size_t>(end - begin);
    return std::optional(number);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Step> steps_;
};

Result<Selector> Selector::parse(std::string_view text) {
  Selector selector;
  selector.text_ = std::string(text);
  selector.steps_ = TILES_TRY(Parser(text).parse());
  return selector;
}

namespace {

// `place` counted from the end when it is negative, within [0, size].
std::size_t clamped(std::int64_t place, std::size_t size) {
  const auto count = static_cast<std::int64_t>(size);
  if (place < 0) place = place < -count ? 0 : place + count;
  return static_cast<std::size_t>(std::min(place, count));
}

const DagValue* index_of(const DagValue& value, std::int64_t place) {
  const auto* list = value.as<DagValue::List>();
  if (list == nullptr) return nullptr;
  const auto size = static_cast<std::int64_t>(list->size());
  const std::int64_t from_begin = place < 0 ? place + size : place;
  return from_begin < 0 || from_begin >= size ? nullptr
                                              : &(*list)[static_cast<std::size_t>(from_begin)];
}

struct Bounds {
  std::optional<std::int64_t> first;
  std::optional<std::int64_t> last;
};

// Of a list or of bytes.
const DagValue* slice_of(const DagValue& value, const Bounds& bounds, std::deque<DagValue>& made) {
  const auto* list = value.as<DagValue::List>();
  const auto* bytes = value.as<DagValue::Bytes>();
  if (list == nullptr && bytes == nullptr) return nullptr;
  const std::size_t size = list != nullptr ? list->size() : bytes->bytes.size();
  const std::size_t first = clamped(bounds.first.value_or(0), size);
  const std::size_t last = bounds.last ? clamped(*bounds.last, size) : size;
  const std::size_t count = last > first ? last - first : 0;
  if (list == nullptr) {
    made.emplace_back(DagValue::Bytes{bytes->bytes.substr(first, count)});
  } else {
    const auto begin = list->begin() + static_cast<std::ptrdiff_t>(first);
    made.emplace_back(DagValue::List(begin, begin + static_cast<std::ptrdiff_t>(count)));
  }
  return &made.back();
}

const DagValue* values_of(const DagValue& value, std::deque<DagValue>& made) {
  if (value.as<DagValue::List>() != nullptr) return &value;
  const auto* map = value.as<DagValue::Map>();
  if (map == nullptr) return nullptr;
  DagValue::List values;
  for (const auto& [key, each] : *map) values.push_back(each);
  made.emplace_back(std::move(values));
  return &made.back();
}

}  // namespace

const DagValue* Selector::take(const Step& step, const DagValue& value,
                               std::deque<DagValue>& made) {
  switch (step.kind) {
    case Step::Kind::Key:
      return value.find(step.key);
    case Step::Kind::Index:
      return index_of(value, step.first.value_or(0));
    case Step::Kind::Slice:
      return slice_of(value, {.first = step.first, .last = step.last}, made);
    case Step::Kind::Values:
      return values_of(value, made);
  }
  return nullptr;
}

const DagValue* Selector::resolve(const DagValue& value, std::deque<DagValue>& made) const {
  const DagValue* current = &value;
  for (const Step& step : steps_) {
    current = take(step, *current, made);
    if (current == nullptr && step.is_optional) return &made.emplace_back();
    if (current == nullptr) return nullptr;
  }
  return current;
}

}  // namespace tiles::identity
