// SPDX-License-Identifier: Apache-2.0
#include "score/suite.h"

#include <chrono>
#include <cstdio>
#include <memory>

#include "base/file_system.h"
#include "base/format.h"
#include "base/text.h"
#include "score/embedded_suite.h"
#include "vault/note_path.h"

namespace tiles::score {
namespace {

using Kind = ExactExpectation::Kind;

constexpr std::uint64_t kVaultFileBytesMax = std::uint64_t{1} << 20;

Result<std::string> text_at(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_string()) {
    return fail(ErrorCode::Invalid, format("no text '{}'", key));
  }
  return found->get<std::string>();
}

std::string text_or_empty(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

Result<std::vector<std::string>> texts_at(const Json& json, const char* key) {
  std::vector<std::string> texts;
  const auto found = json.find(key);
  if (found == json.end()) return texts;
  if (!found->is_array()) return fail(ErrorCode::Invalid, format("'{}' is no list", key));
  for (const Json& item : *found) {
    if (!item.is_string()) return fail(ErrorCode::Invalid, format("'{}' holds no text", key));
    texts.push_back(item.get<std::string>());
  }
  return texts;
}

Result<Files> parse_files(const Json& json) {
  if (!json.is_object()) return fail(ErrorCode::Invalid, "the files are no object");
  if (json.size() > SuiteLimits::kFiles) {
    return fail(ErrorCode::Limit,
                format("{} files, the limit is {}", json.size(), SuiteLimits::kFiles));
  }
  Files files;
  for (const auto& [path, text] : json.items()) {
    if (!text.is_string()) return fail(ErrorCode::Invalid, format("file '{}' is no text", path));
    files[TILES_TRY(vault::NotePath::parse(path)).text()] = text.get<std::string>();
  }
  return files;
}

Result<Kind> parse_kind(std::string_view name) {
  constexpr std::pair<std::string_view, Kind> kKinds[] = {{"answer", Kind::Answer},
                                                          {"unknown", Kind::Unknown},
                                                          {"clarify", Kind::Clarify},
                                                          {"change", Kind::Change},
                                                          {"nothing", Kind::Nothing}};
  for (const auto& [known, kind] : kKinds) {
    if (known == name) return kind;
  }
  return fail(ErrorCode::Invalid, "unknown expectation " + shown_in_quotes(name));
}

Result<ExactExpectation> parse_exact(const Json& json, const Files& files) {
  ExactExpectation exact;
  const std::string expected = TILES_TRY(text_at(json, "expected"));
  exact.kind = TILES_TRY(parse_kind(expected));
  exact.answer = text_or_empty(json, "answer");
  exact.choices = TILES_TRY(texts_at(json, "choices"));
  exact.forbidden = TILES_TRY(texts_at(json, "forbidden"));
  exact.target = json.contains("target") ? TILES_TRY(parse_files(json["target"])) : files;
  return exact;
}

Result<void> parse_filters(const Json& json, SuiteTask& task) {
  const auto found = json.find("filters");
  if (found == json.end()) return {};
  if (!found->is_array()) return fail(ErrorCode::Invalid, "'filters' is no list");
  for (const Json& pair : *found) {
    if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string() || !pair[1].is_string()) {
      return fail(ErrorCode::Invalid, "a filter is no kind with a value");
    }
    task.filters.emplace_back(
        TILES_TRY(vault::parse_filter_kind(pair[0].get_ref<const std::string&>())),
        pair[1].get<std::string>());
  }
  return {};
}

// Noon, so that the day is the same in every zone. Errors: Invalid.
Result<TimePoint> parse_day(const std::string& text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int length = 0;
  const bool is_read =
      std::sscanf(text.c_str(), "%4d-%2u-%2u%n", &year, &month, &day, &length) == 3;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!is_read || length != static_cast<int>(text.size()) || !date.ok()) {
    return fail(ErrorCode::Invalid, "'today' is no date as 2026-11-29");
  }
  return std::chrono::sys_days(date) + std::chrono::hours(12);
}

// Vaults are read once.
class SuiteReader {
 public:
  explicit SuiteReader(std::filesystem::path folder) : folder_(std::move(folder)) {}

