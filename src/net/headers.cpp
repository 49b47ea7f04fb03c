// SPDX-License-Identifier: Apache-2.0
#include "net/headers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/format.h"
#include "base/text.h"

namespace tiles::net {
namespace {

constexpr std::size_t kChallengeParametersMax = 16;

// Takes `text` away from the front of `rest`.
bool take(std::string_view& rest, std::string_view text) {
  if (!rest.starts_with(text)) return false;
  rest.remove_prefix(text.size());
  return true;
}

std::string_view take_until(std::string_view& rest, std::string_view ends) {
  const std::size_t end = std::min(rest.find_first_of(ends), rest.size());
  const std::string_view taken = rest.substr(0, end);
  rest.remove_prefix(end);
  return taken;
}

// "Sun, 06 Nov 1994 08:49:37 GMT", the one form that RFC 9110 lets servers send.
std::optional<TimePoint> parse_date(std::string_view value) {
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr std::size_t kDateBytes = 29;
  if (value.size() != kDateBytes || !value.ends_with(" GMT")) return std::nullopt;
  const auto* month = std::ranges::find(kMonths, value.substr(8, 3));
  const auto day = parse_number(value.substr(5, 2));
  const auto year = parse_number(value.substr(12, 4));
  const auto hour = parse_number(value.substr(17, 2));
  const auto minute = parse_number(value.substr(20, 2));
  const auto second = parse_number(value.substr(23, 2));
  if (month == kMonths.end() || !day || !year || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{
      std::chrono::year(static_cast<int>(*year)),
      std::chrono::month(static_cast<unsigned>(month - kMonths.begin()) + 1),
      std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second);
}

// `"resolvers";r=0;t=120`: the wait, when nothing remains.
std::optional<std::uint64_t> rate_limit_wait(std::string_view value) {
  std::optional<std::uint64_t> remaining;
  std::optional<std::uint64_t> wait;
  for (std::string_view part : split(value, ';')) {
    part = trim(part);
    if (take(part, "r=")) remaining = parse_number(part);
    if (take(part, "t=")) wait = parse_number(part);
  }
  return remaining == std::uint64_t{0} ? wait : std::nullopt;
}

}  // namespace

Result<void> Headers::add_line(std::string_view line) {
  size_bytes_ += line.size();
  if (size_bytes_ > kBytesMax || fields_.size() >= kFieldsMax) {
    return fail(
        ErrorCode::Limit,
        format("the answer's headers have more than {} bytes or {} fields", kBytesMax, kFieldsMax));
  }
  line = trim(line);
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return {};
  fields_.push_back(
      {std::string(trim(line.substr(0, colon))), to_valid_utf8(trim(line.substr(colon + 1)))});
  return {};
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  const std::string wanted = to_lower_ascii(name);
  for (const Header& field : fields_) {
    if (to_lower_ascii(field.name) == wanted) return field.value;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> parse_number(std::string_view value) {
  std::uint64_t number = 0;
  const char* const end = value.data() + value.size();
  const auto [read, error] = std::from_chars(value.data(), end, number);
  if (value.empty() || error != std::errc() || read != end) return std::nullopt;
  return number;
}

std::optional<ContentRange> parse_content_range(std::string_view value) {
  if (!take(value, "bytes ")) return std::nullopt;
  ContentRange range;
  const std::string_view span = take_until(value, "/");
  if (!take(value, "/")) return std::nullopt;
  if (value != "*") {
    range.total = parse_number(value);
    if (!range.total) return std::nullopt;
  }
  if (span == "*") return range.total ? std::optional(range) : std::nullopt;
  const std::size_t dash = span.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  range.first = parse_number(span.substr(0, dash));
  const auto last = parse_number(span.substr(dash + 1));
  if (!range.first || !last || *last < *range.first || (range.total && *last >= *range.total)) {
    return std::nullopt;
  }
  range.last = *last;
  return range;
}

std::optional<std::chrono::seconds> asked_wait(const Headers& headers, TimePoint now) {
  std::optional<std::uint64_t> seconds;
  if (const auto after = headers.find("Retry-After")) {
    seconds = parse_number(*after);
    const auto date = seconds ? std::nullopt : parse_date(*after);
    if (date) {
      const auto wait = std::chrono::ceil<std::chrono::seconds>(*date - now).count();
      seconds = static_cast<std::uint64_t>(std::max<std::int64_t>(wait, 0));
    }
  }
  if (!seconds) {
    const auto limit = headers.find("RateLimit");
    if (limit) seconds = rate_limit_wait(*limit);
  }
  if (!seconds) return std::nullopt;
  const auto most = static_cast<std::uint64_t>(kWaitMax.count());
  return std::chrono::seconds(static_cast<std::int64_t>(std::min(*seconds, most)));
}

std::optional<Challenge> parse_challenge(std::string_view value) {
  Challenge challenge;
  challenge.scheme = to_lower_ascii(take_until(value, " ,"));
  if (challenge.scheme.empty()) return std::nullopt;
  while (challenge.parameters.size() < kChallengeParametersMax) {
    value.remove_prefix(std::min(value.find_first_not_of(" ,\t"), value.size()));
    const std::string name = to_lower_ascii(trim(take_until(value, "=")));
    if (name.empty() || !take(value, "=")) break;
    // No escapes in quotes: no registry sends any.
    const bool is_quoted = take(value, "\"");
    challenge.parameters.emplace(name, std::string(take_until(value, is_quoted ? "\"" : ", ")));
    if (is_quoted && !take(value, "\"")) return std::nullopt;
  }
  return challenge;
}

std::string_view plain_etag(std::string_view value) {
  take(value, "W/");
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
    value.remove_prefix(1);
    value.remove_suffix(1);
  }
  return value;
}

}  // namespace tiles::net
