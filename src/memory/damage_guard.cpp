// SPDX-License-Identifier: Apache-2.0
#include "memory/damage_guard.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "memory/keyed_lines.h"
#include "memory/spoken_words.h"
#include "memory/value_kind.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;
using Lines = std::vector<KeyedLine>;

Words difference(const Words& words, const Words& others) {
  Words rest;
  std::ranges::copy_if(words, std::back_inserter(rest),
                       [&](const std::string& word) { return !holds(others, word); });
  return rest;
}

bool share_telling(const Words& words, const Words& others) {
  return std::ranges::any_of(
      words, [&](const std::string& word) { return is_telling(word) && holds(others, word); });
}

Words all_words(const KeyedLine& line) {
  Words words = line.key;
  words.insert(words.end(), line.value.begin(), line.value.end());
  return words;
}

// Those of `lines` that `others` does not have, or not so often.
Lines only_in(const Lines& lines, const Lines& others) {
  std::map<std::string_view, int> counts;
  for (const KeyedLine& line : others) ++counts[line.text];
  Lines only;
  for (const KeyedLine& line : lines) {
    const auto found = counts.find(line.text);
    if (found == counts.end() || found->second == 0) {
      only.push_back(line);
    } else {
      --found->second;
    }
  }
  return only;
}

// One file of a change.
struct FileChange {
  std::string path;
  bool is_deleted = false;
  Words title;  // Before.
  Lines removed;
  Lines added;
  std::vector<bool> is_used;  // Of an added line: it stands for one that went.
  std::vector<Words> keys;    // Before.
  std::set<Words> keys_changed;
};

class Guard {
 public:
  Guard(const std::vector<vault::Change>& changes, const SpokenMessage& message,
        const TitleOfLink& title_of)
      : spoken_(message.text), title_of_(title_of) {
    for (const vault::Change& change : changes) add(change);
    leaves_named_note_ = std::ranges::any_of(
        message.notes, [&](const NamedPath& note) { return !deleted_.contains(note.path); });
  }

  std::vector<LostLine> losses() {
    std::vector<LostLine> lost;
    for (FileChange& file : files_) {
      for (const KeyedLine& line : file.removed) {
        if (!is_accounted_for(file, line)) lost.push_back({file.path, line.text});
      }
    }
    return lost;
  }

 private:
  void add(const vault::Change& change) {
    const Lines before = read_keyed_lines(change.before.value_or(""), change.path, title_of_);
    const Lines after = read_keyed_lines(change.after.value_or(""), change.path, title_of_);
    FileChange file{.path = change.path,
                    .is_deleted = !change.after.has_value(),
                    .title = words_of(title_of_(change.path, "")),
                    .removed = only_in(before, after),
                    .added = only_in(after, before),
                    .is_used = {},
                    .keys = {},
                    .keys_changed = {}};
    file.is_used.resize(file.added.size());
    for (const KeyedLine& line : before) {
      if (!line.key.empty()) file.keys.push_back(line.key);
    }
    for (const Lines* lines : {&file.removed, &file.added}) {
      for (const KeyedLine& line : *lines) file.keys_changed.insert(line.key);
    }
    for (const KeyedLine& line : after) lines_after_.insert(line.text);
    for (const KeyedLine& line : file.added) values_added_.insert(line.value);
    if (file.is_deleted) deleted_.insert(change.path);
    files_.push_back(std::move(file));
  }

  bool is_accounted_for(FileChange& file, const KeyedLine& line) {
    if (line.value.empty() && line.key.empty()) return true;  // A rule of dashes says nothing.
    return lines_after_.contains(line.text) || is_moved(line) || is_term(file, line) ||
           is_replaced(file, line) || goes_with_note(file, line) || is_taken_back(file, line);
  }

  bool is_moved(const KeyedLine& line) const {
    return any_telling(line.value) && values_added_.contains(line.value);
  }

  // The key of a line below that goes, too: it says nothing by itself.
  static bool is_term(const FileChange& file, const KeyedLine& line) {
    const Words words = words_of(line.text);
    return line.key.empty() && std::ranges::any_of(file.removed, [&](const KeyedLine& other) {
             return other.is_key_above && other.key == words;
           });
  }

  bool is_replaced(FileChange& file, const KeyedLine& line) {
    for (std::size_t i = 0; i < file.added.size(); ++i) {
      if (file.is_used[i] || !replaces(file, line, file.added[i])) continue;
      file.is_used[i] = true;
      return true;
    }
    return false;
  }

