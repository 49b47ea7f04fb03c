// SPDX-License-Identifier: Apache-2.0
// The sandbox against CPython: tests/data/python-corpus.jsonl holds what CPython 3.11 did with each
// snippet. What differs is listed in docs/protocols/python.md, no more and no less.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/format.h"
#include "base/json.h"
#include "memory/python_lines.h"
#include "sandbox/worker.h"

namespace tiles::memory {
namespace {

using std::chrono::steady_clock;

constexpr const char* kDifferences = "## Differences from CPython in the corpus";
constexpr const char* kUsableCode = "6 * 7";

std::string read_source_file(const std::string& path) {
  std::ifstream file(std::string(TILES_SOURCE_FOLDER) + "/" + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Snippet {
  Json json;
  Json answer;  // Of 'tiles memory python'; the last turn is kUsableCode.
  double seconds = 0;

  std::string id() const { return json.at("id"); }
  std::string kind() const { return json.at("kind"); }
  // Turns as CPython's results have them: no other keys, without the last.
  Json turns() const {
    Json turns = answer.at("turns");
    turns.erase(turns.size() - 1);
    for (Json& turn : turns) turn.erase("state");
    return turns;
  }
  Json expected_vault(const Json& original) const {
    const auto found = json.find("vault");
    return found == json.end() || found->is_null() ? original : *found;
  }
};

bool same_files(const Json& a, const Json& b) {
  return a.get<std::map<std::string, std::string>>() == b.get<std::map<std::string, std::string>>();
}

bool is_exact(const Snippet& snippet, const Json& original) {
  const auto expected = snippet.json.find("expect");
  if (expected == snippet.json.end()) return false;
  bool same = nlohmann::json(snippet.turns()) == nlohmann::json(*expected);
  if (const auto other = snippet.json.find("alt"); other != snippet.json.end()) {
    same = same || nlohmann::json(snippet.turns()) == nlohmann::json(*other);
  }
  return same && same_files(snippet.answer.at("files"), snippet.expected_vault(original));
}

class PythonCorpus : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    original_ = parse_json(read_source_file("tests/data/python-corpus-vault.json")).value();
    std::istringstream lines(read_source_file("tests/data/python-corpus.jsonl"));
    for (std::string line; std::getline(lines, line);) {
      Snippet snippet{parse_json(line).value(), Json(), 0};
      run(snippet);
      snippets_.push_back(std::move(snippet));
    }
  }

  // Runs it within the product's limits, which `seconds` is about. On a slow machine code whose
  // result is compared may not reach it in that processor time: then it gets more of both clocks.
  static void run(Snippet& snippet) {
    Json turns = snippet.json.at("turns");
    turns.push_back(kUsableCode);
    const Json task{{"turns", turns}, {"files", original_}, {"return_files", true}};
    const auto begin = steady_clock::now();
    snippet.answer = answer_within({}, task);
    snippet.seconds = std::chrono::duration<double>(steady_clock::now() - begin).count();
    if (snippet.json.contains("expect") && ran_out_of_time(snippet)) {
      snippet.answer = answer_within(sandbox::Limits{.processor_time = std::chrono::seconds(10),
                                                     .wall_clock = std::chrono::seconds(50)},
                                     task);
    }
  }

  static Json answer_within(const sandbox::Limits& limits, const Json& task) {
    PythonLinesOptions options;
    options.python.limits = limits;
    std::istringstream input(print_json(task) + "\n");
    std::ostringstream output;
    const auto done = run_python_lines(input, output, SystemClock(), options);
    if (!done) throw std::runtime_error(done.error().text());
    return parse_json(output.str()).value();
  }

  static bool ran_out_of_time(const Snippet& snippet) {
    const Json turns = snippet.turns();
    return std::any_of(turns.begin(), turns.end(), [](const Json& turn) {
      return turn.at("error").is_object() && turn.at("error").at("type") == "TimeoutError";
    });
  }

  // The ids in the first column of the document's table.
  static std::set<std::string> listed() {
    std::set<std::string> ids;
    std::istringstream lines(read_source_file("docs/protocols/python.md"));
    bool is_inside = false;
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("## ")) is_inside = line == kDifferences;
      if (!is_inside || !line.starts_with("| `")) continue;
      const auto end = line.find('`', 3);
      if (end != std::string::npos) ids.insert(line.substr(3, end - 3));
    }
    return ids;
  }

  static inline Json original_;
  static inline std::vector<Snippet> snippets_;
};

TEST_F(PythonCorpus, OrdinaryAndMistakenCodeGivesCPythonsResultOrIsListed) {
  const std::set<std::string> allowed = listed();
  std::map<std::string, std::pair<int, int>> exact_of;
  for (const Snippet& snippet : snippets_) {
    const bool exact = is_exact(snippet, original_);
    auto& [count, all] = exact_of[snippet.kind()];
    count += exact ? 1 : 0;
    ++all;
    if (!snippet.json.contains("expect")) continue;
    EXPECT_NE(exact, allowed.contains(snippet.id()))
        << snippet.id()
        << (exact ? " is listed as different, and is not: " : " differs and is not listed: ")
        << print_json(snippet.turns());
  }
  for (const auto& [kind, figures] : exact_of) {
    std::cout << format("{}: {} of {} exact\n", kind, figures.first, figures.second);
  }
}

TEST_F(PythonCorpus, HostileCodeEndsWithinItsLimitsAndTheSessionIsUsable) {
  // The wall clock of a block, and as much again for a loaded machine and for replaying.
  constexpr double kSecondsMax = 10;
  for (const Snippet& snippet : snippets_) {
    if (snippet.kind() != "hostile") continue;
    EXPECT_LT(snippet.seconds, kSecondsMax * static_cast<double>(snippet.json.at("turns").size()))
        << snippet.id();
    EXPECT_EQ(snippet.answer.at("turns").back().at("value"), "42") << snippet.id();
  }
}

TEST_F(PythonCorpus, HostileCodeLeavesTheVaultAsItsCallsAskedFor) {
  const std::set<std::string> allowed = listed();
  for (const Snippet& snippet : snippets_) {
    if (snippet.kind() != "hostile" || allowed.contains(snippet.id())) continue;
    EXPECT_TRUE(same_files(snippet.answer.at("files"), snippet.expected_vault(original_)))
        << snippet.id() << print_json(snippet.answer);
  }
}

TEST_F(PythonCorpus, EachListedDifferenceIsASnippet) {
  for (const std::string& id : listed()) {
    const bool known = std::any_of(snippets_.begin(), snippets_.end(),
                                   [&](const Snippet& snippet) { return snippet.id() == id; });
    EXPECT_TRUE(known) << id;
  }
}

}  // namespace
}  // namespace tiles::memory

int main(int argc, char** argv) {
  if (tiles::sandbox::is_worker(argc, argv)) tiles::sandbox::worker_main();
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
