// SPDX-License-Identifier: Apache-2.0
// A cache of what stands in the notes: names, links, headings, facts and full text. Never the
// truth: it is rebuilt from the files at any time, and results are read back from them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/result.h"
#include "vault/markdown_scanner.h"

namespace tiles::vault {

struct NoteName {
  std::string path;
  std::string title;
  std::vector<std::string> aliases;
};

// A link as it stands in the note `from`.
struct IndexedLink {
  std::string from;
  std::uint32_t line = 0;
  LinkKind kind = LinkKind::Wiki;
  std::string target;    // As written.
  std::string heading;   // "Heading" or "^block".
  std::string resolved;  // Path of the note it leads to; "" when there is none.
};

struct IndexedFact {
  std::string path;
  std::uint32_t line = 0;
  std::string key;
  std::string value;
};

struct IndexedHeading {
  std::string path;
  std::uint32_t line = 0;
  int level = 0;
  std::string text;
};

struct SearchHit {
  std::string path;
  std::string title;
  std::uint32_t line = 0;  // The line of the note with the most words of the query.
  std::string snippet;     // That line, cut to kSnippetBytesMax around the words.
  double score = 0;        // Higher is better.
};

struct RefreshReport {
  std::size_t notes = 0;    // In the index now.
  std::size_t read = 0;     // Read again because time, size or inode differed.
  std::size_t changed = 0;  // Of these, with new bytes.
  std::size_t removed = 0;
  std::vector<std::string>
      skipped;  // Paths that cannot be read as notes, with the reason after ": ".
};

// Not safe from several threads; several processes may share one cache file.
class Index {
 public:
  static constexpr std::uint64_t kNoteBytesMax =
      64 * 1024 * 1024;  // Longer notes are listed, not scanned.
  static constexpr std::uint64_t kTextBytesMax = 4 * 1024 * 1024;  // Of one note, for full text.
  static constexpr std::size_t kQueryBytesMax = 4096;              // What follows is not looked at.
  static constexpr std::size_t kQueryWordsMax = 32;
  static constexpr std::size_t kSnippetBytesMax = 240;
  static constexpr std::size_t kHitsMax = 1000;

  // Touches nothing until it is first asked. `cache_file` is created when missing and made anew
  // when it is damaged or of another version; an empty path, or one that cannot be used, keeps the
  // index in memory: slower to start, otherwise the same. `files` and `clock` must outlive it.
  Index(const FileSystem& files, const Clock& clock, std::filesystem::path cache_file);
  ~Index();

  // Brings the index up to date with the files. A file counts as unchanged when time, size and
  // inode are those of last time and the time is old enough to tell two writes apart.
  Result<RefreshReport> refresh();

  // All of these answer from the last refresh.
  Result<std::vector<NoteName>> names();  // In order of path.
  // Best first. Words are matched whole, by stem, letter case and accents aside; nothing in `query`
  // is syntax. Notes with all words come first; without any such note, notes with one of them.
  Result<std::vector<SearchHit>> search(std::string_view query, std::size_t limit);
  Result<std::vector<IndexedLink>> links(std::string_view path);  // "" for all notes.
  Result<std::vector<IndexedLink>> backlinks(std::string_view path);
  Result<std::vector<IndexedFact>> facts(std::string_view path);  // "" for all notes.
  Result<std::vector<IndexedHeading>> headings(std::string_view path);
  // Paths of notes whose folded text contains the folded `text`, in order of path.
  Result<std::vector<std::string>> notes_containing(std::string_view text);
  // The note that a link in `from` leads to, "" when there is none. Order: the path, the path with
  // ".md", then the note of that name with the shortest path.
  Result<std::string> resolve(std::string_view target, std::string_view from);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tiles::vault
