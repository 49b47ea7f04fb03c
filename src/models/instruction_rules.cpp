// SPDX-License-Identifier: Apache-2.0
#include "models/instruction_rules.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "models/mir.h"
#include "models/near_word.h"
#include "models/parameter_rules.h"

namespace tiles::models {
namespace {

constexpr std::array<std::pair<Keyword, std::string_view>, 13> kNames = {{
    {Keyword::From, "FROM"},
    {Keyword::Parameter, "PARAMETER"},
    {Keyword::Template, "TEMPLATE"},
    {Keyword::System, "SYSTEM"},
    {Keyword::Adapter, "ADAPTER"},
    {Keyword::License, "LICENSE"},
    {Keyword::Message, "MESSAGE"},
    {Keyword::Renderer, "RENDERER"},
    {Keyword::Parser, "PARSER"},
    {Keyword::Requires, "REQUIRES"},
    {Keyword::Draft, "DRAFT"},
    {Keyword::Mir, "MIR"},
    {Keyword::Memory, "MEMORY"},
}};

constexpr std::array kKeywords = {
    Keyword::From,    Keyword::Parameter, Keyword::Template, Keyword::System, Keyword::Adapter,
    Keyword::License, Keyword::Message,   Keyword::Renderer, Keyword::Parser, Keyword::Requires,
    Keyword::Draft,   Keyword::Mir,       Keyword::Memory,
};

constexpr std::array<std::string_view, 3> kRoles = {"system", "user", "assistant"};

// The instructions that "#tiles …" may give: those that Ollama lacks, or has with less meaning.
bool may_stand_in_comment(Keyword keyword) {
  return keyword == Keyword::Mir || keyword == Keyword::Memory || keyword == Keyword::From ||
         keyword == Keyword::Adapter;
}

// These name one thing, on one line.
bool is_name(Keyword keyword) {
  switch (keyword) {
    case Keyword::From:
    case Keyword::Adapter:
    case Keyword::Renderer:
    case Keyword::Parser:
    case Keyword::Requires:
    case Keyword::Draft:
    case Keyword::Mir:
    case Keyword::Memory:
      return true;
    default:
      return false;
  }
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char byte) { return byte >= '0' && byte <= '9'; });
}

// As golang.org/x/mod/semver reads it: one to three numbers without leading zeros, then an optional
// pre-release or build part.
bool is_version(std::string_view text) {
  if (text.starts_with('v')) {
    text.remove_prefix(1);
  }
  const std::size_t end = text.find_first_of("-+");
  const std::string_view numbers = text.substr(0, end);
  const auto parts = split(numbers, '.');
  const bool has_tail = end != std::string_view::npos;
  const std::string_view tail = has_tail ? text.substr(end + 1) : std::string_view("x");
  const auto is_tail_byte = [](char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '+';
  };
  return parts.size() <= 3 && (!has_tail || parts.size() == 3) &&
         std::all_of(parts.begin(), parts.end(),
                     [](std::string_view part) {
                       return is_digits(part) && (part.size() == 1 || part[0] != '0');
                     }) &&
         !tail.empty() && std::all_of(tail.begin(), tail.end(), is_tail_byte);
}

Diagnostic error_at(std::size_t offset, std::string message, std::string hint = "") {
  return {Severity::Error, offset, std::move(message), std::move(hint)};
}

std::optional<Diagnostic> fault_of_parameter(const Instruction& instruction) {
  const std::string& name = instruction.argument;
  if (is_retired_parameter(name)) {
    return Diagnostic{Severity::Warning, instruction.offset,
                      format("parameter '{}' has no effect any more", name), "remove the line"};
  }
  const ParameterRule* rule = parameter_rule(name);
  if (rule == nullptr) {
    std::vector<std::string_view> known;
    for (const ParameterRule& each : parameter_rules()) {
      known.push_back(each.name);
    }
    const auto near = near_word(name, known);
    return error_at(instruction.offset, format("unknown parameter '{}'", utf8_prefix(name, 40)),
                    near ? format("did you mean '{}'?", *near)
                         : "'tiles modelfile check --parameters' lists them");
  }
  if (const auto fault = fault_of_value(*rule, instruction.value)) {
    return error_at(instruction.value_offset, format("parameter '{}' {}, not '{}'", name, *fault,
                                                     utf8_prefix(instruction.value, 40)));
  }
  return std::nullopt;
}

