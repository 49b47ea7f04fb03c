// SPDX-License-Identifier: Apache-2.0
#include <tilekit/agents.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

using tilekit::PolicyAnswer;
using tilekit::Result;

namespace {

Result<ExitCode> check_file(const tilekit::HomePaths& paths) {
  return print_result<std::size_t>(tilekit::check_policy(paths), [](std::size_t rules) {
    return std::to_string(rules) + (rules == 1 ? " rule\n" : " rules\n");
  });
}

Result<ExitCode> explain(const tilekit::HomePaths& paths, const tilekit::PolicyQuestion& question,
                         Flag json) {
  return tilekit::explain_policy(paths, question).map([&](const PolicyAnswer& answer) {
    write_output(json == Flag::On ? tilekit::to_json(answer) + "\n"
                                  : shown(answer.verdict + ": " + answer.reason + "\n"));
    return answer.verdict == "allowed" ? ExitCode::Done : ExitCode::Failed;
  });
}

}  // namespace

Command policy_check_command() {
  struct Options {
    tilekit::PolicyQuestion question;
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "policy check";
  command.help = help_text("policy_check");
  command.declare = [options](Arguments& arguments) {
    arguments.word("agent", options->question.agent, Need::Optional);
    arguments.word("right", options->question.right, Need::Optional);
    arguments.text("--with", options->question.arguments);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments& global) -> Result<ExitCode> {
    const tilekit::PolicyQuestion& question = options->question;
    if (!question.agent.empty() && question.right.empty()) {
      print_error("no right given after '" + question.agent + "'",
                  "ask like: tiles policy check notes memory/read");
      return ExitCode::Usage;
    }
    return find_paths(global).and_then([&](const tilekit::HomePaths& paths) {
      return question.agent.empty() ? check_file(paths) : explain(paths, question, options->json);
    });
  };
  return command;
}

}  // namespace tiles::program
