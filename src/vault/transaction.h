// SPDX-License-Identifier: Apache-2.0
// Edits of several files that become real together or not at all. While a model works, everything
// is staged in memory and its reads see it; the disk is touched by commit() alone. The operations
// are the host functions that model-written Python calls: paths are raw text, and the phrase of an
// error is what the model reads after "function: ".
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/digest.h"
#include "vault/change.h"
#include "vault/filters.h"
#include "vault/note_path.h"

namespace tiles::vault {

class Vault;

// ReadOnly is what recall runs under: every write is Denied, and what the user's filters hide is
// not there.
enum class Access { ReadOnly, ReadWrite };

struct LineHit {
  std::string path;
  std::uint32_t line = 0;  // From 1.
  std::string text;        // The line without its line break.
};

struct OpenedNote {
  std::string path;
  std::string text;
};

// Not safe from several threads. The vault must outlive it. Without commit() nothing happens.
class Transaction {
 public:
  static constexpr std::uint64_t kFileBytesMax = 1024 * 1024;  // A file read or written here.
  static constexpr std::size_t kFilesMax = 64;                 // Files changed by one transaction.
  static constexpr std::size_t kHitsMax = 100;
  static constexpr std::size_t kQueryBytesMax = 1024;

  // Errors of all: Denied, Invalid and Limit as NotePath gives them; Denied for a write under
  // ReadOnly.

  // AlreadyExists also when a name differs in letter case alone, on every disk.
  Result<void> create_file(std::string_view path, std::string_view content);
  // Replaces the one place where `old_text` stands. Errors: NotFound; Invalid with the number of
  // places; Conflict when the file changed since this transaction read it.
  Result<void> update_file(std::string_view path, std::string_view old_text,
                           std::string_view new_text);
  Result<void> delete_file(std::string_view path);
  Result<void> create_dir(std::string_view path);

  // Bytes that are not UTF-8 become U+FFFD. Errors: NotFound, Limit.
  Result<std::string> read_file(std::string_view path);
  // All visible files at any depth below `folder`, in byte order.
  Result<std::vector<std::string>> list_files(std::string_view folder = "");
  Result<bool> file_exists(std::string_view path);
  Result<bool> dir_exists(std::string_view path);
  // Bytes of a file, or of all files below a folder ("" is the vault).
  Result<std::uint64_t> get_size(std::string_view path = "");
  // "[[target]]", "[[target#heading|shown]]" or the target alone.
  Result<OpenedNote> go_to_link(std::string_view link);
  // Lines that contain `query`, letter case and accents aside, in order of path and line.
  Result<std::vector<LineHit>> search(std::string_view query, std::size_t limit = 10);

  // What commit() would do now, in order of path; files staged back to their old text are left out.
  std::vector<Change> changes() const;

  // Makes the staged edits real and durable, and logs them. A record without changes has no id and
  // is not logged. Errors: Conflict (names the file that changed on disk; nothing was done), Busy
  // (another process commits), Io and Limit (nothing was done).
  Result<Record> commit(const Provenance& provenance);

 private:
  friend class Vault;
  Transaction(Vault& vault, Access access, FilterSet hidden)
      : vault_(&vault), access_(access), hidden_(std::move(hidden)) {}

  struct Staged {
    std::optional<std::string> before;
    std::optional<std::string> after;
  };

  Result<NotePath> writable(std::string_view path) const;
  Result<NotePath> visible(std::string_view path) const;
  Result<std::optional<std::string>> text_of(const NotePath& path);
  Result<std::string> existing_text(const NotePath& path);
  Result<void> stage(const NotePath& path, std::optional<std::string> text);
  Result<void> check_free(const NotePath& path);
  Result<std::string> note_of_link(std::string_view target);
  Result<std::vector<std::string>> notes_to_search(const std::string& folded);
  Result<void> make_staged_directories();

  Vault* vault_;
  Access access_;
  FilterSet hidden_;  // Empty under ReadWrite.
  std::map<std::string, Staged> staged_;
  std::set<std::string> directories_;           // Staged by create_dir.
  std::map<std::string, crypto::Digest> seen_;  // Of each file as it was last read.
  bool index_is_fresh_ = false;
};

}  // namespace tiles::vault
