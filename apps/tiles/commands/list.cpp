// SPDX-License-Identifier: Apache-2.0
#include <tilekit/models.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "commands/commands.h"
#include "help.h"
#include "terminal/age.h"
#include "terminal/transfer_meter.h"

namespace tiles::program {

using tilekit::ModelSummary;

namespace {

constexpr std::size_t kDigestShown = 12;  // Hexadecimal digits, as Ollama shows.

std::string short_digest(const std::string& digest) {
  return digest.substr(digest.find(':') + 1, kDigestShown);
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

std::string mir_of(const ModelSummary& model) {
  std::string names;
  for (const std::string& name : model.mir) names.append(names.empty() ? "" : " ").append(name);
  return names;
}

std::string table(const std::vector<ModelSummary>& models, Flag mir) {
  constexpr std::size_t kSizeWidth = 10;
  constexpr std::size_t kAgeWidth = 16;
  const auto now = std::chrono::system_clock::now();
  std::size_t width = std::string_view("NAME").size();
  for (const ModelSummary& model : models) width = std::max(width, model.name.size());
  std::string lines = padded("NAME", width) + "  " + padded("ID", kDigestShown) + "  ";
  lines += padded("SIZE", kSizeWidth) + "  ";
  lines += mir == Flag::On ? padded("MODIFIED", kAgeWidth) + "  MIR\n" : "MODIFIED\n";
  for (const ModelSummary& model : models) {
    lines += padded(model.name, width) + "  " + short_digest(model.manifest) + "  ";
    const std::string size = model.problem.empty() ? size_text(model.size_bytes) : "damaged";
    const std::string age = model.modified ? age_text(now - *model.modified) : "-";
    lines += padded(size, kSizeWidth) + "  ";
    lines += mir == Flag::On ? padded(age, kAgeWidth) + "  " + mir_of(model) : age;
    lines += "\n";
  }
  return shown(lines);
}

}  // namespace

Command list_command() {
  struct Options {
    Flag json = Flag::Off;
    Flag mir = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "list";
  command.help = help_text("list");
  command.declare = [options](Arguments& arguments) {
    arguments.flag("--mir", options->mir);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments& global) {
    return find_paths(global).and_then([&](const tilekit::HomePaths& paths) {
      return print_result<std::vector<ModelSummary>>(
          tilekit::list_models(paths), [&](const auto& models) {
            return options->json == Flag::On ? tilekit::to_json(models) + "\n"
                                             : table(models, options->mir);
          });
    });
  };
  return command;
}

}  // namespace tiles::program
