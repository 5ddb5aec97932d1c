#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include <sotto/collector.hpp>

#include "collector/store/sqlite_database.hpp"

namespace sotto::collector {

/// A TraceQuery as the WHERE of a statement over traces. Its parameters start at ?10: those below
/// are the statement's own. Queries that ask for the same things make the same text, so that the
/// statement is prepared once.
class SqlFilter {
 public:
  /// `hides_replaced`: leave out rows that a newer segment replaces (see SegmentReader).
  SqlFilter(const TraceQuery& query, bool hides_replaced);

  /// Whether everything matches.
  bool is_empty() const noexcept { return values_.empty(); }
  /// Empty, or " WHERE ...".
  const std::string& where() const noexcept { return where_; }
  /// The statement's own parameters are unbound after it.
  void bind(Statement& statement) const;

 private:
  using Value = std::variant<std::int64_t, double, std::string>;

  void require(const std::string& condition);
  /// `before` ? `after`
  void require(const std::string& before, Value value, const std::string& after = "");

  std::string where_;
  std::vector<Value> values_;
};

}  // namespace sotto::collector
