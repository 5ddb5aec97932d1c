#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include <sotto/result.hpp>

struct sqlite3;
struct sqlite3_stmt;

namespace sotto::collector {

/// Bytes for a BLOB column; a std::string_view is TEXT.
struct Blob {
  std::string_view bytes;
};

class Database;

/// A prepared statement. Errors stick to the database: after one, statements do nothing and have
/// no rows until Database::take_failure().
class Statement {
 public:
  Statement(sqlite3_stmt* statement, int* failure) noexcept
      : statement_(statement), failure_(failure) {}

  /// Binds ?1, ?2, ... Views must stay until the last row was read.
  template <typename... Values>
  Statement& bind(const Values&... values) {
    reset();
    int index = 0;
    (bind_one(++index, values), ...);
    return *this;
  }

  void bind_one(int index, std::int64_t value);
  void bind_one(int index, std::integral auto value) {
    bind_one(index, static_cast<std::int64_t>(value));
  }
  void bind_one(int index, double value);
  void bind_one(int index, std::string_view text);
  void bind_one(int index, Blob blob);
  template <typename T>
  void bind_one(int index, const std::optional<T>& value) {
    value ? bind_one(index, *value) : bind_null(index);
  }
  void bind_null(int index);

  /// Runs a statement without rows.
  template <typename... Values>
  void run(const Values&... values) {
    bind(values...);
    next();
    reset();
  }

  /// The next row; resets itself after the last.
  bool next();
  void reset();

  // Of the current row, by column.
  std::int64_t integer(int column) const;
  std::optional<double> real(int column) const;
  std::string_view bytes(int column) const;  // TEXT or BLOB; until the next row
  std::string text(int column) const { return std::string(bytes(column)); }

 private:
  sqlite3_stmt* statement_;
  int* failure_;
};

/// One connection. Closes itself.
/// Threads: one at a time.
class Database {
 public:
  enum class Mode { read, write };

  /// Opens the file; for writing, makes it. Reads nothing yet.
  static Result<Database> open(const std::string& file, Mode mode);

  Database(Database&&) noexcept = default;
  Database& operator=(Database&&) noexcept = default;
  ~Database() = default;

  /// Statements without rows, separated by semicolons.
  void run(const char* sql);
  /// Prepared once, kept with the connection.
  Statement& statement(std::string_view sql);
  /// The single number that a statement without parameters gives; 0 when it gives none.
  std::int64_t number(std::string_view sql);

  bool has_failed() const noexcept;
  /// What failed first, in a sentence without path or content; forgets it.
  Error take_failure();
  /// Undoes the transaction that failed, and says why.
  Error roll_back();

  sqlite3* handle() const noexcept;

 private:
  struct Connection;
  explicit Database(std::unique_ptr<Connection> connection) noexcept;

  struct Close {
    void operator()(Connection* connection) const noexcept;
  };
  std::unique_ptr<Connection, Close> connection_;
};

}  // namespace sotto::collector
