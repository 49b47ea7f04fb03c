// SPDX-License-Identifier: Apache-2.0
#include "support/npm_program.h"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdlib>

namespace tiles {
namespace {

constexpr std::chrono::seconds kAnswerWaitMax{60};

ChildProcess start(const std::string& script) {
  const char* folder = std::getenv("TILES_NPM_ORACLES");
  const std::string root = folder == nullptr ? "TILES_NPM_ORACLES is not set" : folder;
  return ChildProcess::start({.program = root + "/node", .arguments = {root + "/" + script}})
      .value();
}

}  // namespace

NpmProgram::NpmProgram(const std::string& script) : process_(start(script)) {}

std::string NpmProgram::read_line() {
  const auto deadline = ChildProcess::Clock::now() + kAnswerWaitMax;
  std::string text;
  std::array<char, 4'096> piece{};
  while (text.find('\n') == std::string::npos) {
    const auto count = process_.read(piece, deadline);
    if (!count || *count == 0) break;
    text.append(piece.data(), *count);
  }
  return text.substr(0, text.find('\n'));
}

Json NpmProgram::ask(const Json& request) {
  EXPECT_TRUE(
      process_.write(print_json(request) + "\n", ChildProcess::Clock::now() + kAnswerWaitMax));
  const std::string answer = read_line();
  const auto json = parse_json(answer);
  EXPECT_TRUE(json) << answer;
  return json.value_or(Json());
}

}  // namespace tiles
