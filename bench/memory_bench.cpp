// SPDX-License-Identifier: Apache-2.0
// The memory round trip with the embedded model: recall and remember, median and worst of several
// messages on a vault of 30 notes, the most memory it took, and the view of a large vault. Prints
// one JSON object.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/format.h"
#include "base/json.h"
#include "base/random.h"
#include "engine/model.h"
#include "memory/agent.h"
#include "memory/embedded.h"
#include "memory/view.h"
#include "sandbox/worker.h"

namespace {

using std::chrono::duration;
using std::chrono::steady_clock;
using tiles::Json;
using tiles::Result;
namespace memory = tiles::memory;

constexpr int kRounds = 5;
constexpr int kNotes = 30;  // user.md is one of them.
constexpr int kLargeVaultNotes = 10'000;

void write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

void make_vault(const std::filesystem::path& root) {
  std::filesystem::create_directories(root / "entities");
  std::string user = "# User\n- city: Valencia\n- gate code: 4711\n- car: Volvo\n";
  int notes = 1;
  for (const std::string name : {"ana_ruiz", "tom_reed", "tom_hale", "zed_quill", "ida_berg"}) {
    user += "- friend: [[entities/" + name + ".md]]\n";
    write(root / "entities" / (name + ".md"),
          "# " + name.substr(0, name.find('_')) + "\n- phone: 555 12 12\n- city: Oslo\n");
    ++notes;
  }
  for (; notes < kNotes; ++notes) {
    const std::string number = std::to_string(notes);
    write(root / "entities" / ("project_" + number + ".md"),
          "# Project " + number + "\n- budget: " + number + "00 euros\n- deadline: 12 May 2027\n");
  }
  write(root / "user.md", user);
}

// Of the process so far. Linux counts in KiB.
double peak_mebibytes() {
  struct rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  constexpr double kKibibytesInOne = 1024;
  return static_cast<double>(usage.ru_maxrss) / kKibibytesInOne;
}

double milliseconds_of(steady_clock::duration time) {
  return duration<double, std::milli>(time).count();
}

Json summary(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  return {{"median_ms", times[times.size() / 2]}, {"max_ms", times.back()}, {"runs", times.size()}};
}

// Each message in both modes, as the program runs them.
Result<Json> measure(memory::MemoryAgent& agent, memory::Mode mode,
                     const std::vector<std::string>& messages) {
  std::vector<double> times;
  std::vector<double> python;
  Json outcomes = Json::object();
  for (int round = 0; round < kRounds; ++round) {
    for (const std::string& message : messages) {
      const memory::Outcome outcome =
          TILES_TRY(mode == memory::Mode::Recall ? agent.recall(message) : agent.remember(message));
      times.push_back(milliseconds_of(outcome.timings.total));
      python.push_back(milliseconds_of(outcome.timings.python));
      outcomes[std::string(memory::outcome_name(outcome.kind))] =
          outcomes.value(std::string(memory::outcome_name(outcome.kind)), 0) + 1;
    }
  }
  Json result = summary(times);
  result["python"] = summary(python);
  result["outcomes"] = std::move(outcomes);
  return result;
}

Json measure_view() {
  std::vector<memory::NoteNames> names;
  for (int i = 0; i < kLargeVaultNotes; ++i) {
    names.push_back({tiles::format("entities/n{}_{}.md", i % 997, i),
                     tiles::format("Name{} Surname{}", i % 997, i),
                     {}});
  }
  const auto built_at = steady_clock::now();
  const memory::NameIndex index(std::move(names));
  const auto built = steady_clock::now() - built_at;
  std::vector<double> times;
  for (int round = 0; round < 20; ++round) {
    const auto begin = steady_clock::now();
    const std::string view = memory::build_view("# User\n", index, "What did Name7 say to Name8?",
                                                memory::Mode::Remember);
    times.push_back(milliseconds_of(steady_clock::now() - begin));
    if (view.empty()) std::abort();
  }
  Json result = summary(times);
  result["notes"] = kLargeVaultNotes;
  result["index_ms"] = milliseconds_of(built);
  return result;
}

Result<Json> run(const std::filesystem::path& root) {
  make_vault(root);
  const tiles::SystemClock clock;
  const auto begin = steady_clock::now();
  const auto model = TILES_TRY(tiles::engine::Model::load_bytes(memory::embedded_model()));
  const auto conversation = TILES_TRY(model.open_conversation());
  const double load_ms = milliseconds_of(steady_clock::now() - begin);
  const auto vault = TILES_TRY(tiles::vault::Vault::open(root, clock));
  memory::MemoryAgent agent(*conversation, *vault, clock);
  Json report;
  report["load_ms"] = load_ms;
  report["recall"] = TILES_TRY(measure(agent, memory::Mode::Recall,
                                       {"What is my gate code?", "What is Ana Ruiz's phone?",
                                        "Where does Tom live?", "Tell me a joke"}));
  report["remember"] = TILES_TRY(measure(agent, memory::Mode::Remember,
                                         {"I moved to Oslo", "My dentist is called Bo Lind",
                                          "Ida Berg has a new phone, 555 77 88", "Nice weather"}));
  report["notes"] = kNotes;
  report["peak_mib"] = peak_mebibytes();
  report["view"] = measure_view();
  return report;
}

}  // namespace

int main(int argc, char** argv) {
  if (tiles::sandbox::is_worker(argc, argv)) {
    tiles::sandbox::worker_main();
  }
  const std::filesystem::path root =
      std::filesystem::temp_directory_path() / ("tiles-bench-" + tiles::random_hex(8));
  const auto report = run(root);
  std::filesystem::remove_all(root);
  if (!report) {
    std::fprintf(stderr, "memory_bench: %s\n", report.error().text().c_str());
    return 1;
  }
  std::printf("%s\n", tiles::print_json(*report).c_str());
  return 0;
}
