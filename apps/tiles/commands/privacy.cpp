// SPDX-License-Identifier: Apache-2.0
#include <tilekit/pull.h>

#include <map>
#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

using tilekit::HostContact;
using tilekit::Result;

namespace {

struct HostSum {
  std::size_t requests = 0;
  std::uint64_t sent_bytes = 0;
  std::uint64_t received_bytes = 0;
  HostContact last;
};

std::string host_lines(const std::vector<HostContact>& contacts) {
  std::map<std::string, HostSum> hosts;
  for (const HostContact& contact : contacts) {
    HostSum& sum = hosts[contact.host];
    // The line before the first request of a process is no request of its own.
    if (contact.status != 0 || contact.sent_bytes != 0 || contact.received_bytes != 0) {
      ++sum.requests;
    }
    sum.sent_bytes += contact.sent_bytes;
    sum.received_bytes += contact.received_bytes;
    sum.last = contact;
  }
  if (hosts.empty()) return "no host was ever contacted\n";
  std::string lines;
  for (const auto& [host, sum] : hosts) {
    lines += host + ": " + std::to_string(sum.requests) + " requests, " +
             std::to_string(sum.sent_bytes) + " bytes sent, " + std::to_string(sum.received_bytes) +
             " received, last " + sum.last.time + " to " + sum.last.why + "\n";
  }
  return shown(lines);
}

}  // namespace

Command privacy_command() {
  auto json = std::make_shared<Flag>(Flag::Off);
  Command command;
  command.name = "privacy";
  command.help = help_text("privacy");
  command.declare = [json](Arguments& arguments) { arguments.flag("--json", *json); };
  command.run = [json](const GlobalArguments& global) {
    return find_paths(global).and_then([&](const tilekit::HomePaths& paths) {
      return print_result<std::vector<HostContact>>(
          tilekit::contacted_hosts(paths), [&](const auto& contacts) {
            return *json == Flag::On ? tilekit::to_json(contacts) + "\n" : host_lines(contacts);
          });
    });
  };
  return command;
}

}  // namespace tiles::program
