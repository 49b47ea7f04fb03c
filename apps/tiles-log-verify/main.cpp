// SPDX-License-Identifier: Apache-2.0
// Checks a copy of a log from its entries, offline. Formats: docs/formats/tlog.md.
#include <cstdio>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/json.h"
#include "base/text.h"
#include "tlog/audit.h"
#include "tlog/entry.h"
#include "tlog/log_proof.h"
#include "tlog/tile.h"

namespace tiles::tlog {
namespace {

constexpr std::string_view kUsage =
    "usage: tiles-log-verify FOLDER (--key KEY | --policy FILE) [--remembered FILE] [--entries]\n"
    "       tiles-log-verify --proof FILE [--entry FILE] (--key KEY | --policy FILE)\n"
    "\n"
    "Hashes every entry of the log in FOLDER, and holds its tiles and its checkpoint against "
    "them.\n"
    "With --proof it checks that one entry is in a log, without the log; the entry is in FILE, or "
    "in\n"
    "the proof itself.\n"
    "\n"
    "  --key KEY           the key of the log: name+ID+base64\n"
    "  --policy FILE       the logs and witnesses that are trusted (C2SP tlog-policy)\n"
    "  --remembered FILE   an earlier checkpoint that the log must have grown from\n"
    "  --entries           print each entry on a line\n"
    "\n"
    "Exit: 0 all as it should be, 1 not read, 2 wrong use, 3 something does not agree.\n";

enum class ExitCode { Done = 0, Failed = 1, Usage = 2, Integrity = 3 };

struct Arguments {
  std::string folder;
  std::map<std::string, std::string, std::less<>> options;
  bool prints_entries = false;
  std::optional<std::string> option(std::string_view name) const {
    const auto found = options.find(name);
    return found == options.end() ? std::nullopt : std::optional(found->second);
  }
};

std::optional<Arguments> parse_arguments(const std::vector<std::string>& words) {
  Arguments arguments;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool is_option = words[i] == "--key" || words[i] == "--policy" ||
                           words[i] == "--remembered" || words[i] == "--proof" ||
                           words[i] == "--entry";
    if (words[i] == "--entries") {
      arguments.prints_entries = true;
    } else if (is_option && i + 1 < words.size()) {
      arguments.options[words[i]] = words[i + 1];
      ++i;
    } else if (!is_option && !words[i].starts_with('-') && arguments.folder.empty()) {
      arguments.folder = words[i];
    } else {
      return std::nullopt;
    }
  }
  const auto& given = arguments.options;
  const bool has_one_trust = given.contains("--key") != given.contains("--policy");
  const bool is_proof = given.contains("--proof");
  const bool is_whole = is_proof ? arguments.folder.empty() : !arguments.folder.empty();
  return has_one_trust && is_whole ? std::optional(arguments) : std::nullopt;
}

Result<std::string> read_file(const std::string& path, std::size_t size_bytes_max) {
  const auto file = TILES_TRY(open_file(path));
  const auto info = TILES_TRY(file->info());
  if (info.size_bytes > size_bytes_max) {
    return fail(ErrorCode::Limit,
                "'" + path + "' has more than " + std::to_string(size_bytes_max) + " bytes");
  }
  std::string bytes(info.size_bytes, '\0');
  bytes.resize(TILES_TRY(file->read_at(0, bytes)));
  return bytes;
}

Result<Policy> read_policy(const Arguments& arguments) {
  if (const auto key = arguments.option("--key")) {
    const NoteKey log = TILES_TRY(NoteKey::parse(*key));
    return Policy::of_logs({log});
  }
  const std::string path = arguments.option("--policy").value_or("");
  const std::string text = TILES_TRY(read_file(path, kPolicyBytesMax));
  return Policy::parse(text);
}

void print_line(const std::string& line) {
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fputc('\n', stdout);
}

void print_checkpoint(Json report, const Checkpoint& checkpoint) {
  report["log"] = checkpoint.origin;
  report["size"] = checkpoint.head.size;
  report["root"] = to_base64(checkpoint.head.root);
  print_line(print_json(report));
}

Result<void> verify_log(const Arguments& arguments, const Policy& policy) {
  AuditOptions options;
  if (const auto path = arguments.option("--remembered")) {
    const std::string note = TILES_TRY(read_file(*path, kNoteBytesMax));
    options.remembered = TILES_TRY(Policy::of_logs(policy.logs()).open(note)).head;
  }
  if (arguments.prints_entries) {
    options.each_entry = [](std::uint64_t, std::string_view entry) -> Result<void> {
      // Whole lines only: an entry of another program may hold anything.
      print_line(Entry::parse(entry) ? std::string(entry) : print_json(to_valid_utf8(entry)));
      return {};
    };
  }
  const auto files = TILES_TRY(open_directory(arguments.folder));
  const Audit audit = TILES_TRY(audit_log(*files, policy, options));
  print_checkpoint({{"entry_bytes", audit.entry_bytes}, {"in_journal", audit.in_journal}},
                   audit.checkpoint);
  return {};
}

Result<void> verify_proof(const Arguments& arguments, const Policy& policy) {
  const std::string text =
      TILES_TRY(read_file(arguments.option("--proof").value_or(""), kLogProofBytesMax));
  const LogProof proof = TILES_TRY(LogProof::parse(text));
  std::string entry = proof.extra.value_or("");
  if (const auto path = arguments.option("--entry")) {
    entry = TILES_TRY(read_file(*path, kEntryBytesMax));
  } else if (!proof.extra) {
    return fail(ErrorCode::Invalid, "the proof has no entry in it; name its file with --entry");
  }
  TreeHasher hasher;
  const Checkpoint checkpoint = TILES_TRY(policy.check(proof, hasher.leaf(entry)));
  print_checkpoint({{"index", proof.index}, {"entry", to_valid_utf8(entry)}}, checkpoint);
  return {};
}

Result<void> run(const Arguments& arguments) {
  const Policy policy = TILES_TRY(read_policy(arguments));
  return arguments.option("--proof") ? verify_proof(arguments, policy)
                                     : verify_log(arguments, policy);
}

ExitCode run_program(const std::vector<std::string>& words) {
  const auto arguments = parse_arguments(words);
  if (!arguments) {
    std::fwrite(kUsage.data(), 1, kUsage.size(), stderr);
    return ExitCode::Usage;
  }
  const auto done = run(*arguments);
  if (done) return ExitCode::Done;
  const std::string message = "tiles-log-verify: error: " + done.error().text() + "\n";
  std::fwrite(message.data(), 1, message.size(), stderr);
  return done.error().code() == ErrorCode::Corrupt ? ExitCode::Integrity : ExitCode::Failed;
}

}  // namespace
}  // namespace tiles::tlog

int main(int argc, char** argv) {
  return static_cast<int>(tiles::tlog::run_program({argv + 1, argv + argc}));
}
