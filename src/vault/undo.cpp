// SPDX-License-Identifier: Apache-2.0
#include "vault/undo.h"

#include <vector>

#include "vault/line_diff.h"

namespace tiles::vault {
namespace {

constexpr std::size_t kGone = static_cast<std::size_t>(-1);

// For each line of `after`, its place in `now`, or kGone. One more entry at the end, for the end
// itself.
std::vector<std::size_t> places(std::string_view after, std::string_view now) {
  const std::size_t count = lines_of(after).size();
  std::vector<std::size_t> place;
  std::size_t shift = 0;  // Of the lines between hunks; wraps around for a shift backward.
  for (const Hunk& hunk : diff_lines(after, now)) {
    while (place.size() < hunk.old_begin) place.push_back(place.size() + shift);
    place.resize(hunk.old_end, kGone);
    shift = hunk.new_end - hunk.old_end;
  }
  while (place.size() <= count) place.push_back(place.size() + shift);
  return place;
}

// Lines of `now` that a hunk left, if they stand together as it left them. A hunk that only took
// lines away left none: then its two neighbours must still be neighbours.
std::optional<Hunk> locate(const Hunk& back, const std::vector<std::size_t>& place) {
  const std::size_t first = back.old_begin;
  const std::size_t last = back.old_end;
  for (std::size_t line = first; line < last; ++line) {
    if (place[line] == kGone || place[line] != place[first] + (line - first)) return std::nullopt;
  }
  if (first < last) return Hunk{place[first], place[last - 1] + 1, back.new_begin, back.new_end};
  const std::size_t before = first == 0 ? 0 : place[first - 1];
  if (before == kGone || place[first] == kGone) return std::nullopt;
  const std::size_t at = first == 0 ? 0 : before + 1;
  if (place[first] != at) return std::nullopt;
  return Hunk{at, at, back.new_begin, back.new_end};
}

tl::unexpected<Error> conflict(const Change& change) {
  return fail(ErrorCode::Conflict, change.path + " changed since");
}

}  // namespace

Result<std::optional<std::string>> without_change(const Change& change,
                                                  const std::optional<std::string>& now) {
  if (now == change.after) return change.before;
  if (!now || !change.after || !change.before) return conflict(change);
  const std::vector<std::size_t> place = places(*change.after, *now);
  const auto now_lines = lines_of(*now);
  const auto before_lines = lines_of(*change.before);
  std::string text;
  std::size_t at = 0;
  for (const Hunk& back : diff_lines(*change.after, *change.before)) {
    const auto found = locate(back, place);
    if (!found) return conflict(change);
    for (; at < found->old_begin; ++at) text += now_lines[at];
    for (std::size_t line = found->new_begin; line < found->new_end; ++line)
      text += before_lines[line];
    at = found->old_end;
  }
  for (; at < now_lines.size(); ++at) text += now_lines[at];
  return std::optional(std::move(text));
}

}  // namespace tiles::vault
