// SPDX-License-Identifier: Apache-2.0
#include "memory/host_functions.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/format.h"
#include "memory/python_arguments.h"

namespace tiles::memory {
namespace {

using sandbox::HostAnswer;
using sandbox::HostCall;
using vault::Transaction;

// What a function has at hand. Its texts have been checked to be str.
struct Context {
  Transaction& transaction;
  const std::function<void(const ShownText&)>& on_shown;
  std::vector<Json> arguments;

  const std::string& text(std::size_t index) const {
    return arguments.at(index).get_ref<const std::string&>();
  }
  void show(std::string path, std::uint32_t line, std::string text) const {
    if (on_shown) on_shown({std::move(path), line, std::move(text)});
  }
};

struct HostFunction {
  std::string_view name;
  std::vector<Parameter> parameters;  // All str, but for search's limit.
  Result<Json> (*run)(const Context& context);
};

Result<Json> create_file(const Context& c) {
  TILES_CHECK(c.transaction.create_file(c.text(0), c.text(1)));
  return Json(true);
}

Result<Json> update_file(const Context& c) {
  TILES_CHECK(c.transaction.update_file(c.text(0), c.text(1), c.text(2)));
  return Json(true);
}

Result<Json> delete_file(const Context& c) {
  TILES_CHECK(c.transaction.delete_file(c.text(0)));
  return Json(true);
}

Result<Json> create_dir(const Context& c) {
  TILES_CHECK(c.transaction.create_dir(c.text(0)));
  return Json(true);
}

Result<Json> read_file(const Context& c) {
  std::string text = TILES_TRY(c.transaction.read_file(c.text(0)));
  // What could be read has a valid path.
  c.show(TILES_TRY(vault::NotePath::parse(c.text(0))).text(), 1, text);
  return Json(std::move(text));
}

Result<Json> list_files(const Context& c) {
  return Json(TILES_TRY(c.transaction.list_files(c.text(0))));
}

Result<Json> check_if_file_exists(const Context& c) {
  return Json(TILES_TRY(c.transaction.file_exists(c.text(0))));
}

Result<Json> check_if_dir_exists(const Context& c) {
  return Json(TILES_TRY(c.transaction.dir_exists(c.text(0))));
}

Result<Json> get_size(const Context& c) {
  return Json(TILES_TRY(c.transaction.get_size(c.text(0))));
}

Result<Json> go_to_link(const Context& c) {
  vault::OpenedNote note = TILES_TRY(c.transaction.go_to_link(c.text(0)));
  c.show(std::move(note.path), 1, note.text);
  return Json(std::move(note.text));
}

Result<Json> search(const Context& c) {
  const auto asked = c.arguments.at(1).get<std::int64_t>();
  const auto most = static_cast<std::int64_t>(Transaction::kHitsMax);
  const auto limit = static_cast<std::size_t>(std::clamp<std::int64_t>(asked, 0, most));
  Json hits = Json::array();
  for (vault::LineHit& hit : TILES_TRY(c.transaction.search(c.text(0), limit))) {
    c.show(hit.path, hit.line, hit.text);
    hits.push_back({{"path", hit.path}, {"line", hit.line}, {"text", hit.text}});
  }
  return hits;
}

const std::vector<HostFunction>& functions() {
  static const std::vector<HostFunction> all{
      {"create_file", {{"path"}, {"content", ""}}, create_file},
      {"update_file", {{"path"}, {"old"}, {"new"}}, update_file},
      {"read_file", {{"path"}}, read_file},
      {"delete_file", {{"path"}}, delete_file},
      {"list_files", {{"folder", ""}}, list_files},
      {"check_if_file_exists", {{"path"}}, check_if_file_exists},
      {"check_if_dir_exists", {{"path"}}, check_if_dir_exists},
      {"create_dir", {{"path"}}, create_dir},
      {"get_size", {{"path", ""}}, get_size},
      {"go_to_link", {{"link"}}, go_to_link},
      {"search", {{"query"}, {"limit", 10}}, search},
  };
  return all;
}

std::string exception_type(ErrorCode code) {
  switch (code) {
    case ErrorCode::NotFound:
      return "FileNotFoundError";
    case ErrorCode::AlreadyExists:
      return "FileExistsError";
    case ErrorCode::Denied:
      return "PermissionError";
    case ErrorCode::Invalid:
    case ErrorCode::Limit:
      return "ValueError";
    default:
      return "OSError";
  }
}

// The message of a TypeError when an argument is of another type than its parameter.
std::optional<std::string> wrong_type(const HostFunction& function,
                                      const std::vector<Json>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Parameter& parameter = function.parameters[i];
    const bool is_number = parameter.default_value && parameter.default_value->is_number();
    const bool fits = is_number ? arguments[i].is_number_integer() : arguments[i].is_string();
    if (!fits) {
      return format("{}: {} must be {}, not {}", function.name, parameter.name,
                    is_number ? "int" : "str", python_type_name(arguments[i]));
    }
  }
  return std::nullopt;
}

}  // namespace

VaultHostFunctions::VaultHostFunctions(Transaction& transaction,
                                       std::function<void(const ShownText&)> on_shown)
    : transaction_(transaction), on_shown_(std::move(on_shown)) {}

const std::vector<std::string>& host_function_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const HostFunction& function : functions()) all.emplace_back(function.name);
    return all;
  }();
  return names;
}

HostAnswer VaultHostFunctions::call(const HostCall& call) {
  const auto found =
      std::ranges::find(functions(), std::string_view(call.name), &HostFunction::name);
  if (found == functions().end()) {
    return HostAnswer::exception("NameError", format("name '{}' is not defined", call.name));
  }
  auto arguments = bind_arguments(call, found->parameters);
  if (!arguments) return HostAnswer::exception("TypeError", std::move(arguments).error());
  if (auto problem = wrong_type(*found, *arguments)) {
    return HostAnswer::exception("TypeError", *std::move(problem));
  }
  auto result = found->run({transaction_, on_shown_, *std::move(arguments)});
  if (result) return HostAnswer::value(*std::move(result));
  return HostAnswer::exception(exception_type(result.error().code()),
                               format("{}: {}", call.name, result.error().text()));
}

}  // namespace tiles::memory
