// SPDX-License-Identifier: Apache-2.0
#include "command_line.h"

#include <tilekit/chat.h>
#include <tilekit/near_word.h>
#include <tilekit/version.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "command.h"
#include "help.h"
#include "terminal/output.h"

namespace tiles::program {

using tilekit::ErrorCode;
using tilekit::Result;

namespace {

// CLI::Range would let through what is no number.
std::string check_temperature(const std::string& text) {
  float value = 0;
  if (CLI::detail::lexical_cast(text, value) && value >= 0 && value <= tilekit::kTemperatureMax) {
    return "";
  }
  const int most = static_cast<int>(tilekit::kTemperatureMax);
  return "'" + text + "' is not between 0 and " + std::to_string(most);
}

}  // namespace

void Arguments::word(const std::string& name, std::string& target, Need need) {
  app_.add_option(name, target)->required(need == Need::Required);
}

void Arguments::words(const std::string& name, std::vector<std::string>& target, Need need) {
  app_.add_option(name, target)->required(need == Need::Required);
}

void Arguments::flag(const std::string& names, Flag& target) {
  app_.add_flag_callback(names, [&target] { target = Flag::On; });
}

void Arguments::text(const std::string& names, std::string& target) {
  app_.add_option(names, target);
}

void Arguments::number(const std::string& names, std::optional<float>& target) {
  app_.add_option(names, target)->check(check_temperature);
}

void Arguments::number(const std::string& names, std::optional<std::uint32_t>& target) {
  app_.add_option(names, target);
}

void Arguments::count(const Count& count, std::size_t& target) {
  app_.add_option(count.names, target)->check(CLI::Range(std::size_t{1}, count.max));
}

namespace {

class Parser {
 public:
  explicit Parser(const std::vector<Command>& commands);

  int run(int argc, const char* const* argv);

 private:
  const Command* chosen() const;
  ExitCode report_usage_error(const CLI::ParseError& error) const;
  std::string phrase(const CLI::ParseError& error) const;
  std::string nearest_command(const std::string& word) const;
  ExitCode run_chosen() const;

  CLI::App app_;
  GlobalArguments global_;
  std::map<const CLI::App*, const Command*> command_of_;
};

// The part of "memory search" before the last word, and that word.
std::pair<std::string, std::string> split_name(const std::string& name) {
  const std::size_t space = name.rfind(' ');
  if (space == std::string::npos) {
    return {"", name};
  }
  return {name.substr(0, space), name.substr(space + 1)};
}

Parser::Parser(const std::vector<Command>& commands) {
  std::map<std::string, CLI::App*> app_of;
  for (const Command& command : commands) {
    const auto [parent, word] = split_name(command.name);
    CLI::App* app = command.name.empty() ? &app_ : app_of.at(parent)->add_subcommand(word);
    app_of[command.name] = app;
    command_of_[app] = &command;
    app->set_help_flag("-h,--help");
    app->fallthrough();
    Arguments arguments(*app);
    command.declare(arguments);
  }
  app_.set_version_flag("--version", "tiles " + std::string(tilekit::version()));
  app_.add_option("--home", global_.home);
  app_.add_option("--memory-model", global_.memory_model);
}

const Command* Parser::chosen() const {
  const CLI::App* app = &app_;
  while (!app->get_subcommands().empty()) {
    app = app->get_subcommands().front();
  }
  return command_of_.at(app);
}

int Parser::run(int argc, const char* const* argv) {
  try {
    app_.parse(argc, argv);
    return static_cast<int>(run_chosen());
  } catch (const CLI::CallForHelp&) {
    print_help(chosen()->help);
    return static_cast<int>(ExitCode::Done);
  } catch (const CLI::CallForVersion& version) {
    std::printf("%s\n", version.what());
    return static_cast<int>(ExitCode::Done);
  } catch (const CLI::ParseError& error) {
    return static_cast<int>(report_usage_error(error));
  }
}

ExitCode Parser::run_chosen() const {
  const Command& command = *chosen();
  if (!command.run) {
    print_error("no command given after 'tiles " + command.name + "'",
                "run 'tiles " + command.name + " --help'");
    return ExitCode::Usage;
  }
  Result<ExitCode> result = command.run(global_);
  if (result) {
    return *result;
  }
  print_error(result.error());
  return result.error().code() == ErrorCode::Corrupt ? ExitCode::Integrity : ExitCode::Failed;
}

std::string Parser::nearest_command(const std::string& word) const {
  std::vector<std::string> words;
  for (const auto& [app, command] : command_of_) {
    auto [parent, last] = split_name(command->name);
    if (parent == chosen()->name && !last.empty()) words.push_back(std::move(last));
  }
  const std::vector<std::string_view> known(words.begin(), words.end());
  const auto nearest = tilekit::near_word(word, known);
  if (!nearest) return "";
  return (chosen()->name.empty() ? "" : chosen()->name + " ") + std::string(*nearest);
}

std::string Parser::phrase(const CLI::ParseError& error) const {
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    const std::vector<std::string> extras = app_.remaining(/*recurse=*/true);
    const std::string first = extras.empty() ? "" : extras.front();
    const bool is_command = !chosen()->run || chosen()->name.empty();
    return (is_command && first.rfind('-', 0) != 0 ? "unknown command '"
                                                   : "unexpected argument '") +
           first + "'";
  }
  std::string text = error.what();
  const std::size_t line_end = text.find('\n');
  text = text.substr(0, line_end);
  if (!text.empty() && text.back() == '.') text.pop_back();
  const std::size_t is_required = text.find(" is required");
  if (is_required != std::string::npos) {
    return "missing '" + text.substr(0, is_required) + "'";
  }
  if (!text.empty() && text.front() >= 'A' && text.front() <= 'Z') {
    text.front() = static_cast<char>(text.front() - 'A' + 'a');
  }
  return text;
}

ExitCode Parser::report_usage_error(const CLI::ParseError& error) const {
  const std::string& name = chosen()->name;
  std::string hint = "run 'tiles" + (name.empty() ? "" : " " + name) + " --help'";
  const std::vector<std::string> extras = app_.remaining(/*recurse=*/true);
  if (!extras.empty()) {
    if (const std::string nearest = nearest_command(extras.front()); !nearest.empty()) {
      hint = "did you mean 'tiles " + nearest + "'?";
    }
  }
  print_error(phrase(error), hint);
  return ExitCode::Usage;
}

}  // namespace

int run_command_line(int argc, const char* const* argv) {
  const std::vector<Command> commands = all_commands();
  return Parser(commands).run(argc, argv);
}

}  // namespace tiles::program
