// SPDX-License-Identifier: Apache-2.0
#include "memory/noted_lines.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "memory/asked_line.h"
#include "memory/asked_note.h"
#include "memory/key_names.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

constexpr int kLinksMax = 3;  // One after the other.
constexpr std::size_t kNotesMax = 24;
constexpr std::size_t kLinesMax = 80;
constexpr std::size_t kTargetsMax = 4;  // Of one line.
constexpr std::size_t kFoundMax = 24;
constexpr std::size_t kFoundWordsMax = 16;  // That other notes are looked through for.
constexpr std::size_t kValueWordsMax = 24;
constexpr std::size_t kFoundWordBytesMin = 3;
constexpr std::size_t kFoundWordBytesMax = 64;

// How a note is spoken of, and by which line it was reached.
struct NoteOwner {
  std::string words;  // "my", "Ana Reed's", "my sister Ana Reed's".
  std::string chain;  // What a further note is spoken of by: "my", "Ana Reed's", "my sister's".
  int links = 0;
  std::optional<std::size_t> link;
};

std::string cut(std::string_view value) {
  std::vector<std::string> words;
  for (const std::string_view word : split(value, ' ')) {
    if (words.size() == kValueWordsMax) break;
    if (!word.empty()) words.emplace_back(word);
  }
  return joined(words);
}

NotedLine noted_line(const std::string& path, NoteStatement said, const NoteOwner& owner,
                     const TitleOfLink& title_of_link) {
  NotedLine noted{path, std::move(said), owner.words, {}, {}, owner.link};
  noted.value = readable_value(noted.said.line, path, title_of_link);
  std::vector<std::string> about = noted.said.place;
  about.insert(about.end(), noted.said.line.key.begin(), noted.said.line.key.end());
  noted.words = owner.words + " ";
  if (!about.empty()) noted.words += joined(about) + ": ";
  noted.words += cut(noted.value);
  return noted;
}

class Collector {
 public:
  explicit Collector(const UnknownQuestion& question) : question_(question) {}

  Result<std::vector<NotedLine>> collect() {
    start();
    while (!queue_.empty()) {
      const std::string path = std::move(queue_.front());
      queue_.pop_front();
      TILES_CHECK(add_note(path));
    }
    if (lines_.size() > kLinesMax) lines_.resize(kLinesMax);
    TILES_CHECK(add_found());
    return std::move(lines_);
  }

 private:
  std::string title_of(const std::string& path) const {
    const NoteNames* names = question_.names.find(path);
    return names == nullptr ? std::string() : names->title;
  }

  void start() {
    for (const NamedPath& named : question_.candidates) {
      const std::string words = possessive(title_of(named.path));
      if (named.path != "user.md") add_owner(named.path, {words, words, 0, std::nullopt});
    }
    add_owner("user.md", {"my", "my", 0, std::nullopt});
  }

  static std::string possessive(const std::string& title) { return title + "'s"; }

  // The first to speak of a note is its owner.
  void add_owner(const std::string& path, NoteOwner owner) {
    if (owners_.emplace(path, std::move(owner)).second) queue_.push_back(path);
  }

  Result<std::optional<std::vector<NoteStatement>>> statements_in(const std::string& path) {
    auto text = question_.transaction.read_file(path);
    if (!text) {
      const ErrorCode code = text.error().code();
      if (code == ErrorCode::Io) return fail(std::move(text).error());
      return std::optional<std::vector<NoteStatement>>();
    }
    return std::optional(
        note_statements({path, *std::move(text), {}, {}}, question_.title_of_link));
  }

  Result<void> add_note(const std::string& path) {
    auto statements = TILES_TRY(statements_in(path));
    if (!statements) return {};
    const NoteOwner owner = owners_.at(path);
    for (NoteStatement& said : *statements) {
      lines_.push_back(noted_line(path, std::move(said), owner, question_.title_of_link));
      follow(owner, lines_.back().said, lines_.size() - 1);
    }
    return {};
  }

  void follow(const NoteOwner& owner, const NoteStatement& said, std::size_t at) {
    if (said.link.empty() || owner.links >= kLinksMax) return;
    std::vector<std::string> targets = said.line.targets;
    if (targets.size() > kTargetsMax) targets.resize(kTargetsMax);
    for (const std::string& target : targets) {
      if (owners_.size() >= kNotesMax) return;
      auto opened = question_.transaction.go_to_link("[[" + target + "]]");
      if (!opened) continue;
      const std::string chain = owner.chain + " " + joined(said.link);
      const std::string words = chain + " " + possessive(title_of(opened->path));
      add_owner(opened->path, {words, chain + "'s", owner.links + 1, at});
    }
  }

