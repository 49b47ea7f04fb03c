// SPDX-License-Identifier: Apache-2.0
// What 'memory ask' and 'memory tell' share: a message goes to the memory model, an outcome comes
// back.
#pragma once

#include <functional>
#include <string>

#include "commands/commands.h"

namespace tiles::program {

// An outcome as it is printed.
struct TaskAnswer {
  std::string json;
  std::string reply;
  std::string notice;   // Below the reply; may be empty.
  std::string gave_up;  // Why; empty when it did not.
};

// The model's task for one message; Ctrl-C stops it.
using MemoryTask =
    std::function<tilekit::Result<TaskAnswer>(tilekit::Memory& memory, const std::string& message)>;

// name: of the command and, with '_', of its help text. declare: arguments of its own.
Command memory_task_command(const std::string& name, const MemoryTask& task,
                            const std::function<void(Arguments& arguments)>& declare = {});

}  // namespace tiles::program
