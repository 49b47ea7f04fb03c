// SPDX-License-Identifier: Apache-2.0
// Rules for hand-written tasks: memory-model/natural/README.md, What is expected.
#include <algorithm>
#include <set>
#include <vector>

#include "base/text.h"
#include "memory/words.h"
#include "score/grade.h"
#include "score/vault_text.h"

namespace tiles::score {
namespace {

using Rule = RuleExpectation::Rule;
using State = RuleExpectation::State;

constexpr std::size_t kReplyCharactersMax =
    300;                                    // A recall that recites the vault answers nothing.
constexpr std::size_t kExtraWordsMax = 12;  // Of a written line, beyond what is expected in it.

std::size_t word_count(std::string_view text) { return memory::words_of(text).size(); }

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

bool has_path(const Rule& rule, const std::string& path) {
  return std::ranges::find(rule.paths, path) != rule.paths.end();
}

bool is_named(const Rule& rule, const std::string& path, std::string_view line) {
  if (!has_path(rule, path)) return false;
  return rule.line ? trim(line) == trim(*rule.line) : holds(readable(line), rule.holds);
}

bool fits(const Rule& rule, const std::string& path, std::string_view line, std::size_t slack) {
  if (!has_path(rule, path)) return false;
  const std::string shown = readable(line);
  const bool has_value = std::ranges::any_of(rule.values, [&](const std::string& value) {
    return holds(shown, value) && word_count(shown) <= word_count(value) + slack;
  });
  if (!has_value || (!rule.keys.empty() && !holds_any(shown, rule.keys))) return false;
  return std::ranges::all_of(rule.also, [&](const auto& also) { return holds_any(shown, also); });
}

struct PathLine {
  std::string path;
  std::string line;
};

struct Faults {
  std::size_t faults = 0;
  std::size_t damage = 0;

  std::size_t all() const { return faults + damage; }
};

// One accepted final state against the final vault.
class Comparison {
 public:
  Comparison(const State& state, const Files& before, const Files& after)
      : state_(state), after_(after), before_(redirected(before, state.redirects)) {
    for (const auto* rules :
         {&state.adds, &state.may_add, &state.removes, &state.may_remove, &state.creates}) {
      for (const Rule& rule : *rules) named_.insert(rule.paths.begin(), rule.paths.end());
    }
    std::set<std::string> paths;
    for (const auto& [path, text] : before_) paths.insert(path);
    for (const auto& [path, text] : after_) paths.insert(path);
    for (const std::string& path : paths) compare(path);
    for (const PathLine& lost : lost_) slack_ = std::max(slack_, word_count(lost.line));
    slack_ += kExtraWordsMax;
  }

  Faults run() {
    check_lost();
    check_removes();
    check_added();
    check_files();
    check_creates();
    return faults_;
  }

 private:
  static std::string text_of(const Files& files, const std::string& path) {
    const auto found = files.find(path);
    return found == files.end() ? "" : found->second;
  }

  void compare(const std::string& path) {
    TextDifference change = difference(text_of(before_, path), text_of(after_, path));
    for (const std::string& line : change.added) added_.push_back({path, line});
    for (const std::string& line : change.lost) lost_.push_back({path, line});
    if (!before_.contains(path)) new_.insert(path);
    changes_.emplace_back(path, std::move(change));
  }

  void check_lost() {
    for (const PathLine& lost : lost_) {
      const auto names = [&](const Rule& rule) { return is_named(rule, lost.path, lost.line); };
      const bool is_expected = std::ranges::any_of(state_.removes, names) ||
                               std::ranges::any_of(state_.may_remove, names);
      if (!is_expected && !goes_on(lost)) ++faults_.damage;
    }
  }

  // Whether a wanted fact was put at the end of this line, which stands there whole.
  bool goes_on(const PathLine& lost) const {
    return std::ranges::any_of(added_, [&](const PathLine& added) {
      return added.path == lost.path && holds(readable(added.line), readable(lost.line)) &&
             std::ranges::any_of(state_.adds, [&](const Rule& rule) {
               return fits(rule, lost.path, added.line, slack_);
             });
    });
  }

  void check_removes() {
    std::string written;
    for (const PathLine& added : added_) {
      written.append(written.empty() ? "" : " ").append(readable(added.line));
    }
    for (const Rule& rule : state_.removes) {
      const bool is_gone = std::ranges::any_of(
          lost_, [&](const PathLine& lost) { return is_named(rule, lost.path, lost.line); });
      const bool is_kept = std::ranges::all_of(
          rule.keeps, [&](const std::string& kept) { return holds(written, kept); });
      if (!is_gone) {
        ++faults_.faults;
      } else if (!is_kept) {
        ++faults_.damage;
      }
    }
  }

  void check_added() {
    const bool is_merged =
        !state_.redirects.empty() && std::ranges::none_of(state_.redirects, [&](const auto& pair) {
          return after_.contains(pair.first);
        });
    for (const Rule& rule : state_.adds) {
      const bool is_written = std::ranges::any_of(added_, [&](const PathLine& added) {
        return fits(rule, added.path, added.line, slack_);
      });
      if (!is_written) ++(is_merged ? faults_.damage : faults_.faults);
    }
    for (const PathLine& added : added_) check_added_line(added);
  }

