// SPDX-License-Identifier: Apache-2.0
#include "terminal/slash_command.h"

#include <algorithm>
#include <array>

namespace tiles::program {
namespace {

enum class TakesArgument { No, Yes };

struct Entry {
  std::string_view word;
  SlashKind kind;
  TakesArgument takes_argument;
};

constexpr std::array kEntries{
    Entry{"/help", SlashKind::Help, TakesArgument::No},
    Entry{"/?", SlashKind::Help, TakesArgument::No},
    Entry{"/clear", SlashKind::Clear, TakesArgument::No},
    Entry{"/context", SlashKind::Context, TakesArgument::No},
    Entry{"/license", SlashKind::License, TakesArgument::No},
    Entry{"/memory", SlashKind::Memory, TakesArgument::Yes},
    Entry{"/undo", SlashKind::Undo, TakesArgument::Yes},
    Entry{"/bye", SlashKind::Bye, TakesArgument::No},
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

bool is_one_word(std::string_view text) {
  return text.size() > 1 && std::ranges::all_of(text.substr(1), [](char character) {
           return character >= 'a' && character <= 'z';
         });
}

}  // namespace

SlashCommand parse_slash_command(std::string_view line) {
  const std::string_view text = trimmed(line);
  if (!text.starts_with('/')) return {};
  const std::string_view word = text.substr(0, text.find_first_of(" \t\n"));
  const std::string_view argument = trimmed(text.substr(word.size()));
  const auto* entry = std::ranges::find(kEntries, word, &Entry::word);
  if (entry != kEntries.end() &&
      (argument.empty() || entry->takes_argument == TakesArgument::Yes)) {
    return {entry->kind, std::string(argument)};
  }
  if (argument.empty() && is_one_word(text)) return {SlashKind::Unknown, std::string(text)};
  return {};
}

}  // namespace tiles::program
