// SPDX-License-Identifier: Apache-2.0
#include "score/grade.h"

#include <gtest/gtest.h>

#include "base/file_system.h"
#include "base/text.h"

namespace tiles::score {
namespace {

std::string source_file(const std::string& folder, const std::string& name) {
  return open_directory(std::string(TILES_SOURCE) + "/" + folder)
      .value()
      ->read(name, 1 << 25)
      .value();
}

Files files_after(Files files, const Json& changed) {
  for (const auto& [path, text] : changed.items()) {
    if (text.is_null()) {
      files.erase(path);
    } else {
      files[path] = text.get<std::string>();
    }
  }
  return files;
}

// Verdicts that the graders written in Python gave: memory-model/suites/record_grades.py.
TEST(Grade, AgreesWithThePythonGradersOnEveryRecordedEnding) {
  const std::string text = source_file("tests/data", "memory_grades.jsonl");
  const auto tasks = parse_suite(text, std::string(TILES_SOURCE) + "/memory-model/natural").value();
  std::size_t number = 0;
  std::size_t right = 0;
  std::size_t damaged = 0;
  std::size_t of = 0;
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty()) continue;
    const SuiteTask& task = tasks.at(number++);
    const Json json = parse_json(line).value();
    for (const Json& ending : json["endings"]) {
      const Verdict wanted{ending["right"].get<bool>(), ending["damaged"].get<bool>(),
                           ending["leaks"].get<bool>()};
      const Verdict found =
          grade(task, {ending["outcome"].get<std::string>(), ending["reply"].get<std::string>(),
                       files_after(task.files, ending["changed"])});
      EXPECT_TRUE(found == wanted)
          << task.id << ", " << ending["name"] << ": right " << found.is_right << wanted.is_right
          << ", damaged " << found.is_damaged << wanted.is_damaged << ", leaks " << found.leaks
          << wanted.leaks << "\n"
          << ending["reply"] << "\n"
          << ending["changed"].dump();
      ++of;
      right += wanted.is_right ? 1 : 0;
      damaged += wanted.is_damaged ? 1 : 0;
    }
  }
  EXPECT_EQ(number, tasks.size());
  EXPECT_GT(right, 200U);
  EXPECT_GT(of - right, 200U);
  EXPECT_GT(damaged, 50U);
}

}  // namespace
}  // namespace tiles::score
