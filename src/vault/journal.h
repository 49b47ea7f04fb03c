// SPDX-License-Identifier: Apache-2.0
// Makes the changes of one record real on the disk, all or none, whatever happens in between, and
// keeps the record in the log. Layout and order of writes: docs/formats/vault.md.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "vault/change.h"
#include "vault/tree.h"

namespace tiles::vault {

// What opening had to put right after a crash.
struct Recovery {
  std::string completed;  // Id of the transaction that was carried to its end, or "".
  // Files of it that a person changed meanwhile: they were left as they stand.
  std::vector<std::string> left_alone;
  std::string problem;  // What could not be put right, and why, or "".
};

// The caller holds the vault's lock during commit and recover.
class Journal {
 public:
  static constexpr std::size_t kRecordBytesMax = 256 * 1024 * 1024;

  // The first two must outlive it. record_bytes_max: of a record as JSON; longer ones are refused,
  // and not read.
  Journal(FileSystem& files, const Tree& tree, std::size_t record_bytes_max = kRecordBytesMax)
      : files_(files), tree_(tree), record_bytes_max_(record_bytes_max) {}

  // Errors: Conflict names the file whose bytes are not `before`; Io, Denied. On an error the files
  // are as they were; should even that fail, the phrase says so and the next recover() completes
  // the record.
  Result<void> commit(const Record& record);

  bool is_pending() const;
  // Carries a commit that was cut off to its end, and removes what one left that never began.
  Result<Recovery> recover();

  // Ids, oldest first.
  Result<std::vector<std::string>> ids() const;
  Result<Record> read(std::string_view id) const;

 private:
  // Files in the staging folder, written before anything else is touched.
  struct Staged {
    std::vector<std::string> texts;  // By change; "" where nothing is to be written.
    std::string journal;
    std::string log_entry;
  };

  Result<void> check_unchanged(const Change& change) const;
  Result<Staged> stage(const Record& record);
  Result<std::string> stage_text(std::string_view text);
  Result<void> begin(const Staged& staged);
  Result<void> apply(const Record& record, const Staged& staged);
  Result<void> finish(const Record& record, const std::string& log_entry);
  Result<void> take_back(const Record& record);
  Result<void> put(std::string_view path, const std::optional<std::string>& text,
                   std::string_view staged);
  Result<void> sync_folders(const Record& record);
  Result<void> clear_staged();
  Result<Recovery> complete(Record record);
  Result<std::optional<std::string>> current(std::string_view path,
                                             std::size_t size_bytes_max) const;

  FileSystem& files_;
  const Tree& tree_;
  std::size_t record_bytes_max_;
};

}  // namespace tiles::vault
