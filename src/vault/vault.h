// SPDX-License-Identifier: Apache-2.0
// A folder of Markdown notes: `user.md`, `entities/*.md` and whatever else a person keeps there.
// Format: docs/formats/vault.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/directory_lock.h"
#include "base/file_system.h"
#include "base/result.h"
#include "vault/change.h"
#include "vault/filters.h"
#include "vault/index.h"
#include "vault/journal.h"
#include "vault/note_path.h"
#include "vault/transaction.h"
#include "vault/tree.h"

namespace tiles::vault {

enum class MissingVault { Refuse, Create };

struct VaultOptions {
  // Where index files lie; empty: the index stays in memory.
  std::filesystem::path cache_directory{};
  MissingVault missing = MissingVault::Refuse;
  std::chrono::milliseconds lock_wait{2000};  // For another process that commits; then Busy.
};

// Not safe from several threads. Other processes and editors may change the files at any time.
class Vault {
 public:
  // `clock` must outlive the vault. Errors: NotFound, Denied, Io. A read-only folder opens; its
  // writes fail.
  static Result<std::unique_ptr<Vault>> open(const std::filesystem::path& root, const Clock& clock,
                                             VaultOptions options = {});
  // Over any file system, for tests; no lock is taken.
  static Result<std::unique_ptr<Vault>> open(std::unique_ptr<FileSystem> files, const Clock& clock);
  ~Vault();

  const std::filesystem::path& root() const { return root_; }
  const Recovery& recovery() const { return recovery_; }

  // Writes `user.md` and makes `entities/` where they are missing.
  Result<void> initialise();

  // The bytes as they stand. Errors: NotFound, Limit (over Index::kNoteBytesMax), Invalid (not a
  // regular file).
  Result<std::string> read(const NotePath& path) const;
  // Visible files below `folder` in byte order of their paths; links, special files and dot-files
  // are not there. Errors: Limit past Tree::kFilesMax.
  Result<std::vector<FileInfo>> list(const NotePath& folder) const;

  // The index; refresh() it first to see what changed on the disk.
  Index& index() { return index_; }

  Result<Transaction> begin(Access access);

  // Newest first. A damaged entry has its id, no changes, and the fault as its reason.
  Result<std::vector<Record>> log(std::size_t limit) const;
  Result<std::size_t> log_size() const;
  Result<Record> record(std::string_view id) const;  // NotFound; a unique start of an id will do.
  // Takes a transaction back by a new one. Where its lines still stand as it left them, later edits
  // of other lines are kept. Errors: Conflict names what was changed since, and by which
  // transaction.
  Result<Record> undo(std::string_view id, const Provenance& provenance);

  Result<std::vector<Filter>> filters() const;
  Result<Filter> add_filter(FilterKind kind, std::string_view value);
  Result<void> remove_filter(std::string_view id);
  // The filters as they stand, with the values that they hide. Cost: a pass over all facts where
  // there are filters.
  Result<FilterSet> hidden();
  // Hidden values and names that stand in `reply`, letter case and accents aside: empty when it may
  // be shown. A value that also stands in plain view elsewhere in the vault is not hidden.
  Result<std::vector<std::string>> violations(std::string_view reply);

 private:
  friend class Transaction;
  Vault(std::unique_ptr<FileSystem> files, std::filesystem::path root, const Clock& clock,
        VaultOptions options);

  // Waits for the lock and completes what a crash cut off.
  Result<DirectoryLock> lock();
  void recover();
  Result<Record> commit(std::vector<Change> changes, const Provenance& provenance,
                        std::string undoes);
  Result<std::string> next_id() const;
  Result<Error> explain_conflict(const Record& record, const std::string& path) const;

  std::unique_ptr<FileSystem> files_;
  const Clock& clock_;
  std::filesystem::path root_;  // Empty over another file system.
  VaultOptions options_;
  Tree tree_;
  Journal journal_;
  Index index_;
  Recovery recovery_;
};

}  // namespace tiles::vault
