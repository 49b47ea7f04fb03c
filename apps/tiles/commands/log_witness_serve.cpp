// SPDX-License-Identifier: Apache-2.0
#include <tilekit/witness.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"
#include "server/http_server.h"
#include "server/witness_routes.h"
#include "terminal/interrupt.h"

namespace tiles::program {

using tilekit::Result;
using tilekit::Witness;

namespace {

struct ServeArguments {
  std::vector<std::string> logs;
  std::string listen = "127.0.0.1:8455";
};

Result<ExitCode> serve(const tilekit::HomePaths& paths, const ServeArguments& arguments) {
  auto witness = Witness::open(paths, arguments.logs);
  if (!witness) return tl::unexpected<tilekit::Error>(std::move(witness).error());
  auto server = server::HttpServer::listen(arguments.listen, server::witness_routes(*witness));
  if (!server) return tl::unexpected<tilekit::Error>(std::move(server).error());
  write_output("key      " + witness->key() + "\naddress  http://" + (*server)->address() + "\n");
  const Interruptible interruptible;
  (*server)->run(stop_flag());
  return ExitCode::Done;
}

}  // namespace

Command log_witness_serve_command() {
  auto options = std::make_shared<ServeArguments>();
  Command command;
  command.name = "log witness serve";
  command.help = help_text("log_witness_serve");
  command.declare = [options](Arguments& arguments) {
    arguments.words("key", options->logs, Need::Required);
    arguments.text("--listen", options->listen);
  };
  command.run = [options](const GlobalArguments& global) {
    return find_paths(global).and_then(
        [&](const tilekit::HomePaths& paths) { return serve(paths, *options); });
  };
  return command;
}

}  // namespace tiles::program
