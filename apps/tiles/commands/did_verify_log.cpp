// SPDX-License-Identifier: Apache-2.0
#include <tilekit/did.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

using tilekit::DidLog;

namespace {

std::string count_of(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string print(const DidLog& log) {
  std::string lines = log.did + "\n" + count_of(log.operations, "operation");
  if (log.nullified > 0) lines += ", " + std::to_string(log.nullified) + " taken back";
  lines += ", all as it should be\n";
  if (log.is_tombstoned) return shown(lines + "ended by a tombstone\n");
  for (const std::string& name : log.also_known_as) lines += "also known as " + name + "\n";
  for (const std::string& key : log.rotation_keys) lines += "rotation key " + key + "\n";
  return shown(lines);
}

void print_fault(const std::string& file, const tilekit::DidLogFault& fault) {
  const std::string cid = fault.cid.empty() ? "" : " (" + fault.cid + ")";
  print_error(
      "log '" + file + "': operation " + std::to_string(fault.place) + cid + ": " + fault.reason,
      "");
}

}  // namespace

Command did_verify_log_command() {
  struct Options {
    std::string file;
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "did verify-log";
  command.help = help_text("did_verify_log");
  command.declare = [options](Arguments& arguments) {
    arguments.word("file", options->file, Need::Required);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments&) {
    return tilekit::verify_did_log(options->file).map([&](const DidLog& log) {
      if (log.fault) print_fault(options->file, *log.fault);
      if (options->json == Flag::On) {
        write_output(tilekit::to_json(log) + "\n");
      } else if (!log.fault) {
        write_output(print(log));
      }
      return log.fault ? ExitCode::Integrity : ExitCode::Done;
    });
  };
  return command;
}

}  // namespace tiles::program
