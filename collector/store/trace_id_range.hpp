#pragma once

#include <optional>
#include <string_view>

#include "collector/model/batch.hpp"

namespace sotto::collector {

/// The ids that begin with the same hex digits, both ends included.
struct TraceIdRange {
  TraceIdBytes first{};
  TraceIdBytes last{};

  bool is_one() const noexcept { return first == last; }
};

/// `prefix` is 1 to 32 hex digits of any case; null for anything else.
std::optional<TraceIdRange> trace_ids_from(std::string_view prefix);

}  // namespace sotto::collector
