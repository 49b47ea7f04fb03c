// SPDX-License-Identifier: Apache-2.0
#include "memory/assigned_names.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"

namespace tiles::memory {
namespace {

bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_name(std::string_view text) {
  return !text.empty() && text.front() != '_' && !(text.front() >= '0' && text.front() <= '9') &&
         std::all_of(text.begin(), text.end(), is_name_byte);
}

// The text left of a single '=' that no bracket or quote precedes, else nothing.
std::string_view assignment_target(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '=') {
      const bool compares = i + 1 < line.size() && line[i + 1] == '=';
      return compares ? std::string_view{} : line.substr(0, i);
    }
    if (!is_name_byte(c) && c != ' ' && c != '\t' && c != ',' && c != ':') {
      return {};
    }
    if (c == ':') {  // An annotation may hold brackets.
      const auto equals = line.find('=', i);
      const bool assigns = equals != std::string_view::npos &&
                           !line.substr(equals).starts_with("==") && line[equals - 1] == ' ';
      return assigns ? line.substr(0, i) : std::string_view{};
    }
  }
  return {};
}

}  // namespace

std::vector<std::string> assigned_names(std::string_view code) {
  std::vector<std::string> names;
  for (const std::string_view line : split(code, '\n')) {
    for (const std::string_view part : split(assignment_target(line), ',')) {
      const std::string_view name = trim(part);
      if (is_name(name) && names.size() < kAssignedNamesMax &&
          std::find(names.begin(), names.end(), name) == names.end()) {
        names.emplace_back(name);
      }
    }
  }
  return names;
}

std::string with_assigned_values(std::string_view code) {
  // A name of a branch that was not taken is left out, as it was not assigned.
  std::string text = format("{}\ntiles_assigned = {{}}\n", code);
  for (const std::string& name : assigned_names(code)) {
    text += format("try:\n    tiles_assigned['{0}'] = {0}\nexcept NameError:\n    pass\n", name);
  }
  return text + "tiles_assigned\n";
}

}  // namespace tiles::memory
