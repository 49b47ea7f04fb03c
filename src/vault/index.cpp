// SPDX-License-Identifier: Apache-2.0
#include "vault/index.h"

#include <fcntl.h>

#include "base/text.h"
#include "base/unique_fd.h"
#include "crypto/digest.h"
#include "vault/index_impl.h"

namespace tiles::vault {
namespace {

// Coarser than the time stamps of any file system in use (FAT: 2 s): two writes within it may look
// alike.
constexpr std::int64_t kStampGranularityNs = 2'000'000'000;

// The cache tells what stands in private notes: only its owner may read it. SQLite gives its other
// files the mode of this one.
Result<void> create_private(const std::filesystem::path& file) {
  constexpr mode_t kFileMode = 0600;
  const UniqueFd created(
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, kFileMode));
  if (!created) return fail_system(errno, "opening the index '" + file.native() + "'");
  return {};
}

}  // namespace

Result<void> Index::Impl::open() {
  if (!file_.empty()) TILES_CHECK(create_private(file_));
  auto store = IndexStore::open(file_);
  if (!store) return fail(std::move(store).error());
  store_.emplace(*std::move(store));
  return prepare();
}

Result<void> Index::Impl::open_or_remake() {
  auto opened = open();
  if (opened || opened.error().code() != ErrorCode::Corrupt) return opened;
  return remake();
}

Result<void> Index::Impl::make_ready() {
  if (is_ready_) return {};
  auto opened = open_or_remake();
  if (!opened && has_file()) opened = move_to_memory();
  is_ready_ = opened.has_value();
  return opened;
}

Result<void> Index::Impl::move_to_memory() {
  close();
  file_.clear();
  return open();
}

void Index::Impl::close() {
  queries_ = {};
  store_.reset();
}

Result<void> Index::Impl::remake() {
  close();
  for (const char* suffix : {"", "-wal", "-shm"}) {
    std::error_code error;
    std::filesystem::remove(file_.native() + suffix, error);
    if (error)
      return fail(ErrorCode::Io, "removing the index '" + file_.native() + "': " + error.message());
  }
  return open();
}

Result<void> Index::Impl::prepare() {
  constexpr std::string_view kLinks =
      "SELECT path, line, kind, target, heading FROM links JOIN notes ON notes.id = note ";
  const std::string links(kLinks);
  const struct {
    Statement& statement;
    std::string sql;
  } all[] = {
      {queries_.names, "SELECT path, title, id FROM notes ORDER BY path"},
      {queries_.aliases, "SELECT note, alias FROM aliases ORDER BY rowid"},
      {queries_.search,
       "SELECT path, notes.title, found.score FROM (SELECT rowid AS id, rank AS score FROM words "
       "WHERE words MATCH ? ORDER BY rank LIMIT ?) AS found JOIN notes USING(id) ORDER BY "
       "found.score, path"},
      {queries_.links_of, links + "WHERE path = ? ORDER BY links.rowid"},
      {queries_.all_links, links + "ORDER BY path, links.rowid"},
      {queries_.links_by_name, links + "WHERE links.name = ? ORDER BY path, links.rowid"},
      {queries_.facts_of,
       "SELECT path, line, key, value FROM facts JOIN notes ON notes.id = note WHERE path = ? "
       "ORDER BY facts.rowid"},
      {queries_.all_facts,
       "SELECT path, line, key, value FROM facts JOIN notes ON notes.id = note ORDER BY path, "
       "facts.rowid"},
      {queries_.headings_of,
       "SELECT path, line, level, text FROM headings JOIN notes ON notes.id = note WHERE path = ? "
       "ORDER BY headings.rowid"},
      {queries_.containing,
       "SELECT path FROM bodies JOIN notes USING(id) WHERE instr(body, ?) > 0 ORDER BY path"},
      {queries_.by_path, "SELECT 1 FROM notes WHERE path = ?"},
      {queries_.by_name, "SELECT path FROM notes WHERE name = ? ORDER BY length(path), path"},
  };
  for (const auto& entry : all) {
    entry.statement = TILES_TRY(store_->database().prepare(entry.sql));
  }
  return {};
}

bool Index::Impl::is_unchanged(const FileInfo& file, const StoredNote& stored) const {
  return file.size_bytes == stored.size_bytes && file.modified_ns == stored.modified_ns &&
         file.inode == stored.inode && !stored.digest.empty() &&
         stored.modified_ns + kStampGranularityNs < stored.seen_ns;
}

