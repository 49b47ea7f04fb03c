// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

using tilekit::Error;
using tilekit::ErrorCode;
using tilekit::ExportFormat;
using tilekit::Result;

Command memory_export_command() {
  auto json = std::make_shared<Flag>(Flag::Off);
  Command command;
  command.name = "memory export";
  command.help = help_text("memory_export");
  command.declare = [json](Arguments& arguments) { arguments.flag("--json", *json); };
  command.run = [json](const GlobalArguments& global) -> Result<ExitCode> {
    const ExportFormat format = *json == Flag::On ? ExportFormat::Json : ExportFormat::Tar;
    if (format == ExportFormat::Tar && is_terminal(Stream::Output)) {
      print_error("a tar archive is not shown on a terminal",
                  "run 'tiles memory export > memory.tar', or add --json");
      return ExitCode::Usage;
    }
    return with_memory(global, [&](tilekit::Memory& memory) {
      return memory
          .export_to(format,
                     [](std::string_view bytes) -> Result<void> {
                       write_output(bytes);
                       return {};
                     })
          .map([] { return ExitCode::Done; });
    });
  };
  return command;
}

}  // namespace tiles::program
