#include "observability/recording.hpp"

#include <algorithm>

#include <sotto/detail/span_buffer.hpp>

#include "pipeline/ot_tracestate.hpp"
#include "pipeline/sampler.hpp"
#include "pipeline/span_memory.hpp"

namespace sotto::observability {

constinit RecordingLimits limits;

void set_limits(const Config& config) noexcept {
  constexpr auto relaxed = std::memory_order_relaxed;
  limits.field_bytes.store(config.max_field_bytes, relaxed);
  limits.span_bytes.store(config.max_span_bytes, relaxed);
  limits.heap_bytes.store(config.memory_limit_bytes, relaxed);
  const bool is_roomy =
      std::min(config.max_field_bytes, config.max_span_bytes) >= detail::SpanBuffer::inline_bytes;
  limits.in_place_bytes.store(is_roomy ? detail::SpanBuffer::inline_bytes : 0, relaxed);
  pipeline::current_sampling_point.threshold.store(pipeline::threshold_for(config.sampling_rate),
                                                   relaxed);
  pipeline::slow_threshold.set(config.slow_threshold);
  std::uint8_t headers = 0;
  for (const std::string& propagator : config.propagators) {
    if (propagator == "tracecontext") headers |= trace_headers;
    if (propagator == "baggage") headers |= baggage_header;
  }
  limits.headers.store(headers, relaxed);
}

std::size_t span_heap_bytes() noexcept {
  return pipeline::span_blocks_bytes();
}

}  // namespace sotto::observability
