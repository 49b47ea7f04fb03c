// SPDX-License-Identifier: Apache-2.0
// The names of a vault's notes, laid out so that a message's mentions are found at once.
// Rules: docs/protocols/memory.md, section View.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tiles::memory {

struct NoteNames {
  std::string path;
  std::string title;
  std::vector<std::string> aliases;
};

struct NamedPath {
  std::string path;
  std::string name;

  bool operator==(const NamedPath&) const = default;
};

// Immutable: safe from several threads. Cost: time and memory linear in the names.
class NameIndex {
 public:
  static constexpr std::size_t kCandidatesMax = 8;
  static constexpr std::size_t kNewNamesMax = 4;

  // `user.md` is left out, whatever stands in `notes`.
  explicit NameIndex(std::vector<NoteNames> notes);
  NameIndex(const NameIndex&) = delete;
  NameIndex& operator=(const NameIndex&) = delete;

  // The notes that the message mentions, as path and title, in order of path. `relations`: further
  // names of notes, which count only in full.
  std::vector<NamedPath> candidates(std::string_view message,
                                    const std::vector<NamedPath>& relations = {}) const;

  // The names of the note at `path`, null without one.
  const NoteNames* find(std::string_view path) const;

  // Whether it is a word of a title, an alias or a file name. `word` is folded.
  bool has_word(const std::string& word) const { return notes_by_word_.contains(word); }

  // Names in the message that match no note, as the path they would get and the name.
  std::vector<NamedPath> new_names(std::string_view message) const;

 private:
  using Words = std::vector<std::string>;
  using Notes = std::vector<std::size_t>;  // Ascending.
  using FullNames = std::map<Words, Notes>;
  struct Mention {
    std::size_t begin = 0;  // In words of the message.
    std::size_t end = 0;
    const FullNames::value_type* name = nullptr;
  };

  void add(std::size_t note);
  FullNames full_names_of(const std::vector<NamedPath>& relations) const;
  std::vector<Mention> full_mentions(const Words& message, const FullNames& relations) const;

  std::vector<NoteNames> notes_;  // In order of path.
  FullNames full_names_;          // Titles and aliases.
  std::unordered_map<std::string, std::vector<const FullNames::value_type*>> full_names_by_first_;
  std::unordered_map<std::string, Notes> notes_by_word_;
  std::set<Words> known_names_;  // Titles, aliases and file names.
};

}  // namespace tiles::memory
