// SPDX-License-Identifier: Apache-2.0
// The one inclusion of SQLite. A connection and its prepared statements.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiles::vault {

// Errors of all calls: Busy, Corrupt (damaged, or not a database), Io.
class Statement {
 public:
  // Binds from the first parameter on, in order, and starts anew. Texts are copied.
  template <typename... Values>
  Result<void> run(const Values&... values) {
    TILES_CHECK(start(values...));
    while (TILES_TRY(step())) {
    }
    return {};
  }

  template <typename... Values>
  Result<void> start(const Values&... values) {
    sqlite3_reset(statement_.get());
    int index = 0;
    (bind(++index, values), ...);
    return {};
  }

  // Whether there is a row; after the last one the statement is reset.
  Result<bool> step();

  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
  double real(int column) const { return sqlite3_column_double(statement_.get(), column); }
  std::string text(int column) const;

 private:
  friend class Database;
  struct Finalise {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };

  void bind(int index, std::int64_t value) { sqlite3_bind_int64(statement_.get(), index, value); }
  void bind(int index, std::string_view value) {
    sqlite3_bind_text64(statement_.get(), index, value.data(), value.size(), SQLITE_TRANSIENT,
                        SQLITE_UTF8);
  }

  std::unique_ptr<sqlite3_stmt, Finalise> statement_;
};

// Not safe from several threads. Ends after its statements.
class Database {
 public:
  // An empty path is a database in memory.
  static Result<Database> open(const std::filesystem::path& file);

  Result<void> execute(const char* sql);
  Result<Statement> prepare(std::string_view sql);
  std::int64_t last_row_id() const { return sqlite3_last_insert_rowid(connection_.get()); }

 private:
  struct Close {
    void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
  };

  std::unique_ptr<sqlite3, Close> connection_;
};

}  // namespace tiles::vault
