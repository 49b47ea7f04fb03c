// SPDX-License-Identifier: Apache-2.0
#include <tilekit/json.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

using tilekit::Memory;

namespace {

constexpr std::size_t kLogLimitMax = 10'000;

// "memory-model tiles-memory-v0 d536e942ade9": the digest in short.
std::string writer_of(const tilekit::Transaction& transaction) {
  constexpr std::size_t kDigits = 12;
  if (!transaction.model) return transaction.who;
  const tilekit::WriterModel& model = *transaction.model;
  std::string text = transaction.who + " " + model.name;
  if (!model.version.empty()) text.append(" ").append(model.version);
  text.append(" ").append(model.sha256, 0, kDigits);
  for (const std::string& adapter : model.adapters) text.append("+").append(adapter, 0, kDigits);
  return text;
}

std::string print(const std::vector<tilekit::Transaction>& transactions) {
  std::string text;
  for (const tilekit::Transaction& transaction : transactions) {
    text.append(transaction.id).append("  ").append(writer_of(transaction)).append("  ");
    text.append(transaction.why).append("\n");
    for (const tilekit::Change& change : transaction.changes) {
      text.append("    ").append(change_lines({change}));
    }
  }
  return shown(text);
}

}  // namespace

Command memory_log_command() {
  struct Options {
    std::size_t limit = 20;
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "memory log";
  command.help = help_text("memory_log");
  command.declare = [options](Arguments& arguments) {
    arguments.count({.names = "-n,--limit", .max = kLogLimitMax}, options->limit);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments& global) {
    return with_memory(global, [&](Memory& memory) {
      return print_result<std::vector<tilekit::Transaction>>(
          memory.log(options->limit), [&](const auto& result) {
            return options->json == Flag::On ? tilekit::to_json(result) + "\n" : print(result);
          });
    });
  };
  return command;
}

}  // namespace tiles::program
