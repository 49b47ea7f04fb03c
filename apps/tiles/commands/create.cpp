// SPDX-License-Identifier: Apache-2.0
#include <tilekit/models.h>

#include <cstdio>
#include <memory>
#include <utility>

#include "commands/commands.h"
#include "commands/imported_files.h"
#include "help.h"
#include "terminal/byte_counter.h"
#include "terminal/interrupt.h"
#include "terminal/pull_printer.h"
#include "terminal/transfer_meter.h"

namespace tiles::program {

using tilekit::CreatedModel;
using tilekit::Result;

namespace {

struct CreateArguments {
  std::string name;
  std::string file = "Modelfile";
  std::string quantize;
  Flag locked = Flag::Off;
  Flag in_place = Flag::Off;
  Flag offline = Flag::Off;
  Flag json = Flag::Off;
};

// The share of the weights that is quantised, on one line of a terminal.
class ShareCounter {
 public:
  ShareCounter() = default;
  ~ShareCounter() {
    if (is_shown_) std::fputs("\r\x1b[K", stderr);
  }
  ShareCounter(const ShareCounter&) = delete;
  ShareCounter& operator=(const ShareCounter&) = delete;

  void show(float done) {
    if (!is_terminal(Stream::Error)) return;
    constexpr float kPercent = 100;
    std::fprintf(stderr, "\r\x1b[K%d%% quantised", static_cast<int>(done * kPercent));
    std::fflush(stderr);
    is_shown_ = true;
  }

 private:
  bool is_shown_ = false;
};

Result<CreatedModel> create(const tilekit::HomePaths& paths, const CreateArguments& arguments,
                            const tilekit::ModelfileReading& modelfile) {
  tilekit::CreateOptions options;
  if (arguments.locked == Flag::On) options.lock = tilekit::LockUse::Check;
  if (arguments.in_place == Flag::On) options.files = tilekit::FileUse::InPlace;
  options.quantize = arguments.quantize;
  ByteCounter counter("hashed");
  ShareCounter share;
  options.quantizing = [&share](float done) { share.show(done); };
  options.progress = [&counter](std::uint64_t bytes) { counter.show(bytes); };
  if (arguments.offline == Flag::On) options.network = tilekit::NetworkUse::Offline;
  PullPrinter printer;
  options.pull_progress = [&printer](const auto& progress) { printer.show(progress); };
  options.stop = &stop_flag();
  const Interruptible interruptible;
  auto model = tilekit::create_model(paths, arguments.name, modelfile, options);
  printer.end_line();
  return PullPrinter::with_hint(std::move(model));
}

Result<ExitCode> run_create(const GlobalArguments& global, const CreateArguments& arguments) {
  const auto modelfile = tilekit::read_modelfile(arguments.file);
  if (!modelfile) return tl::unexpected<tilekit::Error>(modelfile.error());
  std::fputs(without_controls(modelfile->described).c_str(), stderr);
  if (!modelfile->is_accepted()) return ExitCode::Usage;
  return find_paths(global).and_then([&](const tilekit::HomePaths& paths) {
    const auto model = create(paths, arguments, *modelfile);
    if (model) {
      print_imported(model->imports);
      for (const std::string& notice : model->notices) print_notice("warning: " + notice);
    }
    return print_result<CreatedModel>(model, [&](const CreatedModel& created) {
      return arguments.json == Flag::On ? tilekit::to_json(created) + "\n"
                                        : created.name + " " + created.manifest + "\n";
    });
  });
}

}  // namespace

Command create_command() {
  auto arguments_of_create = std::make_shared<CreateArguments>();
  Command command;
  command.name = "create";
  command.help = help_text("create");
  command.declare = [arguments_of_create](Arguments& arguments) {
    arguments.word("name", arguments_of_create->name, Need::Required);
    arguments.text("-f,--file", arguments_of_create->file);
    arguments.text("-q,--quantize", arguments_of_create->quantize);
    arguments.flag("--locked", arguments_of_create->locked);
    arguments.flag("--in-place", arguments_of_create->in_place);
    arguments.flag("--offline", arguments_of_create->offline);
    arguments.flag("--json", arguments_of_create->json);
  };
  command.run = [arguments_of_create](const GlobalArguments& global) {
    return run_create(global, *arguments_of_create);
  };
  return command;
}

}  // namespace tiles::program
