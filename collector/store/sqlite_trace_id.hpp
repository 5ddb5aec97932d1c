#pragma once

#include <algorithm>
#include <string_view>

#include "collector/model/batch.hpp"
#include "collector/store/sqlite_database.hpp"

namespace sotto::collector {

/// A trace id as it stands in a column; points to `id`.
inline Blob blob_of(const TraceIdBytes& id) {
  return {{reinterpret_cast<const char*>(id.data()), id.size()}};
}

inline TraceIdBytes trace_id_of(std::string_view column) {
  TraceIdBytes id{};
  std::copy_n(column.begin(), std::min(column.size(), id.size()), id.begin());
  return id;
}

}  // namespace sotto::collector