  void check_added_line(const PathLine& added) {
    if (!is_wanted(added)) ++faults_.faults;
    for (const std::string& needle : state_.adds_none) {
      if (holds(readable(added.line), needle)) ++faults_.faults;
    }
    for (const std::string& target : link_targets(added.line)) {
      if (!leads_to(after_, added.path, target)) {
        ++faults_.faults;
        break;
      }
    }
  }

  bool is_wanted(const PathLine& added) const {
    const auto wanted = [&](const Rule& rule) {
      return fits(rule, added.path, added.line, slack_);
    };
    if (std::ranges::any_of(state_.adds, wanted) || std::ranges::any_of(state_.may_add, wanted)) {
      return true;
    }
    const std::vector<std::string> targets = link_targets(added.line);
    const bool links_new =
        !targets.empty() && std::ranges::all_of(targets, [&](const std::string& target) {
          const auto to = leads_to(after_, added.path, target);
          return to && (new_.contains(*to) || (new_.contains(added.path) && *to == "user.md"));
        });
    const bool is_heading = added.line.starts_with('#') && named_.contains(added.path);
    return links_new || is_heading || word_count(added.line) == 0;
  }

  std::set<std::string> linked_notes() const {
    std::set<std::string> linked;
    for (const auto& [path, text] : after_) {
      for (const std::string& target : link_targets(text)) {
        if (const auto to = leads_to(after_, path, target)) linked.insert(*to);
      }
    }
    return linked;
  }

  void check_files() {
    const std::set<std::string> linked = linked_notes();
    for (const auto& [path, change] : changes_) {
      const bool is_new = new_.contains(path);
      const bool changed_quietly = !change.same_bytes && !named_.contains(path) &&
                                   change.lost.empty() && change.added.empty();
      if (!after_.contains(path)) {
        ++faults_.damage;
      } else if ((is_new && !named_.contains(path)) ||
                 (is_new && path != "user.md" && !linked.contains(path)) || !change.same_breaks ||
                 changed_quietly) {
        ++faults_.faults;
      }
    }
  }

  void check_creates() {
    for (const Rule& rule : state_.creates) {
      std::string title;
      for (const std::string& path : rule.paths) {
        if (!new_.contains(path)) continue;
        const std::string text = text_of(after_, path);
        for (const std::string_view line : text_lines(text)) {
          if (title.empty() && line.starts_with("# ")) title = line;
        }
      }
      if (!holds_any(title, rule.titles)) ++faults_.faults;
    }
  }

  const State& state_;
  const Files& after_;
  Files before_;
  std::set<std::string> named_;
  std::set<std::string> new_;
  std::vector<std::pair<std::string, TextDifference>> changes_;
  std::vector<PathLine> added_;
  std::vector<PathLine> lost_;
  std::size_t slack_ = 0;
  Faults faults_;
};

struct Fit {
  bool is_right = false;
  bool is_damaged = true;
};

// Against the accepted final state that fits best; damage against that which suffered least.
Fit compare_vault(const std::vector<State>& states, const Files& before, const Files& after) {
  Fit fit;
  for (const State& state : states) {
    const Faults found = Comparison(state, before, after).run();
    fit.is_right = fit.is_right || found.all() == 0;
    fit.is_damaged = fit.is_damaged && found.damage > 0;
    if (state.redirects.empty()) continue;
    // A rename or a merge that was left undone has lost nothing.
    State undone = state;
    undone.redirects.clear();
    fit.is_damaged = fit.is_damaged && Comparison(undone, before, after).run().damage > 0;
  }
  return fit;
}

bool comes_first(const RuleExpectation& expected, std::string_view reply) {
  std::size_t begin = characters(reply);
  bool any = false;
  for (const std::string& first : expected.reply_all.front()) {
    if (const auto at = place(reply, first)) {
      begin = any ? std::min(begin, *at) : *at;
      any = true;
    }
  }
  return std::ranges::all_of(expected.reply_later, [&](const std::string& needle) {
    const auto at = place(reply, needle);
    return !at || *at > begin;
  });
}

bool is_reply_right(const SuiteTask& task, const RuleExpectation& expected,
                    std::string_view reply) {
  const auto is_said = [&](const auto& needles) { return holds_any(reply, needles); };
  const auto is_held = [&](const std::string& needle) { return holds(reply, needle); };
  if (!std::ranges::all_of(expected.reply_all, is_said) ||
      std::ranges::any_of(expected.reply_none, is_held)) {
    return false;
  }
  if (!expected.reply_later.empty() && !comes_first(expected, reply)) return false;
  return task.mode != memory::Mode::Recall || characters(reply) <= kReplyCharactersMax;
}

}  // namespace

Verdict grade_rules(const SuiteTask& task, const RuleExpectation& expected, const Ending& ending) {
  const Fit fit = compare_vault(expected.states, task.files, ending.files);
  const bool has_outcome =
      std::ranges::find(expected.outcomes, ending.outcome) != expected.outcomes.end();
  Verdict verdict;
  verdict.is_damaged = fit.is_damaged;
  verdict.is_right = fit.is_right && has_outcome && is_reply_right(task, expected, ending.reply);
  return verdict;
}

}  // namespace tiles::score
