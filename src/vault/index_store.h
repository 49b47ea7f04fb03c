// SPDX-License-Identifier: Apache-2.0
// The tables of the index and the statements that fill them. Schema: docs/formats/vault.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/file_system.h"
#include "vault/database.h"
#include "vault/markdown_scanner.h"

namespace tiles::vault {

// What the index remembers of a file, to tell whether it changed.
struct StoredNote {
  std::int64_t id = 0;
  std::uint64_t size_bytes = 0;
  std::int64_t modified_ns = 0;
  std::uint64_t inode = 0;
  std::int64_t seen_ns = 0;  // When it was read, by the clock of the vault.
  std::string digest;        // Hexadecimal SHA-256; "" for a note too long to be scanned.
};

// A note that was read.
struct FreshNote {
  FileInfo file;
  std::int64_t seen_ns = 0;
  std::string digest;
  std::string_view text;
};

class IndexStore {
 public:
  static constexpr int kVersion = 1;

  // Empty tables when the file is new or of another version. Errors: Corrupt, Busy, Io.
  static Result<IndexStore> open(const std::filesystem::path& file);

  Result<void> begin() { return database_.execute("BEGIN IMMEDIATE"); }
  Result<void> commit() { return database_.execute("COMMIT"); }
  // Best effort: without a transaction there is nothing to take back.
  void roll_back() { static_cast<void>(database_.execute("ROLLBACK")); }

  Result<std::unordered_map<std::string, StoredNote>> stored_notes();
  Result<void> add(const FreshNote& note);
  Result<void> touch(std::int64_t id, const FreshNote& note);
  Result<void> remove(std::int64_t id);

  Database& database() { return database_; }

 private:
  Result<std::int64_t> version();
  Result<void> prepare();
  Result<void> add_items(std::int64_t id, std::string_view text, const Scan& scan);

  Database database_;
  Statement insert_note_, touch_note_, delete_note_, select_notes_;
  Statement insert_alias_, insert_heading_, insert_fact_, insert_link_, insert_body_, insert_words_;
  Statement delete_words_, delete_body_, delete_aliases_, delete_headings_, delete_facts_,
      delete_links_;
};

// The name that links use, folded: "tom reed" of "entities/Tom Reed.md".
std::string link_name(std::string_view path_or_target);

}  // namespace tiles::vault