  Result<SuiteTask> read(std::string_view line) {
    const Json json = TILES_TRY(parse_json(line));
    if (!json.is_object()) return fail(ErrorCode::Invalid, "not an object");
    SuiteTask task;
    task.id = TILES_TRY(text_at(json, "id"));
    task.family = TILES_TRY(text_at(json, "family"));
    task.group = text_or_empty(json, "pair");
    const std::string mode = TILES_TRY(text_at(json, "mode"));
    if (mode != "recall" && mode != "remember") {
      return fail(ErrorCode::Invalid, "unknown mode " + shown_in_quotes(mode));
    }
    task.mode = mode == "recall" ? memory::Mode::Recall : memory::Mode::Remember;
    task.files = TILES_TRY(files_of(json));
    TILES_CHECK(parse_filters(json, task));
    const bool is_exact = json.contains("expected");
    TILES_CHECK(compose_message(json, task, is_exact));
    if (is_exact) {
      task.expectation = TILES_TRY(parse_exact(json, task.files));
    } else {
      task.expectation = TILES_TRY(parse_rules(json.contains("expect") ? json["expect"] : Json()));
    }
    return task;
  }

 private:
  // The user's words, what was pasted below them, and the day, which hand-written tasks say.
  static Result<void> compose_message(const Json& json, SuiteTask& task, bool is_exact) {
    task.message = TILES_TRY(text_at(json, "message"));
    if (json.contains("untrusted")) {
      const std::string pasted = TILES_TRY(text_at(json, "untrusted"));
      task.message += "\n\n";
      task.untrusted.push_back({task.message.size(), task.message.size() + pasted.size()});
      task.message += pasted;
    }
    if (json.contains("today")) {
      const std::string day = TILES_TRY(text_at(json, "today"));
      task.now = TILES_TRY(parse_day(day));
      if (!is_exact) task.message += "\n\n(today is " + day + ")";
    }
    return {};
  }

  Result<Files> files_of(const Json& json) {
    if (json.contains("files")) return parse_files(json["files"]);
    const std::string name = TILES_TRY(text_at(json, "vault"));
    const auto known = vaults_.find(name);
    if (known != vaults_.end()) return known->second;
    if (TILES_TRY(vault::NotePath::parse(name)).text().find('/') != std::string::npos) {
      return fail(ErrorCode::Invalid, "a vault is named by one word");
    }
    return vaults_.emplace(name, TILES_TRY(read_vault(folder_ / "vaults" / name))).first->second;
  }

  static Result<Files> read_vault(const std::filesystem::path& folder) {
    const auto disk = TILES_TRY(open_directory(folder));
    Files files;
    std::vector<std::string> folders = {""};
    while (!folders.empty()) {
      const std::string at = std::move(folders.back());
      folders.pop_back();
      for (const FileInfo& info : TILES_TRY(disk->list(at))) {
        if (info.name.starts_with('.')) continue;
        const std::string path = at.empty() ? info.name : at + "/" + info.name;
        if (info.kind == FileKind::Directory) folders.push_back(path);
        if (info.kind != FileKind::File) continue;
        files[path] = TILES_TRY(disk->read(path, kVaultFileBytesMax));
        if (files.size() > SuiteLimits::kFiles) {
          return fail(ErrorCode::Limit, "a vault has too many files");
        }
      }
    }
    return files;
  }

  std::filesystem::path folder_;
  std::map<std::string, Files> vaults_;
};

}  // namespace

Result<std::vector<SuiteTask>> parse_suite(std::string_view text,
                                           const std::filesystem::path& folder) {
  SuiteReader reader(folder);
  std::vector<SuiteTask> tasks;
  std::size_t number = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    if (trim(line).empty()) continue;
    const auto place = [number] { return format("line {}", number); };
    if (line.size() > SuiteLimits::kLineBytes || tasks.size() == SuiteLimits::kTasks) {
      return fail(Error(ErrorCode::Limit, format("a suite has at most {} tasks of {} bytes",
                                                 SuiteLimits::kTasks, SuiteLimits::kLineBytes))
                      .within(place()));
    }
    auto task = reader.read(line);
    if (!task) return fail(std::move(task).error().within(place()));
    tasks.push_back(*std::move(task));
  }
  if (tasks.empty()) return fail(ErrorCode::Invalid, "the suite has no task");
  return tasks;
}

Result<std::vector<SuiteTask>> read_suite(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
  const auto text = open_directory(folder).and_then(
      [&](const auto& disk) { return disk->read(file.filename().string(), SuiteLimits::kBytes); });
  auto tasks = text.and_then([&](const std::string& bytes) { return parse_suite(bytes, folder); });
  if (!tasks) return fail(std::move(tasks).error().within("reading suite '" + file.string() + "'"));
  return tasks;
}

Result<std::vector<SuiteTask>> chosen_suite(const std::string& file) {
  return file.empty() ? parse_suite(embedded_suite(), {}) : read_suite(file);
}

}  // namespace tiles::score
