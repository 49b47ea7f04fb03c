// SPDX-License-Identifier: Apache-2.0
#include "commands/commands.h"

#include <tilekit/json.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "terminal/notices.h"

namespace tiles::program {

using tilekit::Error;
using tilekit::ErrorCode;
using tilekit::Result;

namespace {

// In the order in which help shows them.
constexpr std::array kCommands = {
    &tiles_command,
    &run_command,
    &ask_command,
    &pull_command,
    &create_command,
    &import_command,
    &list_command,
    &show_command,
    &cp_command,
    &rm_command,
    &verify_command,
    &sign_command,
    &attest_command,
    &attest_show_command,
    &gc_command,
    &modelfile_command,
    &modelfile_check_command,
    &modelfile_fmt_command,
    &privacy_command,
    &log_command,
    &log_show_command,
    &log_prove_command,
    &log_verify_command,
    &log_export_command,
    &log_witness_command,
    &log_witness_serve_command,
    &log_witness_ask_command,
    &id_command,
    &id_create_command,
    &id_show_command,
    &id_status_command,
    &id_export_recovery_command,
    &id_recover_command,
    &id_rotate_command,
    &id_revoke_device_command,
    &id_link_command,
    &agent_command,
    &agent_grant_command,
    &agent_list_command,
    &agent_revoke_command,
    &agent_log_command,
    &policy_command,
    &policy_check_command,
    &did_command,
    &did_verify_log_command,
    &did_resolve_command,
    &did_create_command,
    &did_update_command,
    &did_recover_command,
    &did_tombstone_command,
    &memory_command,
    &memory_list_command,
    &memory_show_command,
    &memory_search_command,
    &memory_links_command,
    &memory_backlinks_command,
    &memory_graph_command,
    &memory_check_command,
    &memory_undo_command,
    &memory_log_command,
    &memory_export_command,
    &memory_path_command,
    &memory_tell_command,
    &memory_ask_command,
    &memory_filter_command,
    &memory_filter_add_command,
    &memory_filter_list_command,
    &memory_filter_remove_command,
    &memory_python_command,
    &memory_status_command,
    &memory_bench_command,
    &memory_episodes_command,
};

}  // namespace

std::vector<Command> all_commands() {
  std::vector<Command> commands;
  commands.reserve(kCommands.size());
  for (Command (*make)() : kCommands) commands.push_back(make());
  return commands;
}

Result<tilekit::Home> open_home(const GlobalArguments& global) {
  tilekit::HomeOptions options;
  if (!global.home.empty()) options.directory = global.home;
  if (!global.memory_model.empty()) options.memory_model = global.memory_model;
  return tilekit::Home::open(options).map([](tilekit::Home home) {
    // A vault that cannot be opened is told by the first call that needs it.
    const Result<tilekit::Recovery> recovery = home.recovery();
    const std::string notice = recovery ? recovery_notice(*recovery) : "";
    if (!notice.empty()) print_notice(notice);
    return home;
  });
}

Result<tilekit::HomePaths> find_paths(const GlobalArguments& global) {
  std::optional<std::filesystem::path> directory;
  if (!global.home.empty()) directory = global.home;
  return tilekit::find_home(directory);
}

void ChatArguments::declare_sampling(Arguments& arguments) {
  arguments.number("--temperature", temperature);
  arguments.number("--seed", seed);
}

tilekit::ChatOptions ChatArguments::options() const {
  tilekit::ChatOptions options;
  if (!model.empty()) options.model = model;
  options.temperature = temperature;
  options.seed = seed;
  if (continued == Flag::On) options.begin = tilekit::Begin::Continue;
  return options;
}

Result<ExitCode> with_memory(const GlobalArguments& global, const MemoryWork& work) {
  return open_home(global).and_then([&](const tilekit::Home& home) {
    tilekit::Memory memory(home);
    return work(memory);
  });
}

namespace {

Result<std::string> read_standard_input() {
  std::string text;
  std::string chunk(1 << 16, '\0');
  for (;;) {
    const ssize_t count = ::read(STDIN_FILENO, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      return tl::unexpected<Error>(
          Error(ErrorCode::Io, std::string("reading standard input: ") + std::strerror(errno)));
    }
    if (count == 0) return text;
    text.append(chunk, 0, static_cast<std::size_t>(count));
    if (text.size() > kMessageBytesMax) {
      return text;
    }
  }
}

Result<std::string> joined(const std::vector<std::string>& words) {
  if (words.size() == 1 && words.front() == "-") {
    return read_standard_input();
  }
  std::string message;
  for (const std::string& word : words) {
    message.append(message.empty() ? "" : " ").append(word);
  }
  return message;
}

}  // namespace

Result<std::string> message_of(const std::vector<std::string>& words) {
  return joined(words).and_then([](const std::string& message) -> Result<std::string> {
    if (message.size() > kMessageBytesMax) {
      return tl::unexpected<Error>(Error(ErrorCode::Limit, "the message has more than " +
                                                               std::to_string(kMessageBytesMax) +
                                                               " bytes, which is the limit"));
    }
    const std::size_t begin = message.find_first_not_of(" \t\r\n");
    if (begin == std::string::npos) {
      return tl::unexpected<Error>(Error(ErrorCode::Invalid, "the message is empty"));
    }
    const std::size_t end = message.find_last_not_of(" \t\r\n");
    return message.substr(begin, end - begin + 1);
  });
}

std::string change_lines(const std::vector<tilekit::Change>& changes) {
  std::string lines;
  for (const tilekit::Change& change : changes) {
    lines.append(change.path).append(" ").append(line_counts(change)).append("\n");
  }
  return lines;
}

namespace {

// "user.md:3: [[entities/ana.md]] -> entities/ana.md" for each link, one per line.
std::string link_lines(const std::vector<tilekit::Link>& links) {
  std::string lines;
  for (const tilekit::Link& link : links) {
    lines.append(link.from).append(":").append(std::to_string(link.line)).append(": ");
    lines.append(link.target).append(" -> ");
    lines.append(link.to.empty() ? "(no such note)" : link.to).append("\n");
  }
  return shown(lines);
}

}  // namespace

Command link_command(std::string name, std::string_view help, LinksOfNote links_of) {
  struct Options {
    std::string path;
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = std::move(name);
  command.help = help;
  command.declare = [options](Arguments& arguments) {
    arguments.word("note", options->path, Need::Required);
    arguments.flag("--json", options->json);
  };
  command.run = [options, links_of](const GlobalArguments& global) {
    return with_memory(global, [&](tilekit::Memory& memory) {
      return print_result<std::vector<tilekit::Link>>(
          (memory.*links_of)(options->path), [&](const auto& links) {
            return options->json == Flag::On ? tilekit::to_json(links) + "\n" : link_lines(links);
          });
    });
  };
  return command;
}

}  // namespace tiles::program
