// SPDX-License-Identifier: Apache-2.0
#include <tilekit/json.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

using tilekit::Memory;

namespace {

constexpr std::size_t kSearchLimitMax = 1000;

std::string joined(const std::vector<std::string>& words) {
  std::string query;
  for (const std::string& word : words) query.append(query.empty() ? "" : " ").append(word);
  return query;
}

std::string print(const std::vector<tilekit::SearchHit>& hits) {
  std::string text;
  for (const tilekit::SearchHit& hit : hits) {
    text.append(hit.path).append(":").append(std::to_string(hit.line)).append(": ");
    text.append(hit.text).append("\n");
  }
  return shown(text);
}

}  // namespace

Command memory_search_command() {
  struct Options {
    std::vector<std::string> words;
    std::size_t limit = 10;
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "memory search";
  command.help = help_text("memory_search");
  command.declare = [options](Arguments& arguments) {
    arguments.words("query", options->words, Need::Required);
    arguments.count({.names = "-n,--limit", .max = kSearchLimitMax}, options->limit);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments& global) {
    return with_memory(global, [&](Memory& memory) {
      return print_result<std::vector<tilekit::SearchHit>>(
          memory.search(joined(options->words), options->limit), [&](const auto& result) {
            return options->json == Flag::On ? tilekit::to_json(result) + "\n" : print(result);
          });
    });
  };
  return command;
}

}  // namespace tiles::program
