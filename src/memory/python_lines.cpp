// SPDX-License-Identifier: Apache-2.0
#include "memory/python_lines.h"

#include <chrono>
#include <cstdio>
#include <istream>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "base/format.h"
#include "base/json.h"
#include "memory/host_functions.h"
#include "memory/scratch_folder.h"
#include "vault/vault.h"

namespace tiles::memory {
namespace {

using Files = std::map<std::string, std::string>;

enum class ReturnFiles { No, Yes };

struct LineTask {
  std::vector<std::string> turns;
  std::optional<Files> files;
  ReturnFiles return_files = ReturnFiles::No;
  std::int64_t now_s = 0;  // What the code's clock shows.
};

// The session outlives one task's transaction; this stands between them.
class CurrentTask final : public sandbox::HostFunctions {
 public:
  void begin(vault::Transaction& transaction) { functions_.emplace(transaction); }
  void end() { functions_.reset(); }

  const std::vector<std::string>& names() const override { return host_function_names(); }
  sandbox::HostAnswer call(const sandbox::HostCall& call) override {
    return functions_->call(call);
  }

 private:
  std::optional<VaultHostFunctions> functions_;
};

// False at the end of the input. Errors: Limit.
Result<bool> read_line(std::istream& input, std::string& line) {
  line.clear();
  std::streambuf& buffer = *input.rdbuf();
  while (true) {
    const auto next = buffer.sbumpc();
    if (next == std::char_traits<char>::eof()) return !line.empty();
    if (next == '\n') return true;
    if (line.size() == kLineBytesMax) {
      return fail(ErrorCode::Limit, format("longer than {} bytes", kLineBytesMax));
    }
    line += static_cast<char>(next);
  }
}

Result<std::vector<std::string>> parse_turns(const Json& json) {
  const auto found = json.find("turns");
  if (found == json.end() || !found->is_array()) {
    return fail(ErrorCode::Invalid, "no list 'turns'");
  }
  if (found->size() > kLineTurnsMax) {
    return fail(ErrorCode::Limit,
                format("{} turns, the limit is {}", found->size(), kLineTurnsMax));
  }
  std::vector<std::string> turns;
  for (const Json& turn : *found) {
    if (!turn.is_string()) return fail(ErrorCode::Invalid, "a turn that is no text");
    turns.push_back(turn.get<std::string>());
  }
  return turns;
}

Result<Files> parse_files(const Json& json) {
  if (!json.is_object()) return fail(ErrorCode::Invalid, "'files' is no object");
  if (json.size() > kLineFilesMax) {
    return fail(ErrorCode::Limit, format("{} files, the limit is {}", json.size(), kLineFilesMax));
  }
  Files files;
  for (const auto& [path, text] : json.items()) {
    if (!text.is_string()) return fail(ErrorCode::Invalid, format("file '{}' is no text", path));
    files[TILES_TRY(vault::NotePath::parse(path)).text()] = text.get<std::string>();
  }
  return files;
}

// Midnight, UTC, of "2026-11-29". Errors: Invalid.
Result<std::int64_t> parse_day(const Json& json) {
  const std::string text = json.is_string() ? json.get<std::string>() : "";
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int length = 0;
  const bool is_read =
      text.size() == std::string_view("YYYY-MM-DD").size() &&
      std::sscanf(text.c_str(), "%4d-%2u-%2u%n", &year, &month, &day, &length) == 3;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!is_read || length != static_cast<int>(text.size()) || !date.ok() || year < 1) {
    return fail(ErrorCode::Invalid, "'now' is no date as 2026-11-29");
  }
  const auto since = std::chrono::sys_days(date).time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(since).count();
}

Result<LineTask> parse_task(std::string_view line) {
  const Json json = TILES_TRY(parse_json(line));
  if (!json.is_object()) return fail(ErrorCode::Invalid, "not an object");
  LineTask task;
  task.turns = TILES_TRY(parse_turns(json));
  if (const auto files = json.find("files"); files != json.end()) {
    task.files = TILES_TRY(parse_files(*files));
  }
  if (const auto now = json.find("now"); now != json.end()) task.now_s = TILES_TRY(parse_day(*now));
  if (const auto wish = json.find("return_files"); wish != json.end()) {
    if (!wish->is_boolean()) return fail(ErrorCode::Invalid, "'return_files' is no boolean");
    task.return_files = wish->get<bool>() ? ReturnFiles::Yes : ReturnFiles::No;
  }
  if (task.return_files == ReturnFiles::Yes && !task.files) {
    return fail(ErrorCode::Invalid, "'return_files' without 'files'");
  }
  return task;
}

Json describe_error(const std::optional<sandbox::PythonError>& error) {
  if (!error) return {};
  return {{"type", error->type},
          {"msg", error->message},
          {"line", error->line ? Json(*error->line) : Json()}};
}

Json describe(const sandbox::BlockResult& result) {
  Json json{{"stdout", result.stdout_text},
            {"value", result.value ? Json(*result.value) : Json()},
            {"error", describe_error(result.error)}};
  switch (result.state) {
    case sandbox::SessionState::Kept:
      break;
    case sandbox::SessionState::Restored:
      json["state"] = "restored";
      break;
    case sandbox::SessionState::Emptied:
      json["state"] = "emptied";
      break;
  }
  return json;
}

// What the sandbox refuses before it runs reads like an error of the block.
Json describe_refusal(const Error& error) {
  return describe({"", std::nullopt, sandbox::PythonError{"ValueError", error.text(), {}, ""}});
}

Json changed_files(Files files, const std::vector<vault::Change>& changes) {
  for (const vault::Change& change : changes) {
    if (change.after) {
      files[change.path] = *change.after;
    } else {
      files.erase(change.path);
    }
  }
  Json json = Json::object();
  for (const auto& [path, text] : files) json[path] = text;
  return json;
}

class LineRunner {
 public:
  LineRunner(const Clock& clock, PythonLinesOptions options)
      : clock_(clock), options_(std::move(options)) {}

