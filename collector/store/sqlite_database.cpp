#include "collector/store/sqlite_database.hpp"

#include <sqlite3.h>

#include <utility>

namespace sotto::collector {
namespace {

struct Finalize {
  void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};

const char* sentence(int code) {
  switch (code & 0xff) {
    case SQLITE_FULL: return "db-path: the disk is full";
    case SQLITE_IOERR: return "db-path: the disk refused to read or write";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH: return "db-path: a segment is not writable";
    case SQLITE_CANTOPEN: return "db-path: a segment cannot be opened";
    case SQLITE_NOTADB: return "db-path: a segment is not a SQLite database";
    case SQLITE_CORRUPT: return "db-path: a segment is damaged";
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "db-path: a segment is locked by another program";
    case SQLITE_NOMEM: return "db-path: out of memory";
    default: return "db-path: a segment could not be used";
  }
}

}  // namespace

struct Database::Connection {
  sqlite3* handle = nullptr;
  int failure = SQLITE_OK;
  struct Prepared {
    std::unique_ptr<sqlite3_stmt, Finalize> owner;
    Statement statement;
  };
  std::unordered_map<std::string, Prepared> statements;
  Statement unprepared{nullptr, &failure};  // stands for those that could not be prepared
};

void Database::Close::operator()(Connection* connection) const noexcept {
  connection->statements.clear();
  sqlite3_close(connection->handle);
  delete connection;
}

Database::Database(std::unique_ptr<Connection> connection) noexcept
    : connection_(connection.release()) {}

Result<Database> Database::open(const std::string& file, Mode mode) {
  Database database(std::make_unique<Connection>());
  const int flags =
      SQLITE_OPEN_NOMUTEX |
      (mode == Mode::read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  Connection& connection = *database.connection_;
  const int result = sqlite3_open_v2(file.c_str(), &connection.handle, flags, nullptr);
  if (result != SQLITE_OK) return Error{ErrorCode::storage, sentence(result)};
  sqlite3_extended_result_codes(connection.handle, 1);
  constexpr int patience_ms = 1000;  // for another process's checkpoint or journal switch
  sqlite3_busy_timeout(connection.handle, patience_ms);
  return database;
}

void Database::run(const char* sql) {
  Connection& connection = *connection_;
  if (connection.failure != SQLITE_OK) return;
  connection.failure = sqlite3_exec(connection.handle, sql, nullptr, nullptr, nullptr);
}

Statement& Database::statement(std::string_view sql) {
  Connection& connection = *connection_;
  std::string key(sql);
  const auto found = connection.statements.find(key);
  if (found != connection.statements.end()) return found->second.statement;
  sqlite3_stmt* handle = nullptr;
  const int result = sqlite3_prepare_v3(connection.handle, key.c_str(), -1,
                                        SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  if (result != SQLITE_OK) {
    if (connection.failure == SQLITE_OK) connection.failure = result;
    return connection.unprepared;
  }
  Connection::Prepared prepared{std::unique_ptr<sqlite3_stmt, Finalize>(handle),
                                Statement(handle, &connection.failure)};
  return connection.statements.emplace(std::move(key), std::move(prepared)).first->second.statement;
}

std::int64_t Database::number(std::string_view sql) {
  Statement& query = statement(sql).bind();
  const std::int64_t result = query.next() ? query.integer(0) : 0;
  query.reset();
  return result;
}

bool Database::has_failed() const noexcept {
  return connection_->failure != SQLITE_OK;
}

Error Database::take_failure() {
  return {ErrorCode::storage, sentence(std::exchange(connection_->failure, SQLITE_OK))};
}

Error Database::roll_back() {
  Error failure = take_failure();
  run("ROLLBACK");
  (void)take_failure();  // SQLite has rolled back by itself after some errors
  return failure;
}

sqlite3* Database::handle() const noexcept {
  return connection_->handle;
}

void Statement::bind_one(int index, std::int64_t value) {
  sqlite3_bind_int64(statement_, index, value);
}
void Statement::bind_one(int index, double value) {
  sqlite3_bind_double(statement_, index, value);
}
void Statement::bind_one(int index, std::string_view text) {
  sqlite3_bind_text64(statement_, index, text.data() == nullptr ? "" : text.data(), text.size(),
                      SQLITE_STATIC, SQLITE_UTF8);
}
void Statement::bind_one(int index, Blob blob) {
  sqlite3_bind_blob64(statement_, index, blob.bytes.data() == nullptr ? "" : blob.bytes.data(),
                      blob.bytes.size(), SQLITE_STATIC);
}
void Statement::bind_null(int index) {
  sqlite3_bind_null(statement_, index);
}

bool Statement::next() {
  if (*failure_ != SQLITE_OK || statement_ == nullptr) return false;
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) *failure_ = result;
  reset();
  return false;
}

void Statement::reset() {
  if (statement_ != nullptr) sqlite3_reset(statement_);
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::optional<double> Statement::real(int column) const {
  if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
  return sqlite3_column_double(statement_, column);
}

std::string_view Statement::bytes(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

}  // namespace sotto::collector
