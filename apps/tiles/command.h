// SPDX-License-Identifier: Apache-2.0
// One command of the program: its arguments, its help text and what it does.
#pragma once

#include <tilekit/home.h>
#include <tilekit/result.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arguments.h"

namespace tiles::program {

enum class ExitCode { Done = 0, Failed = 1, Usage = 2, Integrity = 3 };

// What every command takes.
struct GlobalArguments {
  std::string home;
  std::string memory_model;
};

// A command returns Usage only after it has said on stderr what is wrong with the call.
struct Command {
  std::string name;       // "memory search"; "" for the program itself.
  std::string_view help;  // Markdown; its first line after the heading is the summary.
  std::function<void(Arguments&)> declare = [](Arguments&) {};
  std::function<tilekit::Result<ExitCode>(const GlobalArguments&)> run;  // Empty: a group.
};

// Every command, groups before what they hold.
std::vector<Command> all_commands();

tilekit::Result<tilekit::Home> open_home(const GlobalArguments& global);

// Where the home is; for what needs no vault. Makes nothing.
tilekit::Result<tilekit::HomePaths> find_paths(const GlobalArguments& global);

}  // namespace tiles::program
