// SPDX-License-Identifier: Apache-2.0
#include "score/table.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace tiles::score {
namespace {

constexpr double kNormal95 = 1.959964;  // Of the normal distribution, for 95 % intervals.

struct Interval {
  double low = 0;
  double high = 1;
};

Interval wilson(const Share& share) {
  if (share.of == 0) return {};
  const auto count = static_cast<double>(share.of);
  const double part = share.value();
  const double square = kNormal95 * kNormal95;
  const double whole = 1 + square / count;
  const double middle = (part + square / (2 * count)) / whole;
  const double half =
      kNormal95 * std::sqrt(part * (1 - part) / count + square / (4 * count * count)) / whole;
  return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

// The smallest time that `share` of all stay within.
std::chrono::microseconds quantile(std::vector<std::chrono::microseconds> times, double share) {
  if (times.empty()) return {};
  std::ranges::sort(times);
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(times.size())));
  return times[std::max<std::size_t>(rank, 1) - 1];
}

}  // namespace

double Share::value() const {
  return of == 0 ? 0 : static_cast<double>(right) / static_cast<double>(of);
}
double Share::low() const { return wilson(*this).low; }
double Share::high() const { return wilson(*this).high; }

Row total_of(const std::vector<TaskScore>& scores) {
  Row row;
  std::map<std::string, bool> groups;
  std::vector<std::chrono::microseconds> times;
  for (const TaskScore& score : scores) {
    ++row.tasks;
    row.damaged += score.verdict.is_damaged ? 1 : 0;
    row.leaked += score.verdict.leaks ? 1 : 0;
    times.push_back(score.time);
    if (score.group.empty()) {
      ++row.cases.of;
      row.cases.right += score.verdict.is_right ? 1 : 0;
    } else {
      const auto group = groups.emplace(score.family + "/" + score.group, true).first;
      group->second = group->second && score.verdict.is_right;
    }
  }
  row.cases.of += groups.size();
  row.cases.right += static_cast<std::size_t>(
      std::ranges::count_if(groups, [](const auto& group) { return group.second; }));
  constexpr double kMedian = 0.5;
  constexpr double kNearlyAll = 0.95;
  row.median = quantile(times, kMedian);
  row.p95 = quantile(std::move(times), kNearlyAll);
  return row;
}

std::vector<Row> rows_of(const std::vector<TaskScore>& scores) {
  std::vector<std::string> families;
  std::map<std::string, std::vector<TaskScore>> by_family;
  for (const TaskScore& score : scores) {
    if (!by_family.contains(score.family)) families.push_back(score.family);
    by_family[score.family].push_back(score);
  }
  std::vector<Row> rows;
  for (const std::string& family : families) {
    rows.push_back(total_of(by_family[family]));
    rows.back().family = family;
  }
  return rows;
}

}  // namespace tiles::score
