// SPDX-License-Identifier: Apache-2.0
#include "memory/python_lines.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "support/temporary_directory.h"

namespace tiles::memory {
namespace {

class PythonLinesTest : public ::testing::Test {
 protected:
  void SetUp() override { write("user.md", "# User\n- city: Oslo\n"); }
  void write(const std::string& path, const std::string& text) {
    std::ofstream(directory_.path() / path, std::ios::binary) << text;
  }
  std::string read(const std::string& path) const {
    std::ostringstream text;
    text << std::ifstream(directory_.path() / path, std::ios::binary).rdbuf();
    return text.str();
  }
  Result<void> run(const std::string& lines, PythonLinesOptions options) {
    std::istringstream input(lines);
    std::ostringstream output;
    auto done = run_python_lines(input, output, clock_, std::move(options));
    output_ = output.str();
    return done;
  }
  Result<void> run(const std::string& lines) { return run(lines, {.vault = directory_.path()}); }
  // Of the line `number`, the first is 0.
  Json answer(std::size_t number = 0) const {
    std::istringstream lines(output_);
    std::string line;
    for (std::size_t i = 0; i <= number; ++i) std::getline(lines, line);
    return parse_json(line).value();
  }

  testing::TemporaryDirectory directory_;
  SystemClock clock_;
  std::string output_;
};

TEST_F(PythonLinesTest, EachTurnGivesOutputValueAndError) {
  ASSERT_TRUE(run(R"j({"turns": ["x = read_file('user.md')\nprint(x)", "len(x)", "y"]})j"
                  "\n"));
  EXPECT_EQ(output_,
            R"j({"turns":[{"stdout":"# User\n- city: Oslo\n\n","value":null,"error":null},)j"
            R"j({"stdout":"","value":"20","error":null},{"stdout":"","value":null,)j"
            R"j("error":{"type":"NameError","msg":"name 'y' is not defined","line":1}}]})j"
            "\n");
}

TEST_F(PythonLinesTest, ALineMaySetItsDay) {
  const std::string code = R"j("turns": ["from datetime import date\nprint(date.today())"])j";
  ASSERT_TRUE(run("{" + code + "}\n{\"now\": \"2028-02-29\", " + code + "}\n{" + code + "}\n"));
  EXPECT_EQ(answer(0)["turns"][0]["stdout"], "1970-01-01\n");
  EXPECT_EQ(answer(1)["turns"][0]["stdout"], "2028-02-29\n");
  EXPECT_EQ(answer(2)["turns"][0]["stdout"], "1970-01-01\n");
}

TEST_F(PythonLinesTest, ADayThatIsNoneIsInvalid) {
  for (const std::string day : {"\"2027-02-29\"", "\"2027-13-01\"", "\"0000-01-01\"", "\"27-1-1\"",
                                "\"2027-01-011\"", "\"2027-1-1xx\"", "20270101", "null"}) {
    const auto done = run("{\"now\": " + day + ", \"turns\": []}\n");
    ASSERT_FALSE(done) << day;
    EXPECT_EQ(done.error().code(), ErrorCode::Invalid) << day;
  }
}

TEST_F(PythonLinesTest, EachLineIsATaskOfItsOwn) {
  ASSERT_TRUE(run("{\"turns\": [\"x = 1\"]}\n{\"turns\": [\"x\"]}"));
  EXPECT_EQ(answer(1)["turns"][0]["error"]["type"], "NameError");
}

TEST_F(PythonLinesTest, EditsOfATaskAreCommitted) {
  ASSERT_TRUE(run(R"j({"turns": ["update_file('user.md', 'Oslo', 'Bergen')", "1 / 0"]})j"
                  "\n"));
  EXPECT_EQ(read("user.md"), "# User\n- city: Bergen\n");
}

TEST_F(PythonLinesTest, ReadOnlyRefusesEdits) {
  ASSERT_TRUE(run(R"j({"turns": ["create_file('x.md', '')"]})j"
                  "\n",
                  {.vault = directory_.path(), .access = vault::Access::ReadOnly}));
  EXPECT_EQ(answer()["turns"][0]["error"]["type"], "PermissionError");
}

TEST_F(PythonLinesTest, FilesOfALineAreItsVaultAndComeBack) {
  ASSERT_TRUE(
      run(R"j({"turns": ["create_file('entities/b.md', 'B')\ndelete_file('a.md')\nlist_files()"],)j"
          R"j( "files": {"a.md": "A", "entities/c.md": "C"}, "return_files": true})j"
          "\n",
          {}));
  EXPECT_EQ(answer()["turns"][0]["value"], "['entities/b.md', 'entities/c.md']");
  EXPECT_EQ(answer()["files"], Json({{"entities/b.md", "B"}, {"entities/c.md", "C"}}));
  EXPECT_EQ(read("user.md"), "# User\n- city: Oslo\n");
}

TEST_F(PythonLinesTest, LostTurnIsUndoneAndTheNextTaskRuns) {
  PythonLinesOptions options{.vault = directory_.path()};
  options.python.limits.processor_time = std::chrono::milliseconds{300};
  ASSERT_TRUE(run("{\"turns\": [\"x = 1\", \"while True: pass\", \"x\"]}\n{\"turns\": [\"2\"]}\n",
                  std::move(options)));
  EXPECT_EQ(answer()["turns"][1]["error"]["type"], "TimeoutError");
  EXPECT_EQ(answer()["turns"][1]["state"], "restored");
  EXPECT_EQ(answer()["turns"][2]["value"], "1");
  EXPECT_EQ(answer(1)["turns"][0]["value"], "2");
}

TEST_F(PythonLinesTest, BlockThatIsTooLongIsAnErrorOfItsTurn) {
  ASSERT_TRUE(
      run("{\"turns\": [\"" + std::string(sandbox::kCodeBytesMax + 1, '#') + "\", \"1\"]}\n"));
  EXPECT_EQ(answer()["turns"][0]["error"]["type"], "ValueError");
  EXPECT_EQ(answer()["turns"][1]["value"], "1");
}

TEST_F(PythonLinesTest, TurnsAndFilesAtTheirLimitPassAndPastItEndTheRun) {
  const auto turns = [](std::size_t count) {
    Json task{{"turns", Json::array()}};
    for (std::size_t i = 0; i < count; ++i) task["turns"].push_back("1");
    return print_json(task) + "\n";
  };
  EXPECT_TRUE(run(turns(kLineTurnsMax)));
  EXPECT_EQ(run(turns(kLineTurnsMax + 1)).error().code(), ErrorCode::Limit);
  const auto files = [](std::size_t count) {
    Json task{{"turns", Json::array()}, {"files", Json::object()}};
    for (std::size_t i = 0; i < count; ++i) task["files"]["n" + std::to_string(i) + ".md"] = "";
    return print_json(task) + "\n";
  };
  EXPECT_TRUE(run(files(kLineFilesMax)));
  EXPECT_EQ(run(files(kLineFilesMax + 1)).error().code(), ErrorCode::Limit);
}

TEST_F(PythonLinesTest, LineThatIsNoTaskEndsTheRunWithItsNumber) {
  const auto failed = run("{\"turns\": [\"1\"]}\n[]\n");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().text(), "line 2: not an object");
  EXPECT_EQ(answer()["turns"][0]["value"], "1");
  for (const char* line :
       {"{", "{}", "{\"turns\": 1}", "{\"turns\": [1]}", "{\"turns\": [], \"files\": []}",
        "{\"turns\": [], \"files\": {\"a\": 1}}", "{\"turns\": [], \"return_files\": true}",
        "{\"turns\": [], \"files\": {}, \"return_files\": 1}"}) {
    EXPECT_EQ(run(line).error().code(), ErrorCode::Invalid) << line;
  }
  EXPECT_EQ(run("{\"turns\": [], \"files\": {\"../a\": \"\"}}").error().code(), ErrorCode::Denied);
}

TEST_F(PythonLinesTest, LinePastItsLengthLimitEndsTheRun) {
  EXPECT_EQ(run(std::string(kLineBytesMax + 1, ' ')).error().code(), ErrorCode::Limit);
}

TEST_F(PythonLinesTest, TaskWithoutAnyVaultIsRefused) {
  EXPECT_EQ(run("{\"turns\": []}\n", {}).error().code(), ErrorCode::Invalid);
}

TEST_F(PythonLinesTest, NothingInGivesNothingOut) {
  EXPECT_TRUE(run(""));
  EXPECT_EQ(output_, "");
}

}  // namespace
}  // namespace tiles::memory
