// SPDX-License-Identifier: Apache-2.0
#include <tilekit/did.h>
#include <tilekit/sign_in.h>

#include <chrono>
#include <memory>
#include <optional>

#include "commands/commands.h"
#include "commands/did_lines.h"
#include "commands/identity_lines.h"
#include "help.h"
#include "server/http_server.h"
#include "terminal/interrupt.h"

namespace tiles::program {

using tilekit::Error;
using tilekit::ErrorCode;
using tilekit::Result;
using tilekit::SignIn;

namespace {

constexpr std::chrono::minutes kSignInTime{15};

struct LinkArguments {
  SecretOptions secret;
  std::string name;
  Flag offline = Flag::Off;
  Flag sign_in = Flag::Off;
};

// Takes the browser that the server sends back, once.
class ReturnPage {
 public:
  server::HttpAnswer answer(const server::HttpRequest& request) {
    if (request.method != "GET" || request.path != "/" || request.query.empty()) {
      return {.status = 404, .content_type = {}, .body = "nothing here\n"};
    }
    query_ = request.query;
    stop_flag().raise();
    return {.status = 200, .content_type = {}, .body = "tiles goes on; this page may be closed\n"};
  }

  // What follows '?'. Errors: Cancelled (Ctrl-C, or kSignInTime is over).
  Result<std::string> wait(server::HttpServer& server) {
    const Interruptible interruptible;
    server.run(stop_flag());
    if (query_) return *query_;
    return tl::unexpected<Error>(Error(ErrorCode::Cancelled, "nobody signed in"));
  }

 private:
  std::optional<std::string> query_;
};

Result<tilekit::IdentitySummary> sign_in(const tilekit::IdentityAccess& access,
                                         const LinkArguments& arguments) {
  ReturnPage page;
  auto server = server::HttpServer::listen(
      "127.0.0.1:0", [&page](const server::HttpRequest& request) { return page.answer(request); },
      {.run_time = kSignInTime});
  if (!server) return tl::unexpected<Error>(std::move(server).error());
  auto begun = SignIn::begin(access.paths, {.name = arguments.name,
                                            .redirect = "http://" + (*server)->address() + "/",
                                            .network = network_use(arguments.offline)});
  if (!begun) return tl::unexpected<Error>(std::move(begun).error());
  print_notice("open this address in a browser on this machine, and sign in: " +
               without_controls(begun->address()));
  const auto query = page.wait(**server);
  if (!query) return tl::unexpected<Error>(query.error());
  return begun->finish(access, *query);
}

Result<tilekit::IdentitySummary> link(const tilekit::IdentityAccess& access,
                                      const LinkArguments& arguments) {
  if (arguments.sign_in == Flag::On) return sign_in(access, arguments);
  return tilekit::link_identity(access, arguments.name, network_use(arguments.offline));
}

}  // namespace

Command id_link_command() {
  auto options = std::make_shared<LinkArguments>();
  Command command;
  command.name = "id link";
  command.help = help_text("id_link");
  command.declare = [options](Arguments& arguments) {
    arguments.word("did", options->name, Need::Required);
    options->secret.declare(arguments);
    arguments.flag("--sign-in", options->sign_in);
    arguments.flag("--offline", options->offline);
  };
  command.run = [options](const GlobalArguments& global) {
    return identity_access(global, options->secret)
        .and_then([&](const tilekit::IdentityAccess& access) {
          return print_identity(link(access, *options), options->secret.json);
        });
  };
  return command;
}

}  // namespace tiles::program
