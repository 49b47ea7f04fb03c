// SPDX-License-Identifier: Apache-2.0
#include "oracle.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "support/temporary_directory.h"

namespace tiles::models {

std::optional<std::string> oracle_folder() {
  const char* folder = std::getenv("TILES_GO_ORACLES");
  if (folder == nullptr || *folder == '\0') return std::nullopt;
  return std::string(folder);
}

std::vector<Json> ask_oracle(const std::string& program, const std::vector<std::string>& lines) {
  const testing::TemporaryDirectory directory;
  const std::string asked = (directory.path() / "asked").string();
  const std::string said = (directory.path() / "said").string();
  std::ofstream out(asked, std::ios::binary);
  for (const std::string& line : lines) out << line << '\n';
  out.close();
  const std::string command =
      "'" + oracle_folder().value() + "/" + program + "' < '" + asked + "' > '" + said + "'";
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  std::vector<Json> answers;
  std::ifstream in(said, std::ios::binary);
  for (std::string line; std::getline(in, line);) {
    auto answer = parse_json(line);
    EXPECT_TRUE(answer.has_value()) << line;
    answers.push_back(answer ? *std::move(answer) : Json());
  }
  EXPECT_EQ(answers.size(), lines.size());
  answers.resize(lines.size());
  return answers;
}

}  // namespace tiles::models
