// SPDX-License-Identifier: Apache-2.0
#include "memory/name_index.h"

#include <algorithm>
#include <utility>

#include "base/unicode.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

// At least two letters or digits and no stop word.
bool points_at_a_note(std::string_view word) {
  return word.size() > first_character(word).size_bytes && !is_stop_word(word);
}

// Notes are added in order, so a repetition is the last entry.
void append_once(std::vector<std::size_t>& notes, std::size_t note) {
  if (notes.empty() || notes.back() != note) {
    notes.push_back(note);
  }
}

// Only the first few in order of path can be shown.
void insert_first(const std::vector<std::size_t>& notes, std::set<std::size_t>& chosen) {
  const std::size_t count = std::min(notes.size(), NameIndex::kCandidatesMax);
  chosen.insert(notes.begin(), notes.begin() + static_cast<std::ptrdiff_t>(count));
}

bool stands_at(const std::vector<std::string>& run, const std::vector<std::string>& words,
               std::size_t begin) {
  return run.size() <= words.size() - begin &&
         std::equal(run.begin(), run.end(), words.begin() + static_cast<std::ptrdiff_t>(begin));
}

}  // namespace

NameIndex::NameIndex(std::vector<NoteNames> notes) : notes_(std::move(notes)) {
  std::erase_if(notes_, [](const NoteNames& note) { return note.path == "user.md"; });
  std::sort(notes_.begin(), notes_.end(),
            [](const NoteNames& a, const NoteNames& b) { return a.path < b.path; });
  for (std::size_t note = 0; note < notes_.size(); ++note) {
    add(note);
  }
  for (const auto& name : full_names_) {
    full_names_by_first_[name.first.front()].push_back(&name);
  }
}

void NameIndex::add(std::size_t note) {
  std::vector<Words> names;
  names.push_back(words_of(notes_[note].title));
  for (const std::string& alias : notes_[note].aliases) {
    names.push_back(words_of(alias));
  }
  for (const Words& name : names) {
    if (!name.empty()) {
      append_once(full_names_[name], note);
    }
  }
  names.push_back(words_of(stem_of(notes_[note].path)));
  for (Words& name : names) {
    for (const std::string& word : name) {
      append_once(notes_by_word_[word], note);
    }
    known_names_.insert(std::move(name));
  }
}

NameIndex::FullNames NameIndex::full_names_of(const std::vector<NamedPath>& relations) const {
  FullNames names;
  for (const NamedPath& relation : relations) {
    const NoteNames* note = find(relation.path);
    Words words = words_of(relation.name);
    if (note != nullptr && !words.empty()) {
      names[std::move(words)].push_back(static_cast<std::size_t>(note - notes_.data()));
    }
  }
  for (auto& name : names) {
    std::sort(name.second.begin(), name.second.end());
  }
  return names;
}

std::vector<NameIndex::Mention> NameIndex::full_mentions(const Words& message,
                                                         const FullNames& relations) const {
  std::vector<Mention> mentions;
  std::map<std::size_t, std::size_t> longest_end_from;  // Of the spans found, by their begin.
  const auto try_name = [&](std::size_t begin, const FullNames::value_type& name) {
    if (stands_at(name.first, message, begin)) {
      const std::size_t end = begin + name.first.size();
      mentions.push_back({begin, end, &name});
      longest_end_from[begin] = std::max(longest_end_from[begin], end);
    }
  };
  for (std::size_t begin = 0; begin < message.size(); ++begin) {
    for (const FullNames::value_type& name : relations) {
      try_name(begin, name);
    }
    if (const auto found = full_names_by_first_.find(message[begin]);
        found != full_names_by_first_.end()) {
      for (const FullNames::value_type* name : found->second) {
        try_name(begin, *name);
      }
    }
  }
  // A span stands inside a longer one when one that begins no later ends no earlier.
  std::erase_if(mentions, [&](const Mention& mention) {
    return std::any_of(longest_end_from.begin(), longest_end_from.upper_bound(mention.begin),
                       [&](const auto& span) {
                         return span.second >= mention.end &&
                                span.second - span.first > mention.end - mention.begin;
                       });
  });
  return mentions;
}

std::vector<NamedPath> NameIndex::candidates(std::string_view message,
                                             const std::vector<NamedPath>& relations) const {
  const Words words = words_of(message);
  const FullNames further = full_names_of(relations);
  std::set<std::size_t> chosen;
  std::set<std::string_view> taken;
  for (const Mention& mention : full_mentions(words, further)) {
    insert_first(mention.name->second, chosen);
    taken.insert(mention.name->first.begin(), mention.name->first.end());
  }
  for (const std::string& word : words) {
    const auto found = notes_by_word_.find(word);
    if (found != notes_by_word_.end() && points_at_a_note(word) && !taken.contains(word)) {
      insert_first(found->second, chosen);
    }
  }
  std::vector<NamedPath> shown;
  for (const std::size_t note : chosen) {
    if (shown.size() == kCandidatesMax) {
      break;
    }
    shown.push_back({notes_[note].path, notes_[note].title});
  }
  return shown;
}

const NoteNames* NameIndex::find(std::string_view path) const {
  const auto note = std::ranges::lower_bound(notes_, path, {}, &NoteNames::path);
  return note != notes_.end() && note->path == path ? &*note : nullptr;
}

std::vector<NamedPath> NameIndex::new_names(std::string_view message) const {
  std::vector<NamedPath> found;
  for (const std::string& name : name_runs(message)) {
    const Words words = words_of(name);
    const bool known = known_names_.contains(words) ||
                       (words.size() == 1 && notes_by_word_.contains(words.front()));
    NamedPath entry{path_of_name(name), name};
    const bool repeated = std::any_of(found.begin(), found.end(), [&](const NamedPath& earlier) {
      return earlier.path == entry.path;
    });
    if (!words.empty() && !known && !repeated && found.size() < kNewNamesMax) {
      found.push_back(std::move(entry));
    }
  }
  return found;
}

}  // namespace tiles::memory