  // Opens the vault and starts the worker.
  Result<void> begin() {
    if (!options_.vault.empty()) vault_ = TILES_TRY(vault::Vault::open(options_.vault, clock_));
    session_.emplace(TILES_TRY(sandbox::Session::start(options_.python, host_)));
    return {};
  }

  Result<Json> run(const LineTask& task) {
    if (task.files) return run_on_scratch(task);
    if (!vault_) return fail(ErrorCode::Invalid, "no vault for a task without 'files'");
    vault::Transaction transaction = TILES_TRY(vault_->begin(options_.access));
    Json answer = TILES_TRY(run_turns(task, transaction));
    if (options_.access == vault::Access::ReadWrite) {
      TILES_CHECK(transaction.commit({"python", "tiles memory python", "", ""}));
    }
    return answer;
  }

 private:
  // The scratch vault is thrown away: what was staged is read from the transaction.
  Result<Json> run_on_scratch(const LineTask& task) {
    const ScratchFolder folder = TILES_TRY(ScratchFolder::make());
    TILES_CHECK(folder.write(*task.files));
    const auto vault = TILES_TRY(vault::Vault::open(folder.path(), clock_));
    vault::Transaction transaction = TILES_TRY(vault->begin(options_.access));
    Json answer = TILES_TRY(run_turns(task, transaction));
    if (task.return_files == ReturnFiles::Yes) {
      answer["files"] = changed_files(*task.files, transaction.changes());
    }
    return answer;
  }

  Result<Json> run_turns(const LineTask& task, vault::Transaction& transaction) {
    TILES_CHECK(session_->restart(task.now_s));
    host_.begin(transaction);
    Json turns = Json::array();
    for (const std::string& code : task.turns) {
      auto result = session_->run(code);
      if (result) {
        turns.push_back(describe(*result));
      } else if (result.error().code() == ErrorCode::Limit ||
                 result.error().code() == ErrorCode::Invalid) {
        turns.push_back(describe_refusal(result.error()));
      } else {
        return fail(std::move(result).error());
      }
    }
    host_.end();
    return Json{{"turns", std::move(turns)}};
  }

  const Clock& clock_;
  PythonLinesOptions options_;
  std::unique_ptr<vault::Vault> vault_;
  CurrentTask host_;
  std::optional<sandbox::Session> session_;
};

Result<void> answer_line(LineRunner& runner, std::string_view line, std::ostream& output) {
  const LineTask task = TILES_TRY(parse_task(line));
  const Json answer = TILES_TRY(runner.run(task));
  output << print_json(answer) << '\n' << std::flush;
  if (!output) return fail(ErrorCode::Io, "writing the answer");
  return {};
}

}  // namespace

Result<void> run_python_lines(std::istream& input, std::ostream& output, const Clock& clock,
                              PythonLinesOptions options) {
  LineRunner runner(clock, std::move(options));
  TILES_CHECK(runner.begin());
  std::string line;
  for (std::size_t number = 1;; ++number) {
    const auto place = [number] { return format("line {}", number); };
    auto more = read_line(input, line);
    if (!more) return fail(std::move(more).error().within(place()));
    if (!*more) return {};
    if (auto done = answer_line(runner, line, output); !done) {
      return fail(std::move(done).error().within(place()));
    }
  }
}

}  // namespace tiles::memory
