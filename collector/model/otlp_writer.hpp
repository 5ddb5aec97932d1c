#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include "collector/model/otlp_reader.hpp"

namespace sotto::collector {

/// Puts spans of one request together to a new ExportTraceServiceRequest. Spans, resources and
/// scopes are copied as they were encoded; neighbours that shared them share them again.
class RequestBuilder {
 public:
  void add(const SpanView& span);

  std::size_t span_count() const noexcept { return span_count_; }
  std::int64_t first_ns() const noexcept { return first_ns_; }  // earliest start
  std::int64_t last_ns() const noexcept { return last_ns_; }    // latest end

  /// The request; leaves an empty builder.
  std::string take();

 private:
  void close_group();

  std::string request_;
  std::string scope_spans_;     // of the open group
  std::string resource_spans_;  // of the open group, without its scope_spans
  std::size_t group_ = 0;       // 0: none is open
  std::size_t span_count_ = 0;
  std::int64_t first_ns_ = std::numeric_limits<std::int64_t>::max();
  std::int64_t last_ns_ = 0;
};

}  // namespace sotto::collector
