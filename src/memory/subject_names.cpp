// SPDX-License-Identifier: Apache-2.0
#include "memory/subject_names.h"

#include <cstddef>
#include <string_view>
#include <utility>

#include "memory/words.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

}  // namespace

std::vector<Words> subject_names(const NamedPath& note, const std::vector<NamedPath>& relations) {
  std::vector<Words> names;
  const Words title = words_of(note.name);
  for (std::size_t begin = 0; begin < title.size(); ++begin) {
    for (std::size_t end = begin + 1; end <= title.size(); ++end) {
      Words part(title.begin() + static_cast<std::ptrdiff_t>(begin),
                 title.begin() + static_cast<std::ptrdiff_t>(end));
      if (any_telling(part)) names.push_back(std::move(part));
    }
  }
  for (const NamedPath& relation : relations) {
    if (relation.path == note.path) names.push_back(words_of(relation.name));
  }
  return names;
}

Words naming_words(const std::string& path, const NameIndex& names,
                   const std::vector<NamedPath>& relations) {
  Words words;
  const auto add = [&](std::string_view text) {
    for (std::string& word : words_of(text)) words.push_back(std::move(word));
  };
  if (const NoteNames* own = names.find(path)) {
    add(own->title);
    for (const std::string& alias : own->aliases) add(alias);
  }
  for (const NamedPath& relation : relations) {
    if (relation.path == path) add(relation.name);
  }
  return words;
}

}  // namespace tiles::memory
