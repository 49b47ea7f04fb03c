// SPDX-License-Identifier: Apache-2.0
#include "vault/index_store.h"

#include "base/text.h"
#include "base/unicode.h"
#include "vault/fold.h"
#include "vault/index.h"

namespace tiles::vault {
namespace {

constexpr const char* kSchema = R"sql(
CREATE TABLE notes(id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  title TEXT NOT NULL, size INTEGER NOT NULL, modified_ns INTEGER NOT NULL, inode INTEGER NOT NULL,
  seen_ns INTEGER NOT NULL, digest TEXT NOT NULL);
CREATE INDEX notes_by_name ON notes(name);
CREATE TABLE aliases(note INTEGER NOT NULL, alias TEXT NOT NULL);
CREATE INDEX aliases_by_note ON aliases(note);
CREATE TABLE headings(note INTEGER NOT NULL, line INTEGER NOT NULL, level INTEGER NOT NULL,
  text TEXT NOT NULL);
CREATE INDEX headings_by_note ON headings(note);
CREATE TABLE facts(note INTEGER NOT NULL, line INTEGER NOT NULL, key TEXT NOT NULL,
  value TEXT NOT NULL);
CREATE INDEX facts_by_note ON facts(note);
CREATE TABLE links(note INTEGER NOT NULL, line INTEGER NOT NULL, kind INTEGER NOT NULL,
  target TEXT NOT NULL, heading TEXT NOT NULL, name TEXT NOT NULL);
CREATE INDEX links_by_note ON links(note);
CREATE INDEX links_by_name ON links(name);
CREATE TABLE bodies(id INTEGER PRIMARY KEY, title TEXT NOT NULL, aliases TEXT NOT NULL,
  body TEXT NOT NULL);
CREATE VIRTUAL TABLE words USING fts5(title, aliases, body, content='bodies', content_rowid='id',
  tokenize='porter unicode61 remove_diacritics 0');
INSERT INTO words(words, rank) VALUES('rank', 'bm25(10.0, 8.0, 1.0)');
INSERT INTO words(words, rank) VALUES('hashsize', 33554432);
PRAGMA user_version = 1;
)sql";
static_assert(IndexStore::kVersion == 1, "the schema writes its version too");

// A cache can be made anew: after a power cut it may be behind, but must not be torn.
constexpr const char* kSettings =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32768;"
    "PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;";

// "a%20b" of a Markdown link is "a b".
std::string percent_decoded(std::string_view text) {
  const auto digit = [](char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
  };
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool coded =
        text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
    decoded += coded ? static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2])) : text[i];
    i += coded ? 2 : 0;
  }
  return decoded;
}

}  // namespace

std::string link_name(std::string_view path_or_target) {
  std::string_view name = path_or_target.substr(path_or_target.rfind('/') + 1);
  if (name.size() > 3 && to_lower_ascii(name.substr(name.size() - 3)) == ".md")
    name.remove_suffix(3);
  return fold_case(to_valid_utf8(name));
}

Result<IndexStore> IndexStore::open(const std::filesystem::path& file) {
  IndexStore store;
  store.database_ = TILES_TRY(Database::open(file));
  TILES_CHECK(store.database_.execute(kSettings));
  if (TILES_TRY(store.version()) == 0) {
    // Another process may have come first: it is asked again under the lock.
    TILES_CHECK(store.begin());
    const bool still_empty = TILES_TRY(store.version()) == 0;
    TILES_CHECK(store.database_.execute(still_empty ? kSchema : ""));
    TILES_CHECK(store.commit());
  }
  if (const std::int64_t found = TILES_TRY(store.version()); found != kVersion) {
    return fail(ErrorCode::Corrupt, "the index is of version " + std::to_string(found));
  }
  TILES_CHECK(store.prepare());
  return store;
}

Result<std::int64_t> IndexStore::version() {
  Statement statement = TILES_TRY(database_.prepare("PRAGMA user_version"));
  TILES_TRY(statement.step());
  return statement.integer(0);
}

