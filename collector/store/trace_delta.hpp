#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "collector/model/batch.hpp"
#include "collector/store/open_index.hpp"

namespace sotto::collector {

/// What one commit brings to one trace. Empty text: not known.
struct TraceDelta {
  TraceIdBytes id{};
  std::int64_t start_ns = std::numeric_limits<std::int64_t>::max();
  std::int64_t end_ns = std::numeric_limits<std::int64_t>::min();
  std::int64_t spans = 0;
  std::int64_t errors = 0;
  std::int64_t generations = 0;
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  std::optional<double> cost_usd = {};
  bool continues = false;  // includes what the segment before has
  // Of the root, which wins over other spans whenever it comes
  std::string_view root = {};
  std::string_view root_workflow = {};
  std::string_view root_service = {};
  // Of the first span that has one
  std::string_view workflow = {};
  std::string_view service = {};
  std::string_view session = {};
  std::string_view user = {};
  std::string_view model = {};
  std::string frames = {};  // ids, 32 bits each, little-endian

  void add(const SpanFacts& span, std::uint32_t frame);
};

/// The deltas of one commit, by trace.
class TraceDeltas {
 public:
  void add(const SpanFacts& span, std::uint32_t frame) {
    if (last_ == none || deltas_[last_].id != span.trace_id) {
      const auto [entry, is_new] = by_id_.try_emplace(span.trace_id, deltas_.size());
      if (is_new) deltas_.emplace_back().id = span.trace_id;
      last_ = entry->second;
    }
    deltas_[last_].add(span, frame);
  }

  std::vector<TraceDelta>& all() noexcept { return deltas_; }

 private:
  static constexpr std::size_t none = SIZE_MAX;
  std::vector<TraceDelta> deltas_;
  std::unordered_map<TraceIdBytes, std::size_t, TraceIdHash> by_id_;
  std::size_t last_ = none;  // neighbours mostly share a trace
};

/// A text as summaries keep it: UTF-8, at most 1,024 bytes.
std::string summary_text(std::string_view text);

/// The ids of a frame list.
std::vector<std::int64_t> frame_ids(std::string_view list);

}  // namespace sotto::collector
