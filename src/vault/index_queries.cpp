// SPDX-License-Identifier: Apache-2.0
// The questions that the index answers.
#include <algorithm>

#include "base/text.h"
#include "base/unicode.h"
#include "vault/fold.h"
#include "vault/index_impl.h"
#include "vault/note_path.h"

namespace tiles::vault {
namespace {

// Words in quotes are words to FTS5, whatever they are; ours have letters and digits alone besides.
std::string match_expression(const std::vector<std::string>& words, std::string_view joint) {
  std::string expression;
  for (const std::string& word : words) {
    expression += expression.empty() ? "" : joint;
    expression += '"' + word + '"';
  }
  return expression;
}

// How well a line fits the words: a word itself counts more than its beginning, which a stem may
// have led to.
int fitness(std::string_view line, const std::vector<std::string>& words) {
  constexpr std::size_t kStemBytesMin = 3;
  constexpr std::size_t kEndingBytesMax = 3;
  const std::string folded = fold(line);
  int sum = 0;
  for (const std::string& word : words) {
    const std::string_view stem = std::string_view(word).substr(
        0, std::max(kStemBytesMin, word.size() - std::min(word.size(), kEndingBytesMax)));
    sum += folded.find(word) != std::string::npos   ? 3
           : folded.find(stem) != std::string::npos ? 1
                                                    : 0;
  }
  return sum;
}

// At most kSnippetBytesMax bytes of the line, with the first of the words in it.
std::string snippet_of(std::string_view line, const std::vector<std::string>& words) {
  line = trim(line);
  if (line.size() <= Index::kSnippetBytesMax) return std::string(line);
  // Folding moves bytes; where a word stands in the folded line is near enough.
  const std::string folded = fold(line);
  std::size_t at = line.size();
  for (const std::string& word : words) at = std::min(at, folded.find(word));
  constexpr std::size_t kLeadBytes = 60;
  std::size_t begin = at >= line.size() || at < kLeadBytes ? 0 : at - kLeadBytes;
  begin = std::min(begin, line.size() - Index::kSnippetBytesMax);
  while (begin > 0 && (static_cast<unsigned char>(line[begin]) & 0xC0U) == 0x80U) --begin;
  constexpr std::string_view kMore = "…";
  const std::string_view cut =
      utf8_prefix(line.substr(begin), Index::kSnippetBytesMax - 2 * kMore.size());
  std::string snippet(begin > 0 ? kMore : "");
  snippet += cut;
  if (begin + cut.size() < line.size()) snippet += kMore;
  return snippet;
}

// "a/../b" is "b"; nothing when it leads outside.
std::string without_dots(std::string_view path) {
  std::vector<std::string_view> parts;
  for (const std::string_view part : split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (parts.empty()) {
      return "";
    } else {
      parts.pop_back();
    }
  }
  std::string joined;
  for (const std::string_view part : parts) {
    joined += (joined.empty() ? "" : "/") + std::string(part);
  }
  return joined;
}

}  // namespace

Result<std::vector<NoteName>> Index::Impl::names() {
  std::unordered_map<std::int64_t, std::vector<std::string>> aliases;
  TILES_CHECK(queries_.aliases.start());
  while (TILES_TRY(queries_.aliases.step())) {
    aliases[queries_.aliases.integer(0)].push_back(queries_.aliases.text(1));
  }
  std::vector<NoteName> names;
  TILES_CHECK(queries_.names.start());
  while (TILES_TRY(queries_.names.step())) {
    names.push_back({queries_.names.text(0), queries_.names.text(1), {}});
    if (const auto found = aliases.find(queries_.names.integer(2)); found != aliases.end()) {
      names.back().aliases = std::move(found->second);
    }
  }
  return names;
}

Result<std::vector<SearchHit>> Index::Impl::match(const std::string& expression,
                                                  std::size_t limit) {
  std::vector<SearchHit> hits;
  TILES_CHECK(
      queries_.search.start(std::string_view(expression), static_cast<std::int64_t>(limit)));
  while (TILES_TRY(queries_.search.step())) {
    // FTS5 gives better rows the lower number.
    hits.push_back(
        {queries_.search.text(0), queries_.search.text(1), 0, "", -queries_.search.real(2)});
  }
  return hits;
}

void Index::Impl::add_snippet(SearchHit& hit, const std::vector<std::string>& words) const {
  const auto text = tree_.read(hit.path, kNoteBytesMax);
  if (!text) return;  // Gone meanwhile, or grown past what is scanned: the hit has no line.
  int best = 0;
  std::uint32_t number = 0;
  std::string_view best_line;
  for (const std::string_view line :
       split(std::string_view(*text).substr(0, kTextBytesMax), '\n')) {
    ++number;
    const int fits = fitness(line, words);
    if (fits <= best) continue;
    best = fits;
    best_line = line;
    hit.line = number;
  }
  hit.snippet = to_valid_utf8(snippet_of(best_line, words));
}

Result<std::vector<SearchHit>> Index::Impl::search(std::string_view query, std::size_t limit) {
  std::vector<std::string> words = folded_words(query.substr(0, kQueryBytesMax));
  std::ranges::sort(words);
  words.erase(std::unique(words.begin(), words.end()), words.end());
  if (words.size() > kQueryWordsMax) words.resize(kQueryWordsMax);
  limit = std::min(limit, kHitsMax);
  if (words.empty() || limit == 0) return std::vector<SearchHit>();
  std::vector<SearchHit> hits = TILES_TRY(match(match_expression(words, " "), limit));
  if (hits.empty() && words.size() > 1)
    hits = TILES_TRY(match(match_expression(words, " OR "), limit));
  for (SearchHit& hit : hits) add_snippet(hit, words);
  return hits;
}

Result<std::vector<IndexedLink>> Index::Impl::read_links(Statement& statement) {
  std::vector<IndexedLink> links;
  while (TILES_TRY(statement.step())) {
    links.push_back({.from = statement.text(0),
                     .line = static_cast<std::uint32_t>(statement.integer(1)),
                     .kind = static_cast<LinkKind>(statement.integer(2)),
                     .target = statement.text(3),
                     .heading = statement.text(4),
                     .resolved = {}});
  }
  return links;
}

Result<void> Index::Impl::resolve_all(std::vector<IndexedLink>& links) {
  for (IndexedLink& link : links) {
    link.resolved = TILES_TRY(resolve(link.target, link.from));
  }
  return {};
}

Result<std::vector<IndexedLink>> Index::Impl::links(std::string_view path) {
  Statement& statement = path.empty() ? queries_.all_links : queries_.links_of;
  if (path.empty()) {
    TILES_CHECK(statement.start());
  } else {
    TILES_CHECK(statement.start(path));
  }
  std::vector<IndexedLink> links = TILES_TRY(read_links(statement));
  TILES_CHECK(resolve_all(links));
  return links;
}

Result<std::vector<IndexedLink>> Index::Impl::backlinks(std::string_view path) {
  TILES_CHECK(queries_.links_by_name.start(std::string_view(link_name(path))));
  std::vector<IndexedLink> links = TILES_TRY(read_links(queries_.links_by_name));
  TILES_CHECK(resolve_all(links));
  std::erase_if(
      links, [&](const IndexedLink& link) { return link.resolved != path || link.from == path; });
  return links;
}

Result<std::vector<IndexedFact>> Index::Impl::facts(std::string_view path) {
  Statement& statement = path.empty() ? queries_.all_facts : queries_.facts_of;
  if (path.empty()) {
    TILES_CHECK(statement.start());
  } else {
    TILES_CHECK(statement.start(path));
  }
  std::vector<IndexedFact> facts;
  while (TILES_TRY(statement.step())) {
    facts.push_back({statement.text(0), static_cast<std::uint32_t>(statement.integer(1)),
                     statement.text(2), statement.text(3)});
  }
  return facts;
}

Result<std::vector<IndexedHeading>> Index::Impl::headings(std::string_view path) {
  Statement& statement = queries_.headings_of;
  TILES_CHECK(statement.start(path));
  std::vector<IndexedHeading> headings;
  while (TILES_TRY(statement.step())) {
    headings.push_back({statement.text(0), static_cast<std::uint32_t>(statement.integer(1)),
                        static_cast<int>(statement.integer(2)), statement.text(3)});
  }
  return headings;
}

Result<std::vector<std::string>> Index::Impl::notes_containing(std::string_view text) {
  const std::string folded = fold(text);
  std::vector<std::string> paths;
  TILES_CHECK(queries_.containing.start(std::string_view(folded)));
  while (TILES_TRY(queries_.containing.step())) {
    paths.push_back(queries_.containing.text(0));
  }
  return paths;
}

Result<bool> Index::Impl::has_note(const std::string& path) {
  TILES_CHECK(queries_.by_path.start(std::string_view(path)));
  const bool found = TILES_TRY(queries_.by_path.step());
  TILES_CHECK(queries_.by_path.start());
  return found;
}

Result<std::string> Index::Impl::resolve(std::string_view target, std::string_view from) {
  if (target.empty()) return std::string(from);
  const std::string wanted = to_nfc(target);
  for (const std::string& base : {std::string(), std::string(parent_path(from))}) {
    const std::string path = without_dots(base + "/" + wanted);
    if (path.empty()) continue;
    if (TILES_TRY(has_note(path))) return path;
    if (TILES_TRY(has_note(path + ".md"))) return path + ".md";
  }
  const bool has_folder = wanted.find('/') != std::string::npos;
  const std::string folded = "/" + fold_case(without_dots(wanted));
  TILES_CHECK(queries_.by_name.start(std::string_view(link_name(wanted))));
  std::string found;
  while (TILES_TRY(queries_.by_name.step())) {
    const std::string path = queries_.by_name.text(0);
    const std::string folded_path = "/" + fold_case(path);
    const bool fits =
        !has_folder || folded_path.ends_with(folded) || folded_path.ends_with(folded + ".md");
    if (fits && found.empty()) found = path;
  }
  return found;
}

}  // namespace tiles::vault