Result<void> IndexStore::prepare() {
  const struct {
    Statement& statement;
    const char* sql;
  } all[] = {
      {select_notes_, "SELECT path, id, size, modified_ns, inode, seen_ns, digest FROM notes"},
      {insert_note_,
       "INSERT INTO notes(path, name, title, size, modified_ns, inode, seen_ns, digest) "
       "VALUES(?,?,?,?,?,?,?,?)"},
      {touch_note_, "UPDATE notes SET modified_ns = ?, inode = ?, seen_ns = ? WHERE id = ?"},
      {delete_note_, "DELETE FROM notes WHERE id = ?"},
      {insert_alias_, "INSERT INTO aliases VALUES(?,?)"},
      {insert_heading_, "INSERT INTO headings VALUES(?,?,?,?)"},
      {insert_fact_, "INSERT INTO facts VALUES(?,?,?,?)"},
      {insert_link_, "INSERT INTO links VALUES(?,?,?,?,?,?)"},
      {insert_body_, "INSERT INTO bodies VALUES(?,?,?,?)"},
      {insert_words_, "INSERT INTO words(rowid, title, aliases, body) VALUES(?,?,?,?)"},
      {delete_words_,
       "INSERT INTO words(words, rowid, title, aliases, body) "
       "SELECT 'delete', id, title, aliases, body FROM bodies WHERE id = ?"},
      {delete_body_, "DELETE FROM bodies WHERE id = ?"},
      {delete_aliases_, "DELETE FROM aliases WHERE note = ?"},
      {delete_headings_, "DELETE FROM headings WHERE note = ?"},
      {delete_facts_, "DELETE FROM facts WHERE note = ?"},
      {delete_links_, "DELETE FROM links WHERE note = ?"},
  };
  for (const auto& entry : all) {
    entry.statement = TILES_TRY(database_.prepare(entry.sql));
  }
  return {};
}

Result<std::unordered_map<std::string, StoredNote>> IndexStore::stored_notes() {
  std::unordered_map<std::string, StoredNote> notes;
  TILES_CHECK(select_notes_.start());
  while (TILES_TRY(select_notes_.step())) {
    notes.emplace(select_notes_.text(0),
                  StoredNote{.id = select_notes_.integer(1),
                             .size_bytes = static_cast<std::uint64_t>(select_notes_.integer(2)),
                             .modified_ns = select_notes_.integer(3),
                             .inode = static_cast<std::uint64_t>(select_notes_.integer(4)),
                             .seen_ns = select_notes_.integer(5),
                             .digest = select_notes_.text(6)});
  }
  return notes;
}

Result<void> IndexStore::add(const FreshNote& note) {
  const Scan scan = scan_markdown(note.text);
  const std::string title = title_of(note.file.name, note.text, scan);
  TILES_CHECK(insert_note_.run(note.file.name, link_name(note.file.name), title,
                               static_cast<std::int64_t>(note.file.size_bytes),
                               note.file.modified_ns, static_cast<std::int64_t>(note.file.inode),
                               note.seen_ns, note.digest));
  const std::int64_t id = database_.last_row_id();
  TILES_CHECK(add_items(id, note.text, scan));
  std::string aliases;
  for (const std::string& alias : scan.aliases) {
    TILES_CHECK(insert_alias_.run(id, to_valid_utf8(alias)));
    aliases += fold(alias) + "\n";
  }
  const std::string folded_title = fold(title);
  const std::string body = fold(note.text.substr(0, Index::kTextBytesMax));
  TILES_CHECK(insert_body_.run(id, folded_title, aliases, body));
  return insert_words_.run(id, folded_title, aliases, body);
}

Result<void> IndexStore::add_items(std::int64_t id, std::string_view text, const Scan& scan) {
  const auto part = [&](ByteRange range) { return to_valid_utf8(slice(text, range)); };
  const auto number = [](auto value) { return static_cast<std::int64_t>(value); };
  for (const Heading& heading : scan.headings) {
    TILES_CHECK(
        insert_heading_.run(id, number(heading.line), number(heading.level), part(heading.text)));
  }
  for (const Fact& fact : scan.facts) {
    TILES_CHECK(insert_fact_.run(id, number(fact.line), part(fact.key), part(fact.value)));
  }
  for (const Link& link : scan.links) {
    const std::string written = part(link.target);
    const std::string target =
        to_nfc(to_valid_utf8(link.kind == LinkKind::Markdown ? percent_decoded(written) : written));
    const std::string block = part(link.block);
    TILES_CHECK(insert_link_.run(id, number(link.line), number(link.kind), target,
                                 block.empty() ? part(link.heading) : "^" + block,
                                 link_name(target)));
  }
  return {};
}

Result<void> IndexStore::touch(std::int64_t id, const FreshNote& note) {
  return touch_note_.run(note.file.modified_ns, static_cast<std::int64_t>(note.file.inode),
                         note.seen_ns, id);
}

Result<void> IndexStore::remove(std::int64_t id) {
  for (Statement* statement : {&delete_words_, &delete_body_, &delete_aliases_, &delete_headings_,
                               &delete_facts_, &delete_links_, &delete_note_}) {
    TILES_CHECK(statement->run(id));
  }
  return {};
}

}  // namespace tiles::vault
