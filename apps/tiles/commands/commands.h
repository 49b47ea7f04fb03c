// SPDX-License-Identifier: Apache-2.0
// Every command of the program, one function and one file for each, and what they share.
#pragma once

#include <tilekit/chat.h>
#include <tilekit/memory.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "command.h"
#include "terminal/output.h"

namespace tiles::program {

Command tiles_command();
Command run_command();
Command ask_command();
Command pull_command();
Command create_command();
Command import_command();
Command list_command();
Command show_command();
Command cp_command();
Command rm_command();
Command verify_command();
Command sign_command();
Command attest_command();
Command attest_show_command();
Command gc_command();
Command modelfile_command();
Command modelfile_check_command();
Command modelfile_fmt_command();
Command privacy_command();
Command log_command();
Command log_show_command();
Command log_prove_command();
Command log_verify_command();
Command log_export_command();
Command log_witness_command();
Command log_witness_serve_command();
Command log_witness_ask_command();
Command id_command();
Command id_create_command();
Command id_show_command();
Command id_status_command();
Command id_export_recovery_command();
Command id_recover_command();
Command id_rotate_command();
Command id_revoke_device_command();
Command id_link_command();
Command agent_command();
Command agent_grant_command();
Command agent_list_command();
Command agent_revoke_command();
Command agent_log_command();
Command policy_command();
Command policy_check_command();
Command did_command();
Command did_verify_log_command();
Command did_resolve_command();
Command did_create_command();
Command did_update_command();
Command did_recover_command();
Command did_tombstone_command();
Command memory_command();
Command memory_list_command();
Command memory_show_command();
Command memory_search_command();
Command memory_links_command();
Command memory_backlinks_command();
Command memory_graph_command();
Command memory_check_command();
Command memory_undo_command();
Command memory_log_command();
Command memory_export_command();
Command memory_path_command();
Command memory_tell_command();
Command memory_ask_command();
Command memory_filter_command();
Command memory_filter_add_command();
Command memory_filter_list_command();
Command memory_filter_remove_command();
Command memory_python_command();
Command memory_status_command();
Command memory_bench_command();
Command memory_episodes_command();

// What commands that talk to the chat model take.
struct ChatArguments {
  std::string model;
  std::optional<float> temperature;
  std::optional<std::uint32_t> seed;
  Flag continued = Flag::Off;

  void declare_sampling(Arguments& arguments);
  tilekit::ChatOptions options() const;
};

// A conversation on the terminal or a pipe: what plain `tiles` and `tiles run` do.
tilekit::Result<ExitCode> converse(const GlobalArguments& global,
                                   const tilekit::ChatOptions& options);

using MemoryWork = std::function<tilekit::Result<ExitCode>(tilekit::Memory&)>;
tilekit::Result<ExitCode> with_memory(const GlobalArguments& global, const MemoryWork& work);

// Prints a result as JSON or as text, or passes its error on.
template <typename T>
tilekit::Result<ExitCode> print_result(const tilekit::Result<T>& result,
                                       const std::function<std::string(const T&)>& print) {
  if (!result) {
    return tl::unexpected<tilekit::Error>(result.error());
  }
  write_output(print(*result));
  return ExitCode::Done;
}

// The words of a message with one space between; a single "-" reads standard input to its end.
// Errors: Limit (longer than kMessageBytesMax), Invalid (empty), Io.
tilekit::Result<std::string> message_of(const std::vector<std::string>& words);
inline constexpr std::size_t kMessageBytesMax = std::size_t{1024} * 1024;

// "entities/ana.md +1 line" for each change, one per line.
std::string change_lines(const std::vector<tilekit::Change>& changes);

// A command that takes a note and lists links: those in it, or those to it.
using LinksOfNote =
    tilekit::Result<std::vector<tilekit::Link>> (tilekit::Memory::*)(std::string_view path);
Command link_command(std::string name, std::string_view help, LinksOfNote links_of);

}  // namespace tiles::program
