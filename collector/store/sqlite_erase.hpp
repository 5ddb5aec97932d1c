#pragma once

#include <sotto/result.hpp>

#include "collector/model/batch.hpp"
#include "collector/store/sqlite_database.hpp"

namespace sotto::collector {

/// Takes a trace out of a segment, in one transaction: its row, its spans out of the frames that
/// they share with others, texts that only it had; what was freed is overwritten. False when the
/// segment does not have it. After an error the segment is as it was.
Result<bool> erase_trace(Database& database, const TraceIdBytes& id);

}  // namespace sotto::collector
