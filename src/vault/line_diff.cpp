// SPDX-License-Identifier: Apache-2.0
#include "vault/line_diff.h"

#include <algorithm>
#include <span>

#include "base/format.h"

namespace tiles::vault {
namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t kContextLines = 3;

// E. W. Myers, "An O(ND) difference algorithm and its variations" (1986), on the lines between the
// common start and the common end.
class Myers {
 public:
  Myers(const Lines& before, const Lines& after, Hunk middle)
      : before_(before), after_(after), middle_(middle) {}

  std::vector<Hunk> run() {
    const std::size_t old_count = middle_.old_end - middle_.old_begin;
    const std::size_t new_count = middle_.new_end - middle_.new_begin;
    const auto edits_max = static_cast<long>(std::min(old_count + new_count, kEditsMax));
    std::vector<long> reach(2 * static_cast<std::size_t>(edits_max) + 3, 0);
    offset_ = edits_max + 1;
    for (long edits = 0; edits <= edits_max; ++edits) {
      const bool done =
          extend(reach, edits, static_cast<long>(old_count), static_cast<long>(new_count));
      // Only diagonals -edits to edits have been written.
      trace_.emplace_back(reach.begin() + (offset_ - edits), reach.begin() + (offset_ + edits + 1));
      if (done) {
        return trace_back(static_cast<long>(old_count), static_cast<long>(new_count));
      }
    }
    return {middle_};
  }

 private:
  bool same(long x, long y) const {
    return before_[middle_.old_begin + static_cast<std::size_t>(x)] ==
           after_[middle_.new_begin + static_cast<std::size_t>(y)];
  }

  // Furthest reach on each diagonal with `edits` edits; whether the end was reached.
  bool extend(std::vector<long>& reach, long edits, long old_count, long new_count) const {
    for (long diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const long below = reach[static_cast<std::size_t>(offset_ + diagonal + 1)];
      const long left = reach[static_cast<std::size_t>(offset_ + diagonal - 1)];
      const bool down = diagonal == -edits || (diagonal != edits && left < below);
      long x = down ? below : left + 1;
      if (edits == 0) x = 0;
      long y = x - diagonal;
      while (x < old_count && y < new_count && same(x, y)) ++x, ++y;
      reach[static_cast<std::size_t>(offset_ + diagonal)] = x;
      if (x >= old_count && y >= new_count) return true;
    }
    return false;
  }

  long reached(long edits, long diagonal) const {
    return trace_[static_cast<std::size_t>(edits)][static_cast<std::size_t>(diagonal + edits)];
  }

  std::vector<Hunk> trace_back(long x, long y) const {
    std::vector<Hunk> hunks;
    for (long edits = static_cast<long>(trace_.size()) - 1; edits > 0; --edits) {
      const long diagonal = x - y;
      const bool down = diagonal == -edits ||
                        (diagonal != edits &&
                         reached_before(edits, diagonal - 1) < reached_before(edits, diagonal + 1));
      const long previous = down ? diagonal + 1 : diagonal - 1;
      const long from_x = reached_before(edits, previous);
      const long from_y = from_x - previous;
      prepend(hunks, from_x, from_y, down);
      x = from_x;
      y = from_y;
    }
    return hunks;
  }

  // Diagonals outside of what `edits - 1` edits reach count as the start.
  long reached_before(long edits, long diagonal) const {
    return diagonal < -(edits - 1) || diagonal > edits - 1 ? 0 : reached(edits - 1, diagonal);
  }

  void prepend(std::vector<Hunk>& hunks, long x, long y, bool down) const {
    const std::size_t old_at = middle_.old_begin + static_cast<std::size_t>(x);
    const std::size_t new_at = middle_.new_begin + static_cast<std::size_t>(y);
    const Hunk step{old_at, old_at + (down ? 0 : 1), new_at, new_at + (down ? 1 : 0)};
    if (!hunks.empty() && hunks.front().old_begin == step.old_end &&
        hunks.front().new_begin == step.new_end) {
      hunks.front().old_begin = step.old_begin;
      hunks.front().new_begin = step.new_begin;
    } else {
      hunks.insert(hunks.begin(), step);
    }
  }

