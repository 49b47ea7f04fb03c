// SPDX-License-Identifier: Apache-2.0
#include "vault/database.h"

namespace tiles::vault {
namespace {

constexpr int kBusyWaitMs = 5000;

tl::unexpected<Error> fail_sqlite(int code, sqlite3* connection, std::string_view doing) {
  const ErrorCode kind =
      code == SQLITE_BUSY || code == SQLITE_LOCKED ? ErrorCode::Busy
      : code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_FORMAT ||
              code == SQLITE_ERROR
          ? ErrorCode::Corrupt  // Our SQL is fixed: an error in it is the file's.
          : ErrorCode::Io;
  const char* message = connection != nullptr ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
  return fail(kind, std::string(doing) + ": " + message);
}

}  // namespace

Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    sqlite3_reset(statement_.get());
    return false;
  }
  auto error = fail_sqlite(code & 0xFF, sqlite3_db_handle(statement_.get()), "using the index");
  sqlite3_reset(statement_.get());
  return error;
}

std::string Statement::text(int column) const {
  const auto* bytes = sqlite3_column_text(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return bytes == nullptr
             ? std::string()
             : std::string(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

Result<Database> Database::open(const std::filesystem::path& file) {
  Database database;
  sqlite3* connection = nullptr;
  const std::string name = file.empty() ? ":memory:" : file.string();
  const int code =
      sqlite3_open_v2(name.c_str(), &connection,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  database.connection_.reset(connection);
  if (code != SQLITE_OK) {
    return fail_sqlite(code & 0xFF, connection, "opening the index '" + name + "'");
  }
  sqlite3_busy_timeout(connection, kBusyWaitMs);
  return database;
}

Result<void> Database::execute(const char* sql) {
  const int code = sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return fail_sqlite(code & 0xFF, connection_.get(), "using the index");
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* prepared = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
  Statement statement;
  statement.statement_.reset(prepared);
  if (code != SQLITE_OK) return fail_sqlite(code & 0xFF, connection_.get(), "using the index");
  return statement;
}

}  // namespace tiles::vault
