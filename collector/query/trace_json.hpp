#pragma once

#include <string>

#include <sotto/collector.hpp>

#include "core/json_writer.hpp"

namespace sotto::collector {

/// The JSON of the REST API and of `--json`. Names are those of msgtrace, whose clients read it,
/// and ours beside them; what is not known is null. Each writes one value.

void write_summary(core::JsonWriter& json, const TraceSummary& summary);
void write_span(core::JsonWriter& json, const StoredSpan& span);
void write_trace(core::JsonWriter& json, const StoredTrace& trace);
void write_stats(core::JsonWriter& json, const StoreStats& stats);

/// {"traces":[...],"total":12,"limit":100,"offset":0}
void write_page(core::JsonWriter& json, const TracePage& page, const TraceQuery& query);

/// {"trace_id","roots":[{"span","orphan","children"}]}; a trace with one root has its "span" and
/// "children" beside them, where clients of msgtrace look. Any depth: no recursion.
void write_tree(core::JsonWriter& json, const StoredTrace& trace);

}  // namespace sotto::collector
