// SPDX-License-Identifier: Apache-2.0
#include "terminal/notices.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace tiles::program {
namespace {

struct LineCounts {
  std::size_t added = 0;
  std::size_t removed = 0;
};

LineCounts count_lines(std::string_view diff) {
  LineCounts counts;
  bool in_hunk = false;
  while (!diff.empty()) {
    const std::size_t end = diff.find('\n');
    const std::string_view line = diff.substr(0, end);
    diff.remove_prefix(end == std::string_view::npos ? diff.size() : end + 1);
    in_hunk = in_hunk || line.rfind("@@", 0) == 0;
    if (in_hunk && line.rfind('+', 0) == 0) ++counts.added;
    if (in_hunk && line.rfind('-', 0) == 0) ++counts.removed;
  }
  return counts;
}

}  // namespace

std::string plural(std::size_t count, std::string_view one) {
  return std::to_string(count) + " " + std::string(one) + (count == 1 ? "" : "s");
}

std::string line_counts(const tilekit::Change& change) {
  const LineCounts counts = count_lines(change.diff);
  if (counts.removed == 0) return "+" + plural(counts.added, "line");
  if (counts.added == 0) return "-" + plural(counts.removed, "line");
  return "+" + std::to_string(counts.added) + " -" + plural(counts.removed, "line");
}

std::string recall_notice(const tilekit::AskResult& result) {
  if (result.facts.empty()) {
    return result.outcome == tilekit::AskOutcome::GaveUp ? "recall gave up: " + result.reason : "";
  }
  std::string places;
  for (const tilekit::Fact& fact : result.facts) {
    places.append(places.empty() ? "" : ", ").append(fact.path);
    places.append(":").append(std::to_string(fact.line));
  }
  return "recalled " + plural(result.facts.size(), "fact") + " from " + places;
}

std::string remember_notice(const tilekit::TellResult& result, UndoWord undo) {
  switch (result.outcome) {
    case tilekit::TellOutcome::Remembered: {
      std::string places;
      for (const tilekit::Change& change : result.changes) {
        places.append(change.path).append(" ").append(line_counts(change)).append(", ");
      }
      return "remembered: " + places + (undo == UndoWord::Slash ? "/undo" : "tiles memory undo");
    }
    case tilekit::TellOutcome::Clarify:
      return "to remember this: " + result.reply;
    case tilekit::TellOutcome::GaveUp:
      return "nothing remembered: " + result.reason;
    case tilekit::TellOutcome::Nothing:
      return "";
  }
  return "";
}

std::string recovery_notice(const tilekit::Recovery& recovery) {
  if (!recovery.problem.empty()) {
    return "an edit of memory was cut off and could not be completed: " + recovery.problem;
  }
  if (recovery.transaction.empty()) return "";
  std::string notice = "an edit of memory was cut off and is now complete: " + recovery.transaction;
  std::string kept;
  for (const std::string& path : recovery.left_alone) {
    kept.append(kept.empty() ? "; changed since, so left alone: " : ", ").append(path);
  }
  return notice + kept;
}

std::string last_exchange(const tilekit::PastTurns& past) {
  return ">>> " + past.last_message + "\n" + past.last_reply;
}

std::string context_lines(const tilekit::ContextReport& report) {
  std::string lines;
  const auto add = [&lines](std::string_view what, std::size_t tokens) {
    constexpr std::size_t kNumberWidth = 8;
    constexpr std::size_t kNameWidth = 20;
    const std::string number = std::to_string(tokens);
    lines.append(what).append(kNameWidth - std::min(kNameWidth, what.size()), ' ');
    lines.append(kNumberWidth - std::min(kNumberWidth, number.size()), ' ').append(number);
    lines.append("\n");
  };
  lines.append("tokens of the context window\n");
  add("system", report.system);
  add("memory", report.memory);
  add("history", report.history);
  add("kept for the reply", report.reserved_for_reply);
  add("free", report.free);
  add("window", report.window);
  for (const tilekit::ContextReport::LeftOut& part : report.left_out) {
    lines.append("left out: ").append(part.what).append(", ");
    lines.append(plural(part.tokens, "token")).append(": ").append(part.why).append("\n");
  }
  return lines;
}

}  // namespace tiles::program
