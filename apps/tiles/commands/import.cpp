// SPDX-License-Identifier: Apache-2.0
#include <tilekit/import.h>

#include <algorithm>
#include <memory>

#include "commands/commands.h"
#include "commands/imported_files.h"
#include "help.h"
#include "terminal/byte_counter.h"
#include "terminal/interrupt.h"
#include "terminal/transfer_meter.h"

namespace tiles::program {

using tilekit::Error;
using tilekit::ForeignProgram;
using tilekit::ForeignSummary;
using tilekit::ImportedModel;
using tilekit::Result;

namespace {

struct ImportArguments {
  std::vector<std::string> words;
  std::string from;
  std::string folder;
  std::string name;
  Flag all = Flag::Off;
  Flag in_place = Flag::Off;
  Flag json = Flag::Off;

  std::optional<ForeignProgram> program() const {
    if (from == "ollama") return ForeignProgram::Ollama;
    if (from == "huggingface") return ForeignProgram::HuggingFace;
    return std::nullopt;
  }
  // Of a known program.
  tilekit::ForeignPlace place() const {
    tilekit::ForeignPlace named{.program = *program(), .folder = {}};
    if (!folder.empty()) named.folder = folder;
    return named;
  }
};

// What is wrong with the call, and a hint; "" when nothing is.
std::pair<std::string, std::string> fault_of(const ImportArguments& arguments) {
  if (!arguments.from.empty() && !arguments.program()) {
    return {"'" + arguments.from + "' is no program that models are imported from",
            "name ollama or huggingface"};
  }
  if (arguments.from.empty() && arguments.words.size() != 1) {
    return {"one file is imported at a time", "tiles import model.gguf"};
  }
  if (arguments.from.empty() && (arguments.all == Flag::On || !arguments.folder.empty())) {
    return {"--all and --folder go with --from", "tiles import --from ollama --all"};
  }
  if (!arguments.name.empty() && (arguments.all == Flag::On || arguments.words.size() > 1)) {
    return {"one name cannot be given to several models", "import them one by one"};
  }
  return {};
}

std::string table(const std::vector<ForeignSummary>& models) {
  std::size_t width = std::string_view("NAME").size();
  for (const ForeignSummary& model : models) width = std::max(width, model.name.size());
  const auto padded = [](std::string text, std::size_t size) {
    text.resize(std::max(text.size(), size), ' ');
    return text;
  };
  constexpr std::size_t kSizeWidth = 10;
  std::string lines = padded("NAME", width) + "  SIZE\n";
  for (const ForeignSummary& model : models) {
    lines += padded(model.name, width) + "  ";
    lines += model.problem.empty() ? size_text(model.size_bytes)
                                   : padded(size_text(model.size_bytes), kSizeWidth) +
                                         "  cannot be imported: " + model.problem;
    lines += "\n";
  }
  return shown(lines);
}

class Importer {
 public:
  Importer(const tilekit::HomePaths& paths, const ImportArguments& arguments)
      : paths_(paths), arguments_(arguments) {}

  Result<ExitCode> list() const {
    return print_result<std::vector<ForeignSummary>>(found(), [&](const auto& models) {
      return arguments_.json == Flag::On ? tilekit::to_json(models) + "\n" : table(models);
    });
  }

  Result<ExitCode> run() {
    const auto done = arguments_.from.empty() ? take(arguments_.words.front()) : take_named();
    if (!done) return tl::unexpected<Error>(done.error());
    if (arguments_.json == Flag::On) write_output(tilekit::to_json(imported_) + "\n");
    return ExitCode::Done;
  }

 private:
  Result<std::vector<ForeignSummary>> found() const {
    return tilekit::list_foreign(arguments_.place());
  }

  // Those that were named, or all that can be taken.
  Result<void> take_named() {
    std::vector<std::string> names = arguments_.words;
    if (arguments_.all == Flag::On) {
      const auto models = found();
      if (!models) return tl::unexpected<Error>(models.error());
      for (const ForeignSummary& model : *models) {
        if (model.problem.empty()) {
          names.push_back(model.name);
        } else {
          print_notice("warning: left out " + without_controls(model.name + ": " + model.problem));
        }
      }
    }
    for (const std::string& name : names) {
      if (auto taken = take(name); !taken) return taken;
    }
    return {};
  }

  Result<void> take(const std::string& what) {
    const auto model = import(what);
    if (!model) return tl::unexpected<Error>(model.error());
    print_imported(model->files);
    if (arguments_.json == Flag::Off) {
      write_output(shown(model->name + " " + model->manifest + "\n"));
    }
    imported_.push_back(*model);
    return {};
  }

  Result<ImportedModel> import(const std::string& what) const {
    ByteCounter counter("hashed");
    tilekit::ImportOptions options;
    options.name = arguments_.name;
    if (arguments_.in_place == Flag::On) options.files = tilekit::FileUse::InPlace;
    options.progress = [&counter](std::uint64_t bytes) { counter.show(bytes); };
    options.stop = &stop_flag();
    const Interruptible interruptible;
    if (arguments_.from.empty()) return tilekit::import_file(paths_, what, options);
    return tilekit::import_foreign(paths_, arguments_.place(), what, options);
  }

  const tilekit::HomePaths& paths_;
  const ImportArguments& arguments_;
  std::vector<ImportedModel> imported_;
};

}  // namespace

Command import_command() {
  auto arguments_of_import = std::make_shared<ImportArguments>();
  Command command;
  command.name = "import";
  command.help = help_text("import");
  command.declare = [arguments_of_import](Arguments& arguments) {
    arguments.words("what", arguments_of_import->words, Need::Optional);
    arguments.text("--from", arguments_of_import->from);
    arguments.text("--folder", arguments_of_import->folder);
    arguments.text("--name", arguments_of_import->name);
    arguments.flag("--all", arguments_of_import->all);
    arguments.flag("--in-place", arguments_of_import->in_place);
    arguments.flag("--json", arguments_of_import->json);
  };
  command.run = [arguments_of_import](const GlobalArguments& global) -> Result<ExitCode> {
    const ImportArguments& arguments = *arguments_of_import;
    if (const auto [fault, hint] = fault_of(arguments); !fault.empty()) {
      print_error(fault, hint);
      return ExitCode::Usage;
    }
    return find_paths(global).and_then([&](const tilekit::HomePaths& paths) {
      Importer importer(paths, arguments);
      const bool is_list = arguments.words.empty() && arguments.all == Flag::Off;
      return is_list ? importer.list() : importer.run();
    });
  };
  return command;
}

}  // namespace tiles::program