Result<void> Index::Impl::refresh_note(const FileInfo& file, const StoredNote* stored,
                                       RefreshReport& report) {
  FreshNote fresh{.file = file,
                  .seen_ns = std::chrono::nanoseconds(clock_.now().time_since_epoch()).count(),
                  .digest = {},
                  .text = {}};
  ++report.read;
  auto text = tree_.read(file.name, kNoteBytesMax);
  if (!text && text.error().code() == ErrorCode::NotFound) return {};  // Gone since it was listed.
  if (text) {
    fresh.text = *text;
    fresh.digest = crypto::sha256(*text).hex();
  } else {
    report.skipped.push_back(file.name + ": " + text.error().text());
  }
  if (stored != nullptr && stored->digest == fresh.digest &&
      stored->size_bytes == file.size_bytes) {
    return store_->touch(stored->id, fresh);
  }
  ++report.changed;
  if (stored != nullptr) TILES_CHECK(store_->remove(stored->id));
  return store_->add(fresh);
}

Result<void> Index::Impl::refresh_within(RefreshReport& report) {
  auto stored = TILES_TRY(store_->stored_notes());
  for (const FileInfo& file : TILES_TRY(tree_.list("", &report.skipped))) {
    if (!to_lower_ascii(file.name).ends_with(".md")) continue;
    ++report.notes;
    const auto known = stored.find(file.name);
    if (known == stored.end()) {
      TILES_CHECK(refresh_note(file, nullptr, report));
      continue;
    }
    if (!is_unchanged(file, known->second)) {
      TILES_CHECK(refresh_note(file, &known->second, report));
    }
    stored.erase(known);
  }
  for (const auto& [path, note] : stored) {
    ++report.removed;
    TILES_CHECK(store_->remove(note.id));
  }
  return {};
}

Result<RefreshReport> Index::Impl::refresh() {
  RefreshReport report;
  TILES_CHECK(store_->begin());
  auto done = refresh_within(report);
  if (done) done = store_->commit();
  if (!done) {
    store_->roll_back();
    return fail(std::move(done).error());
  }
  return report;
}

namespace {

// A cache that is damaged is made anew; one that cannot be written, as on a full disk, is given up
// for one in memory. Neither is a loss: the call is done again.
template <typename Impl, typename Call>
auto mended(Impl& impl, Call call) -> decltype(call()) {
  TILES_CHECK(impl.make_ready());
  auto result = call();
  if (result) return result;
  if (result.error().code() == ErrorCode::Corrupt) {
    TILES_CHECK(impl.remake());
  } else if (result.error().code() == ErrorCode::Io && impl.has_file()) {
    TILES_CHECK(impl.move_to_memory());
  } else {
    return result;
  }
  TILES_CHECK(impl.refresh());
  return call();
}

}  // namespace

Index::Index(const FileSystem& files, const Clock& clock, std::filesystem::path cache_file)
    : impl_(std::make_unique<Impl>(files, clock, std::move(cache_file))) {}
Index::~Index() = default;

Result<RefreshReport> Index::refresh() {
  return mended(*impl_, [&] { return impl_->refresh(); });
}
Result<std::vector<NoteName>> Index::names() {
  return mended(*impl_, [&] { return impl_->names(); });
}
Result<std::vector<SearchHit>> Index::search(std::string_view query, std::size_t limit) {
  return mended(*impl_, [&] { return impl_->search(query, limit); });
}
Result<std::vector<IndexedLink>> Index::links(std::string_view path) {
  return mended(*impl_, [&] { return impl_->links(path); });
}
Result<std::vector<IndexedLink>> Index::backlinks(std::string_view path) {
  return mended(*impl_, [&] { return impl_->backlinks(path); });
}
Result<std::vector<IndexedFact>> Index::facts(std::string_view path) {
  return mended(*impl_, [&] { return impl_->facts(path); });
}
Result<std::vector<IndexedHeading>> Index::headings(std::string_view path) {
  return mended(*impl_, [&] { return impl_->headings(path); });
}
Result<std::vector<std::string>> Index::notes_containing(std::string_view text) {
  return mended(*impl_, [&] { return impl_->notes_containing(text); });
}
Result<std::string> Index::resolve(std::string_view target, std::string_view from) {
  return mended(*impl_, [&] { return impl_->resolve(target, from); });
}

}  // namespace tiles::vault
