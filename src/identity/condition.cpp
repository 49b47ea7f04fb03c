// SPDX-License-Identifier: Apache-2.0
#include "identity/condition.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.h"
#include "identity/dag_json.h"
#include "identity/ucan.h"

namespace tiles::identity {
namespace {

constexpr std::size_t kBytesMax = 4'096;

// Longer ones first, so that "<=" is not read as "<".
constexpr std::array<std::string_view, 7> kOperators = {"==", "!=", "<=", ">=", "<", ">", "like"};

class ConditionReader {
 public:
  explicit ConditionReader(std::string_view text) : text_(text) {}

  Result<DagValue> read() {
    DagValue::List statements;
    for (;;) {
      statements.push_back(TILES_TRY(read_statement()));
      skip_spaces();
      if (at_ == text_.size()) return DagValue(std::move(statements));
      if (!take("and")) return wrong("'and' is missing");
    }
  }

 private:
  tl::unexpected<Error> wrong(std::string_view why) const {
    return fail(Error(ErrorCode::Invalid, "condition " + shown_in_quotes(text_) + ": " +
                                              std::string(why) + " at byte " +
                                              std::to_string(at_ + 1))
                    .with_hint("write it like: .path like \"entities/projects/*\""));
  }

  std::string_view rest() const { return text_.substr(at_); }
  void skip_spaces() {
    while (rest().starts_with(' ') || rest().starts_with('\t')) ++at_;
  }
  bool take(std::string_view word) {
    skip_spaces();
    if (!rest().starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  Result<DagValue> read_statement() {
    skip_spaces();
    const std::string selector(take_selector());
    if (const auto parsed = Selector::parse(selector); !parsed) {
      return wrong("no selector such as '.path'");
    }
    skip_spaces();
    const auto* op = std::ranges::find_if(
        kOperators, [&](std::string_view each) { return rest().starts_with(each); });
    if (op == kOperators.end()) return wrong("no operator");
    at_ += op->size();
    skip_spaces();
    DagValue operand = TILES_TRY(take_value());
    return DagValue(DagValue::List{*op, selector, std::move(operand)});
  }

  // To the first space outside a text.
  std::string_view take_selector() {
    const std::size_t begin = at_;
    bool in_text = false;
    while (at_ < text_.size() && (in_text || (text_[at_] != ' ' && text_[at_] != '\t'))) {
      if (in_text && text_[at_] == '\\') ++at_;
      if (at_ < text_.size() && text_[at_] == '"') in_text = !in_text;
      at_ = std::min(at_ + 1, text_.size());
    }
    return text_.substr(begin, at_ - begin);
  }

  // A text in quotes, or what comes before the next space: a number, true, false or null.
  Result<DagValue> take_value() {
    const std::string_view value = take_selector();
    if (value.starts_with('[') || value.starts_with('{')) return wrong("no list or map here");
    auto parsed = parse_dag_json(value);
    if (!parsed) return wrong("no value of JSON");
    return parsed;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<Policy> parse_condition(std::string_view text) {
  if (text.size() > kBytesMax) {
    return fail(ErrorCode::Limit, "condition of more than " + std::to_string(kBytesMax) + " bytes");
  }
  const DagValue statements = TILES_TRY(ConditionReader(text).read());
  return Policy::parse(statements);
}

Result<std::chrono::seconds> parse_duration(std::string_view text) {
  constexpr std::chrono::seconds kMost = std::chrono::days(366);
  constexpr std::string_view kUnits = "smhdw";
  constexpr std::array<std::int64_t, 5> kSeconds = {1, 60, 3'600, 86'400, 604'800};
  std::uint32_t count = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, count);
  const std::size_t unit = stop + 1 == end ? kUnits.find(*stop) : std::string_view::npos;
  if (error != std::errc() || count == 0 || unit == std::string_view::npos) {
    return fail(Error(ErrorCode::Invalid, shown_in_quotes(text) + " is no length of time")
                    .with_hint("write 30m, 12h, 7d or 4w"));
  }
  const std::chrono::seconds length(std::int64_t{count} * kSeconds.at(unit));
  if (length > kMost) return fail(ErrorCode::Limit, shown_in_quotes(text) + " is over a year");
  return length;
}

Result<std::string> parse_right(std::string_view text) {
  if (text.empty()) {
    return fail(Error(ErrorCode::Invalid, "no right is named")
                    .with_hint("a right is like memory/read, or * for everything"));
  }
  if (text == "*") return std::string("/");
  if (text.find('*') != std::string_view::npos) {
    return fail(Error(ErrorCode::Invalid, shown_in_quotes(text) + " has a '*' beside other text")
                    .with_hint("memory is everything within it; * alone is everything"));
  }
  const std::string command = text.starts_with('/') ? std::string(text) : "/" + std::string(text);
  TILES_CHECK(check_command(command));
  return command;
}

}  // namespace tiles::identity