  const Lines& before_;
  const Lines& after_;
  Hunk middle_;
  long offset_ = 0;
  std::vector<std::vector<long>> trace_;  // Of each number of edits: reach by diagonal.
};

// Old lines of one group of hunks that share their context.
struct Group {
  std::size_t first = 0;  // Index of a hunk.
  std::size_t last = 0;
};

std::vector<Group> group(const std::vector<Hunk>& hunks) {
  std::vector<Group> groups;
  for (std::size_t i = 0; i < hunks.size(); ++i) {
    if (i > 0 && hunks[i].old_begin - hunks[i - 1].old_end <= 2 * kContextLines) {
      groups.back().last = i;
    } else {
      groups.push_back({i, i});
    }
  }
  return groups;
}

using LineSpan = std::span<const std::string_view>;

LineSpan part(const Lines& lines, std::size_t begin, std::size_t end) {
  return LineSpan(lines).subspan(begin, end - begin);
}

void add_lines(std::string& out, char mark, LineSpan lines) {
  for (const std::string_view line : lines) {
    out += mark;
    out += line;
    if (!line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
  }
}

std::string span(std::size_t begin, std::size_t end) {
  const std::size_t first = end > begin ? begin + 1 : begin;
  return end - begin == 1 ? format("{}", first) : format("{},{}", first, end - begin);
}

// hunks: one group.
void add_group(std::string& out, std::span<const Hunk> hunks, const Lines& before,
               const Lines& after) {
  const Hunk& first = hunks.front();
  const Hunk& last = hunks.back();
  const std::size_t lead = std::min(kContextLines, first.old_begin);
  const std::size_t trail = std::min(kContextLines, before.size() - last.old_end);
  out += format("@@ -{} +{} @@\n", span(first.old_begin - lead, last.old_end + trail),
                span(first.new_begin - lead, last.new_end + trail));
  std::size_t at = first.old_begin - lead;
  for (const Hunk& hunk : hunks) {
    add_lines(out, ' ', part(before, at, hunk.old_begin));
    add_lines(out, '-', part(before, hunk.old_begin, hunk.old_end));
    add_lines(out, '+', part(after, hunk.new_begin, hunk.new_end));
    at = hunk.old_end;
  }
  add_lines(out, ' ', part(before, at, last.old_end + trail));
}

}  // namespace

std::vector<std::string_view> lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

std::vector<Hunk> diff_lines(std::string_view old_text, std::string_view new_text) {
  const Lines before = lines_of(old_text);
  const Lines after = lines_of(new_text);
  const std::size_t shorter = std::min(before.size(), after.size());
  std::size_t start = 0;
  while (start < shorter && before[start] == after[start]) ++start;
  std::size_t end = 0;
  while (end < shorter - start && before[before.size() - 1 - end] == after[after.size() - 1 - end])
    ++end;
  const Hunk middle{start, before.size() - end, start, after.size() - end};
  if (middle.old_begin == middle.old_end && middle.new_begin == middle.new_end) return {};
  if (middle.old_begin == middle.old_end || middle.new_begin == middle.new_end) return {middle};
  return Myers(before, after, middle).run();
}

std::string unified_diff(DiffNames names, std::string_view old_text, std::string_view new_text) {
  const std::vector<Hunk> hunks = diff_lines(old_text, new_text);
  if (hunks.empty()) return "";
  const Lines before = lines_of(old_text);
  const Lines after = lines_of(new_text);
  std::string out = format("--- {}\n+++ {}\n", names.before, names.after);
  for (const Group& one : group(hunks)) {
    add_group(out, std::span(hunks).subspan(one.first, one.last - one.first + 1), before, after);
  }
  return out;
}

}  // namespace tiles::vault