std::optional<Diagnostic> fault_of_content(const Instruction& instruction) {
  const std::size_t at = instruction.value_offset;
  switch (instruction.keyword) {
    case Keyword::Parameter:
      return fault_of_parameter(instruction);
    case Keyword::Message:
      if (std::find(kRoles.begin(), kRoles.end(), instruction.argument) == kRoles.end()) {
        return error_at(instruction.offset,
                        format("message role '{}' is none of system, user and assistant",
                               utf8_prefix(instruction.argument, 40)));
      }
      return std::nullopt;
    case Keyword::Requires:
      if (!is_version(instruction.value)) {
        return error_at(at, format("'{}' is no version", utf8_prefix(instruction.value, 40)),
                        "write a version such as 0.14.0");
      }
      return std::nullopt;
    case Keyword::Mir:
      if (const auto name = MirName::parse(instruction.value); !name) {
        return error_at(at, name.error().text());
      }
      return std::nullopt;
    case Keyword::Adapter:
      if (adapter_value(instruction.value).scale > AdapterValue::kScaleMax) {
        return error_at(at,
                        format("an adapter's scale must be from 0 to {}", AdapterValue::kScaleMax));
      }
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::span<const Keyword> all_keywords() { return kKeywords; }

std::string_view name_of(Keyword keyword) {
  return std::find_if(kNames.begin(), kNames.end(),
                      [keyword](const auto& entry) { return entry.first == keyword; })
      ->second;
}

std::optional<Keyword> keyword_named(std::string_view word) {
  const std::string lower = to_lower_ascii(word);
  for (const auto& [keyword, name] : kNames) {
    if (to_lower_ascii(name) == lower) {
      return keyword;
    }
  }
  return std::nullopt;
}

std::optional<Keyword> instruction_of_parameter(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, Keyword>, 8> kTaken = {{
      {"model", Keyword::From},
      {"template", Keyword::Template},
      {"system", Keyword::System},
      {"adapter", Keyword::Adapter},
      {"license", Keyword::License},
      {"renderer", Keyword::Renderer},
      {"parser", Keyword::Parser},
      {"requires", Keyword::Requires},
  }};
  const auto* found = std::find_if(kTaken.begin(), kTaken.end(),
                                   [name](const auto& entry) { return entry.first == name; });
  return found == kTaken.end() ? std::nullopt : std::optional(found->second);
}

AdapterValue adapter_value(std::string_view value) {
  const std::size_t blank = value.find_last_of(" \t");
  if (blank == std::string_view::npos) {
    return {value};
  }
  const std::string_view last = value.substr(blank + 1);
  AdapterValue adapter{trim(value.substr(0, blank))};
  const auto [end, error] = std::from_chars(last.data(), last.data() + last.size(), adapter.scale);
  const bool is_number = error == std::errc() && end == last.data() + last.size() &&
                         last.front() >= '0' && last.front() <= '9';
  if (!is_number) {
    return {value};
  }
  adapter.has_scale = true;
  return adapter;
}

std::vector<Diagnostic> faults_of(const Instruction& instruction) {
  std::vector<Diagnostic> faults;
  const std::string_view keyword = name_of(instruction.keyword);
  if (instruction.form == Form::Comment && !may_stand_in_comment(instruction.keyword)) {
    faults.push_back(error_at(instruction.offset, format("'#tiles {}' is not needed", keyword),
                              format("write '{}' without '#tiles': Ollama reads it too", keyword)));
  }
  if (is_name(instruction.keyword)) {
    if (instruction.value.empty()) {
      faults.push_back(error_at(instruction.offset, format("'{}' has no value", keyword)));
      return faults;
    }
    if (instruction.value.find_first_of("\r\n") != std::string::npos) {
      faults.push_back(error_at(instruction.value_offset,
                                format("the value of '{}' holds a line break", keyword)));
      return faults;
    }
  }
  if (auto fault = fault_of_content(instruction)) {
    faults.push_back(std::move(*fault));
  }
  return faults;
}

namespace {

struct CountRule {
  std::string_view what;
  std::size_t count_max;
  bool (*is_counted)(const Instruction&);
};

constexpr std::array kCountRules = {
    CountRule{"texts of parameter 'stop'", Modelfile::kStopsMax,
              [](const Instruction& each) {
                return each.keyword == Keyword::Parameter && each.argument == "stop";
              }},
    CountRule{"messages", Modelfile::kMessagesMax,
              [](const Instruction& each) { return each.keyword == Keyword::Message; }},
};

// An error at the first instruction that is too much.
void check_count(const Modelfile& file, const CountRule& rule, std::vector<Diagnostic>& faults) {
  std::size_t count = 0;
  for (const Instruction& instruction : file.instructions) {
    if (!rule.is_counted(instruction) || ++count != rule.count_max + 1) continue;
    faults.push_back(error_at(instruction.offset,
                              format("more than {} {}, the limit", rule.count_max, rule.what)));
  }
}

}  // namespace

std::vector<Diagnostic> faults_of(const Modelfile& file) {
  std::vector<Diagnostic> faults;
  for (const CountRule& rule : kCountRules) check_count(file, rule, faults);
  const Instruction* from = nullptr;
  for (const Instruction& instruction : file.instructions) {
    const bool is_from = instruction.keyword == Keyword::From;
    if (is_from && instruction.form == Form::Plain) {
      from = &instruction;
    }
    if (is_from && instruction.form == Form::Comment && from == nullptr) {
      faults.push_back(error_at(instruction.offset, "'#tiles FROM' stands before any 'FROM'",
                                "it makes the FROM before it exact: put it below"));
    }
  }
  if (from == nullptr) {
    faults.push_back(error_at(0, "no FROM line", "begin with 'FROM name' or 'FROM ./model.gguf'"));
  }
  for (const Instruction& instruction : file.instructions) {
    if (instruction.keyword == Keyword::Draft && from != nullptr &&
        instruction.value == from->value) {
      faults.push_back(
          error_at(instruction.value_offset,
                   format("DRAFT is the same as FROM, '{}'", utf8_prefix(instruction.value, 80)),
                   "a draft model is a smaller one with the same tokens"));
    }
  }
  return faults;
}

}  // namespace tiles::models
