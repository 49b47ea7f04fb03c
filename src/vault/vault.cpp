// SPDX-License-Identifier: Apache-2.0
#include "vault/vault.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/format.h"
#include "base/random.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "vault/fold.h"
#include "vault/undo.h"

namespace tiles::vault {
namespace {

constexpr std::string_view kFirstText = "# User\n";

// "20261123T031600123" of the time in UTC.
std::string stamp_of(TimePoint time) {
  std::string stamp;
  for (const char c : format_time(time)) {
    if ((c >= '0' && c <= '9') || c == 'T') stamp += c;
  }
  return stamp;
}

std::string shortened(std::string_view text) {
  const std::string valid = to_valid_utf8(text);
  return std::string(utf8_prefix(valid, kExcerptBytesMax));
}

std::string described(const Record& record) {
  return "transaction '" + record.id + "' (" + record.provenance.who +
         (record.provenance.why.empty() ? "" : ", " + record.provenance.why) + ")";
}

// A cache shared by name between processes; its place in the folder says which vault it is of.
// Empty where no cache is wanted or none can be written.
std::filesystem::path cache_file(const std::filesystem::path& root,
                                 const std::filesystem::path& directory) {
  constexpr std::size_t kDigitsOfName = 16;
  if (directory.empty()) return {};
  std::error_code error;
  const std::filesystem::path whole = std::filesystem::canonical(root, error);
  if (!error) std::filesystem::create_directories(directory, error);
  if (error) return {};
  return directory /
         ("vault-" + crypto::sha256(whole.native()).hex().substr(0, kDigitsOfName) + ".sqlite");
}

}  // namespace

Vault::Vault(std::unique_ptr<FileSystem> files, std::filesystem::path root, const Clock& clock,
             VaultOptions options)
    : files_(std::move(files)),
      clock_(clock),
      root_(std::move(root)),
      options_(std::move(options)),
      tree_(*files_),
      journal_(*files_, tree_),
      index_(*files_, clock, cache_file(root_, options_.cache_directory)) {}

Vault::~Vault() = default;

Result<std::unique_ptr<Vault>> Vault::open(const std::filesystem::path& root, const Clock& clock,
                                           VaultOptions options) {
  if (options.missing == MissingVault::Create) {
    std::error_code error;
    if (std::filesystem::create_directories(root, error)) {
      std::filesystem::permissions(root, std::filesystem::perms::owner_all, error);
    }
    if (error) {
      return fail(ErrorCode::Io, "making the vault '" + root.native() + "': " + error.message());
    }
  }
  auto files = open_directory(root);
  if (!files) return fail(std::move(files).error().within("opening the vault"));
  std::unique_ptr<Vault> vault(new Vault(*std::move(files), root, clock, std::move(options)));
  vault->recover();
  return vault;
}

Result<std::unique_ptr<Vault>> Vault::open(std::unique_ptr<FileSystem> files, const Clock& clock) {
  std::unique_ptr<Vault> vault(new Vault(std::move(files), {}, clock, {}));
  vault->recover();
  return vault;
}

void Vault::recover() {
  if (!journal_.is_pending()) return;
  const auto lock = DirectoryLock::take(root_, LockKind::Exclusive, options_.lock_wait);
  if (!lock) {
    recovery_.problem = lock.error().text();
    return;
  }
  auto recovery = journal_.recover();
  if (recovery) {
    recovery_ = *std::move(recovery);
  } else {
    recovery_.problem = recovery.error().text();
  }
}

Result<DirectoryLock> Vault::lock() {
  DirectoryLock lock =
      TILES_TRY(DirectoryLock::take(root_, LockKind::Exclusive, options_.lock_wait));
  Recovery recovery = TILES_TRY(journal_.recover());
  if (!recovery.completed.empty() || !recovery.problem.empty()) recovery_ = std::move(recovery);
  return lock;
}

Result<void> Vault::initialise() {
  Transaction transaction = TILES_TRY(begin(Access::ReadWrite));
  TILES_CHECK(transaction.create_dir("entities"));
  if (!TILES_TRY(transaction.file_exists("user.md"))) {
    TILES_CHECK(transaction.create_file("user.md", kFirstText));
  }
  TILES_CHECK(
      transaction.commit({.who = "tiles", .why = "made the vault", .turn = {}, .excerpt = {}}));
  return {};
}

Result<std::string> Vault::read(const NotePath& path) const {
  return tree_.read(path.text(), Index::kNoteBytesMax);
}

Result<std::vector<FileInfo>> Vault::list(const NotePath& folder) const {
  return tree_.list(folder.text());
}

Result<Transaction> Vault::begin(Access access) {
  if (access == Access::ReadWrite) return Transaction(*this, access, FilterSet());
  return Transaction(*this, access, TILES_TRY(hidden()));
}

Result<FilterSet> Vault::hidden() {
  const std::vector<Filter> filters = TILES_TRY(load_filters(*files_));
  if (filters.empty()) return FilterSet();
  TILES_CHECK(index_.refresh());
  FilterSet hidden(filters, TILES_TRY(index_.names()));
  std::set<std::string> in_plain_view;
  std::set<std::string> forbidden;
  for (const IndexedFact& fact : TILES_TRY(index_.facts(""))) {
    const bool is_hidden =
        hidden.hides_file(fact.path) || hidden.hides_line("- " + fact.key + ": " + fact.value);
    (is_hidden ? forbidden : in_plain_view).insert(fold(fact.value));
  }
  std::vector<std::string> values;
  std::ranges::set_difference(forbidden, in_plain_view, std::back_inserter(values));
  hidden.hide_values(std::move(values));
  return hidden;
}

// Ids follow one another even within a millisecond or when the clock goes back.
Result<std::string> Vault::next_id() const {
  constexpr std::size_t kDateSize = 9;  // "20261123T"
  constexpr std::size_t kStampSize = kDateSize + 9;
  std::string stamp = stamp_of(clock_.now());
  const std::vector<std::string> ids = TILES_TRY(journal_.ids());
  const std::string last = ids.empty() ? std::string() : ids.back().substr(0, kStampSize);
  if (last.size() == kStampSize && stamp <= last) {
    std::uint64_t time_of_day = 0;
    const char* digits = last.data() + kDateSize;
    std::from_chars(digits, last.data() + last.size(), time_of_day);
    stamp = last.substr(0, kDateSize) + format("{:09}", time_of_day + 1);
  }
  return stamp + "-" + random_hex(4);
}

Result<Record> Vault::commit(std::vector<Change> changes, const Provenance& provenance,
                             std::string undoes) {
  const DirectoryLock held = TILES_TRY(lock());
  std::string id = TILES_TRY(next_id());
  Record record{.id = std::move(id),
                .time = clock_.now(),
                .provenance = {.who = shortened(provenance.who),
                               .why = shortened(provenance.why),
                               .turn = shortened(provenance.turn),
                               .excerpt = shortened(provenance.excerpt),
                               .model = provenance.model},
                .undoes = std::move(undoes),
                .changes = std::move(changes)};
  TILES_CHECK(journal_.commit(record));
  return record;
}

Result<std::vector<Record>> Vault::log(std::size_t limit) const {
  std::vector<std::string> ids = TILES_TRY(journal_.ids());
  std::ranges::reverse(ids);
  if (ids.size() > limit) ids.resize(limit);
  std::vector<Record> records;
  for (const std::string& id : ids) {
    auto record = journal_.read(id);
    if (!record && record.error().code() == ErrorCode::Corrupt) {
      // One damaged entry does not hide the others.
      Record damaged;
      damaged.id = id;
      damaged.provenance.why = record.error().text();
      record = std::move(damaged);
    }
    records.push_back(TILES_TRY(std::move(record)));
  }
  return records;
}

Result<Record> Vault::record(std::string_view id) const {
  std::string found;
  for (const std::string& candidate : TILES_TRY(journal_.ids())) {
    if (candidate == id) return journal_.read(candidate);
    if (id.empty() || !candidate.starts_with(id)) continue;
    if (!found.empty()) {
      return fail(ErrorCode::Invalid,
                  "more than one transaction begins with '" + std::string(id) + "'");
    }
    found = candidate;
  }
  if (found.empty()) {
    return fail(ErrorCode::NotFound, "there is no transaction '" + to_valid_utf8(id) + "'");
  }
  return journal_.read(found);
}

Result<Record> Vault::undo(std::string_view id, const Provenance& provenance) {
  const Record record = TILES_TRY(this->record(id));
  std::vector<Change> changes;
  for (const Change& done : record.changes) {
    auto text = tree_.read(done.path, Index::kNoteBytesMax);
    if (!text && text.error().code() != ErrorCode::NotFound) return fail(std::move(text).error());
    std::optional<std::string> now;
    if (text) now = *std::move(text);
    auto before = without_change(done, now);
    if (!before) return fail(TILES_TRY(explain_conflict(record, done.path)));
    if (now != *before) changes.push_back({done.path, std::move(now), *std::move(before)});
  }
  if (changes.empty()) {
    return fail(ErrorCode::Conflict, described(record) + " is undone already");
  }
  return commit(std::move(changes), provenance, record.id);
}

Result<Error> Vault::explain_conflict(const Record& record, const std::string& path) const {
  const std::vector<std::string> ids = TILES_TRY(journal_.ids());
  for (auto later = std::ranges::upper_bound(ids, record.id); later != ids.end(); ++later) {
    const auto other = journal_.read(*later);
    if (!other && other.error().code() != ErrorCode::Corrupt) return fail(other.error());
    const auto touches = [&](const Change& change) { return change.path == path; };
    if (other && std::ranges::any_of(other->changes, touches)) {
      return Error(ErrorCode::Conflict, path + " changed since, by " + described(*other));
    }
  }
  return Error(ErrorCode::Conflict, path + " changed since, by another hand");
}

Result<std::size_t> Vault::log_size() const { return TILES_TRY(journal_.ids()).size(); }

Result<std::vector<Filter>> Vault::filters() const { return load_filters(*files_); }

Result<Filter> Vault::add_filter(FilterKind kind, std::string_view value) {
  const DirectoryLock held = TILES_TRY(lock());
  return vault::add_filter(*files_, kind, value);
}

Result<void> Vault::remove_filter(std::string_view id) {
  const DirectoryLock held = TILES_TRY(lock());
  return vault::remove_filter(*files_, id);
}

Result<std::vector<std::string>> Vault::violations(std::string_view reply) {
  return TILES_TRY(hidden()).violations(reply);
}

}  // namespace tiles::vault
