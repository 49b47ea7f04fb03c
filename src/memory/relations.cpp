// SPDX-License-Identifier: Apache-2.0
#include "memory/relations.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"
#include "memory/asked_note.h"
#include "memory/key_names.h"
#include "memory/note_statements.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

constexpr std::string_view kMy = "my ";
constexpr std::string_view kOur = "our ";
// What a family uses as a name.
constexpr std::array<std::string_view, 12> kNames = {"mum",     "mom",    "mommy",   "mummy",
                                                     "mama",    "dad",    "daddy",   "papa",
                                                     "grandma", "granny", "grandpa", "granddad"};

bool is_a_name(std::string_view words) { return std::ranges::find(kNames, words) != kNames.end(); }

std::size_t skip(std::string_view& text, char c) {
  const std::size_t count = std::min(text.find_first_not_of(c), text.size());
  text.remove_prefix(count);
  return count;
}

// `- KEY: [[TARGET]]`, the key perhaps bold, the link perhaps with a heading or other shown text.
std::optional<NamedPath> relation_of(std::string_view line) {
  if (line.empty() || std::string_view("-*+").find(line.front()) == std::string_view::npos) {
    return std::nullopt;
  }
  line.remove_prefix(1);
  if (skip(line, ' ') == 0) {
    return std::nullopt;
  }
  skip(line, '*');
  const std::string_view key = line.substr(0, line.find_first_of(":*"));
  line.remove_prefix(key.size());
  skip(line, '*');
  if (key.empty() || skip(line, ':') != 1) {
    return std::nullopt;
  }
  skip(line, ' ');
  if (!line.starts_with("[[")) {
    return std::nullopt;
  }
  line.remove_prefix(2);
  const std::string_view target = line.substr(0, line.find_first_of("]|#"));
  line.remove_prefix(std::min(line.find(']'), line.size()));
  const std::size_t closing = skip(line, ']');
  skip(line, ' ');
  if (target.empty() || closing != 2 || !line.empty()) {
    return std::nullopt;
  }
  std::string path(trim(target));
  if (!path.ends_with(".md")) {
    path += ".md";
  }
  return NamedPath{std::move(path), std::string(kMy).append(key)};
}

// "my wife" of `- wife [[…]], married in 2014`.
std::vector<NamedPath> relations_of_prose(std::string_view user_text) {
  std::vector<NamedPath> relations;
  const AskedNote note{"user.md", std::string(user_text), {}, {}};
  const auto no_title = [](std::string_view, std::string_view) { return std::string(); };
  for (const NoteStatement& said : note_statements(note, no_title)) {
    if (said.link.empty()) continue;
    for (const std::string& target : said.line.targets) {
      relations.push_back({target, std::string(kMy) + joined(said.link)});
    }
  }
  return relations;
}

}  // namespace

std::vector<NamedPath> relations_in(std::string_view user_text) {
  std::vector<NamedPath> relations;
  for (const std::string_view line : split(user_text, '\n')) {
    if (auto relation = relation_of(line)) {
      relations.push_back(*std::move(relation));
    }
  }
  return relations;
}

std::vector<NamedPath> spoken_relations(std::string_view user_text) {
  std::vector<NamedPath> spoken = relations_in(user_text);
  for (NamedPath& relation : relations_of_prose(user_text)) {
    if (std::ranges::find(spoken, relation) == spoken.end()) spoken.push_back(std::move(relation));
  }
  const std::vector<NamedPath> written = spoken;
  for (const NamedPath& relation : written) {
    const std::vector<std::string> key =
        words_of(std::string_view(relation.name).substr(kMy.size()));
    for (const std::vector<std::string>& name : names_in_questions(key)) {
      const std::string words = joined(name);
      for (const std::string_view owner : {kMy, kOur}) {
        spoken.push_back({relation.path, std::string(owner) + words});
      }
      if (is_a_name(words)) spoken.push_back({relation.path, words});
    }
  }
  return spoken;
}

}  // namespace tiles::memory