  Result<void> add_found() {
    std::set<std::string, std::less<>> asked;
    for (std::string& word : words_of(question_.text)) {
      const bool fits = word.size() >= kFoundWordBytesMin && word.size() <= kFoundWordBytesMax;
      if (fits && !is_stop_word(word)) asked.insert(std::move(word));
    }
    while (asked.size() > kFoundWordsMax) asked.erase(std::prev(asked.end()));
    std::multimap<std::size_t, NotedLine, std::greater<>> found;  // By shared words.
    for (const std::string& path : TILES_TRY(notes_with_any(asked))) {
      TILES_CHECK(add_shared(path, asked, found));
    }
    for (auto& [shared, line] : found) {
      if (lines_.size() >= kLinesMax + kFoundMax) break;
      lines_.push_back(std::move(line));
    }
    return {};
  }

  // Beside those that are read already.
  Result<std::set<std::string>> notes_with_any(const std::set<std::string, std::less<>>& asked) {
    std::set<std::string, std::less<>> read;
    for (const NotedLine& line : lines_) read.insert(line.path);
    std::set<std::string> paths;
    for (const std::string& word : asked) {
      const auto hits = TILES_TRY(question_.transaction.search(word, vault::Transaction::kHitsMax));
      for (const vault::LineHit& hit : hits) {
        if (!read.contains(hit.path)) paths.insert(hit.path);
      }
    }
    return paths;
  }

  Result<void> add_shared(const std::string& path, const std::set<std::string, std::less<>>& asked,
                          std::multimap<std::size_t, NotedLine, std::greater<>>& found) {
    auto statements = TILES_TRY(statements_in(path));
    if (!statements) return {};
    const NoteOwner owner{possessive(title_of(path)), {}, 0, std::nullopt};
    for (NoteStatement& said : *statements) {
      NotedLine noted = noted_line(path, std::move(said), owner, question_.title_of_link);
      std::set<std::string, std::less<>> shared;
      for (std::string& word : words_of(noted.words)) {
        if (asked.contains(word)) shared.insert(std::move(word));
      }
      if (shared.empty()) continue;
      found.emplace(shared.size(), std::move(noted));
      if (found.size() > kFoundMax) found.erase(std::prev(found.end()));
    }
    return {};
  }

  const UnknownQuestion& question_;
  std::map<std::string, NoteOwner, std::less<>> owners_;
  std::deque<std::string> queue_;
  std::vector<NotedLine> lines_;
};

}  // namespace

bool tells_birth(const NotedLine& line) {
  static const std::vector<std::string> births = words_of(
      "born birth birthday birthdate bday dob geboren geburtstag naissance anniversaire nascimento "
      "aniversario nacimiento cumpleanos");
  const std::vector<std::string> words = words_of(line.words);
  return std::ranges::any_of(words, [](const std::string& word) { return holds(births, word); });
}

bool is_done(const NotedLine& line) {
  const std::string_view text = trim(line.said.line.text);
  return text.starts_with("- [x] ") || text.starts_with("- [X] ") || text.starts_with("* [x] ");
}

bool is_spoken_of(const std::vector<std::string>& message, const std::vector<NotedLine>& lines,
                  const NotedLine& line) {
  if (!line.link) return true;
  return std::ranges::any_of(
      names_in_questions(lines[*line.link].said.link),
      [&](const std::vector<std::string>& name) { return holds_each(message, name); });
}

std::vector<NotedLine> noted_lines_of(const AskedNote& note, std::string_view owner,
                                      const TitleOfLink& title_of_link) {
  std::vector<NotedLine> lines;
  const NoteOwner words{std::string(owner), {}, 0, std::nullopt};
  for (NoteStatement& said : note_statements(note, title_of_link)) {
    if (lines.size() == kLinesMax) break;
    lines.push_back(noted_line(note.path, std::move(said), words, title_of_link));
  }
  return lines;
}

Result<std::vector<NotedLine>> noted_lines(const UnknownQuestion& question) {
  return Collector(question).collect();
}

}  // namespace tiles::memory
