#pragma once

#include <sotto/provider.hpp>

#include "core/arena.hpp"
#include "core/clock.hpp"
#include "pipeline/span_ring.hpp"
#include "pipeline/trace_state.hpp"

namespace sotto::pipeline {

/// Reads a span out of its ring record into `span`, which is as it was made. Its texts then point
/// into the record, its lists into `scratch`, until the scrubber has seen it. `trace` is left null,
/// see read_trace. Keys may repeat: the scrubber keeps the last of each.
void read_span(const SpanSlotRecord& record, const core::TickConverter& clock, core::Arena& scratch,
               SpanRecord& span);

/// The same for a score.
ScoreRecord read_score(const SpanSlotRecord& record, const core::TickConverter& clock);

/// The trace-level values of a span or a score. Texts point into `values`, lists into `scratch`.
void read_trace(const detail::TraceState::Values& values, core::Arena& scratch, TraceRecord& trace);

}  // namespace sotto::pipeline
