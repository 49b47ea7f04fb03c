// SPDX-License-Identifier: Apache-2.0
// What a suite wants changed must be possible: the guard against damage asks about little of it.
#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <utility>

#include "base/text.h"
#include "memory/damage_guard.h"
#include "memory/name_index.h"
#include "score/embedded_suite.h"
#include "score/suite.h"

namespace tiles::score {
namespace {

std::string title_in(const Files& files, std::string target) {
  if (!target.ends_with(".md")) target += ".md";
  const auto found = files.find(target);
  if (found == files.end()) return "";
  for (const std::string_view line : split(found->second, '\n')) {
    if (line.starts_with("# ")) return std::string(line.substr(2));
  }
  return "";
}

std::vector<vault::Change> changes_of(const SuiteTask& task, const Files& target) {
  std::set<std::string> paths;
  for (const auto& [path, text] : task.files) paths.insert(path);
  for (const auto& [path, text] : target) paths.insert(path);
  const auto text_in = [](const Files& files, const std::string& path) {
    const auto found = files.find(path);
    return found == files.end() ? std::nullopt : std::optional(found->second);
  };
  std::vector<vault::Change> changes;
  for (const std::string& path : paths) {
    vault::Change change{path, text_in(task.files, path), text_in(target, path)};
    if (change.before != change.after) changes.push_back(std::move(change));
  }
  return changes;
}

// The candidates of the view, aliases aside.
std::vector<memory::NamedPath> mentioned(const SuiteTask& task) {
  std::vector<memory::NoteNames> names;
  for (const auto& [path, text] : task.files)
    names.push_back({path, title_in(task.files, path), {}});
  return memory::NameIndex(std::move(names)).candidates(task.message);
}

TEST(NeededChanges, NearlyNoneIsAskedAbout) {
  std::size_t changed = 0;
  std::size_t asked = 0;
  std::string seen;
  const auto tasks = parse_suite(embedded_suite(), "").value();
  for (const SuiteTask& task : tasks) {
    const auto& expected = std::get<ExactExpectation>(task.expectation);
    if (expected.kind != ExactExpectation::Kind::Change) continue;
    ++changed;
    const auto lost =
        memory::unspoken_losses(changes_of(task, expected.target), {task.message, mentioned(task)},
                                [&](std::string_view link, std::string_view) {
                                  return title_in(task.files, std::string(link));
                                });
    if (lost.empty()) continue;
    ++asked;
    seen += task.id + ": " + task.message + "\n  - " + lost.front().text + "\n";
  }
  EXPECT_GT(changed, 50U);
  EXPECT_LE(asked * 20, changed) << asked << " of " << changed << "\n" << seen;
}

}  // namespace
}  // namespace tiles::score
