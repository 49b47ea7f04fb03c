// SPDX-License-Identifier: Apache-2.0
#include <tilekit/log.h>

#include <charconv>
#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

using tilekit::Error;
using tilekit::ErrorCode;
using tilekit::Result;

namespace {

Result<std::uint64_t> index_of(const std::string& word) {
  std::uint64_t index = 0;
  const auto read = std::from_chars(word.data(), word.data() + word.size(), index);
  if (read.ec != std::errc() || read.ptr != word.data() + word.size()) {
    return tl::unexpected<Error>(
        Error(ErrorCode::Invalid, "'" + word + "' is not the number of an entry")
            .with_hint("tiles log show lists them"));
  }
  return index;
}

}  // namespace

Command log_prove_command() {
  auto index = std::make_shared<std::string>();
  Command command;
  command.name = "log prove";
  command.help = help_text("log_prove");
  command.declare = [index](Arguments& arguments) {
    arguments.word("entry", *index, Need::Required);
  };
  command.run = [index](const GlobalArguments& global) {
    return find_paths(global).and_then([&](const tilekit::HomePaths& paths) {
      return print_result<std::string>(index_of(*index).and_then([&](std::uint64_t number) {
        return tilekit::prove_log_entry(paths, number);
      }),
                                       [](const std::string& proof) { return proof; });
    });
  };
  return command;
}

}  // namespace tiles::program