  bool replaces(const FileChange& file, const KeyedLine& old, const KeyedLine& added) const {
    // It goes on, or was laid out anew; or its link follows a note that is gone.
    if (holds_each(all_words(added), all_words(old))) return true;
    if (old.unlinked == added.unlinked && leads_to_deleted(old)) return true;
    if (!old.key.empty() && !added.key.empty()) {
      return old.key == added.key && !means_another_key(file, old.key) && says_new(old, added);
    }
    const Words fresh = difference(added.value, old.value);
    return old.is_heading == added.is_heading && spoken_.speaks_of_any(fresh) &&
           (old.is_heading || share_telling(old.value, added.value));
  }

  bool says_new(const KeyedLine& old, const KeyedLine& added) const {
    if (speaks_of_key(old.key)) return true;
    const Words fresh = difference(added.value, old.value);
    if (!any_telling(fresh)) return spoken_.speaks_of_any(old.value);
    // Where the key is not spoken of, a date does not give way to a word.
    return spoken_.speaks_of_any(fresh) &&
           (kind_of(old) == kind_of(added) || spoken_.speaks_of_any(old.value));
  }

  bool leads_to_deleted(const KeyedLine& line) const {
    return std::ranges::any_of(
        line.targets, [&](const std::string& target) { return deleted_.contains(target); });
  }

  bool goes_with_note(const FileChange& file, const KeyedLine& line) const {
    if (!file.is_deleted) return false;
    if (line.is_heading) return true;
    // Of two notes that are named and one that goes, the one is to hold what the other held.
    if (leaves_named_note_) return false;
    return spoken_.has_run(file.title) || spoken_.has_run(words_of(stem_of(file.path)));
  }

  bool is_taken_back(const FileChange& file, const KeyedLine& line) const {
    if (line.key.empty()) return speaks_of_line(line.value);
    if (shares_named_key(file, line.key)) return false;
    const bool is_set_anew = std::ranges::any_of(
        file.added, [&](const KeyedLine& added) { return added.key == line.key; });
    return spoken_.speaks_of_any(line.value) || (!is_set_anew && speaks_of_key(line.key));
  }

  // At least two telling words of it, or the only one.
  bool speaks_of_line(const Words& words) const {
    const auto telling = std::ranges::count_if(words, [](const auto& w) { return is_telling(w); });
    const auto spoken =
        std::ranges::count_if(words, [&](const auto& w) { return spoken_.speaks_of(w); });
    return spoken >= 1 && spoken >= std::min<std::ptrdiff_t>(telling, 2);
  }

  bool speaks_of_key(const Words& key) const {
    return spoken_.speaks_of_any(key) || names_key(key);
  }

  // By one of its names, with all words of it.
  bool names_key(const Words& key) const {
    return std::ranges::any_of(names_of_key(key),
                               [&](const Words& name) { return spoken_.has_name(name); });
  }

  bool means_another_key(const FileChange& file, const Words& key) const {
    return shares_named_key(file, key) || leaves_named_key(file, key);
  }

  // The message has all words of another key of the note that shares one with this, and not all of
  // this one.
  bool shares_named_key(const FileChange& file, const Words& key) const {
    return !spoken_.has_all(key) && std::ranges::any_of(file.keys, [&](const Words& other) {
      return other != key && spoken_.has_all(other) && share_telling(other, key);
    });
  }

  // The message speaks of another key of the note, whose line stays, and not of this one.
  bool leaves_named_key(const FileChange& file, const Words& key) const {
    return !speaks_of_key(key) && std::ranges::any_of(file.keys, [&](const Words& other) {
      return other != key && !file.keys_changed.contains(other) && names_key(other);
    });
  }

  SpokenWords spoken_;
  const TitleOfLink& title_of_;
  std::vector<FileChange> files_;
  std::set<std::string, std::less<>> lines_after_;  // Of all files of the change.
  std::set<Words> values_added_;
  std::set<std::string, std::less<>> deleted_;
  bool leaves_named_note_ = false;  // A note that the message mentions is not deleted.
};

}  // namespace

std::vector<LostLine> unspoken_losses(const std::vector<vault::Change>& changes,
                                      const SpokenMessage& message,
                                      const TitleOfLink& title_of_link) {
  return Guard(changes, message, title_of_link).losses();
}

}  // namespace tiles::memory
