// SPDX-License-Identifier: Apache-2.0
#include <tilekit/models.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"
#include "terminal/transfer_meter.h"

namespace tiles::program {

using tilekit::CollectedGarbage;

namespace {

std::string garbage_lines(const CollectedGarbage& garbage, std::string_view verb) {
  std::string lines;
  for (const tilekit::CollectedFile& blob : garbage.blobs) {
    lines += blob.digest + "  " + size_text(blob.size_bytes) + "\n";
  }
  for (const tilekit::CollectedFile& pull : garbage.pulls) {
    lines += pull.digest + "  " + size_text(pull.size_bytes) + ", a pull that was given up\n";
  }
  const std::size_t files = garbage.blobs.size() + garbage.pulls.size() + garbage.leftovers;
  return lines + std::string(verb) + " " + std::to_string(files) +
         (files == 1 ? " file, " : " files, ") + size_text(garbage.size_bytes) + "\n";
}

}  // namespace

Command gc_command() {
  struct Options {
    Flag dry_run = Flag::Off;
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "gc";
  command.help = help_text("gc");
  command.declare = [options](Arguments& arguments) {
    arguments.flag("--dry-run", options->dry_run);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments& global) {
    const bool is_dry = options->dry_run == Flag::On;
    return find_paths(global).and_then([&](const tilekit::HomePaths& paths) {
      return print_result<CollectedGarbage>(
          tilekit::collect_garbage(
              paths, is_dry ? tilekit::Collection::DryRun : tilekit::Collection::Remove),
          [&](const auto& garbage) {
            return options->json == Flag::On
                       ? tilekit::to_json(garbage) + "\n"
                       : garbage_lines(garbage, is_dry ? "would remove" : "removed");
          });
    });
  };
  return command;
}

}  // namespace tiles::program
