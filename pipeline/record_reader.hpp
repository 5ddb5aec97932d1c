#pragma once

#include <sotto/provider.hpp>

#include "core/arena.hpp"
#include "core/clock.hpp"
#include "pipeline/span_ring.hpp"
#include "pipeline/trace_state.hpp"

namespace sotto::pipeline {

/// Reads a span out of its ring record. Texts of the result point into the record, lists into
/// `scratch`: both must outlive it. `trace` is left null, see read_trace.
/// Keys may repeat: the scrubber keeps the last of each.
SpanRecord read_span(const SpanSlotRecord& record, const core::TickConverter& clock,
                     core::Arena& scratch);

/// The same for a score.
ScoreRecord read_score(const SpanSlotRecord& record, const core::TickConverter& clock);

/// The trace-level values of a span or a score. Texts point into `values`, lists into `scratch`.
TraceRecord read_trace(const detail::TraceState::Values& values, core::Arena& scratch);

}  // namespace sotto::pipeline
