#include "collector/query/trace_json.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace sotto::collector {
namespace {

using core::JsonWriter;

void text_or_null(JsonWriter& json, std::string_view name, std::string_view text) {
  json.key(name);
  text.empty() ? json.null() : json.value(text);
}

template <typename T>
void number_or_null(JsonWriter& json, std::string_view name, const std::optional<T>& number) {
  json.key(name);
  number ? json.value(*number) : json.null();
}

// What the store hands out as JSON already.
void raw_or(JsonWriter& json, std::string_view name, const std::string& raw,
            std::string_view fallback) {
  json.key(name).raw(raw.empty() ? fallback : std::string_view(raw));
}

void write_summary_fields(JsonWriter& json, const TraceSummary& summary) {
  json.field("trace_id", summary.trace_id)
      .field("start_time", summary.start_time)
      .field("end_time", summary.end_time)
      .field("duration_ms", summary.duration_ms())
      .field("span_count", summary.span_count)
      .field("error_count", summary.error_count);
  text_or_null(json, "service_name", summary.service_name);
  text_or_null(json, "workflow_name", summary.workflow_name);
  text_or_null(json, "root_span_name", summary.root_span_name);
  text_or_null(json, "user_id", summary.user_id);
  text_or_null(json, "session_id", summary.session_id);
  text_or_null(json, "model", summary.model);
  json.field("input_tokens", summary.input_tokens).field("output_tokens", summary.output_tokens);
  number_or_null(json, "cost_usd", summary.cost_usd);
}

void write_events(JsonWriter& json, const std::vector<StoredEvent>& events) {
  json.key("events").begin_array();
  for (const StoredEvent& event : events) {
    json.begin_object().field("name", event.name).field("timestamp", event.timestamp);
    raw_or(json, "attributes", event.attributes_json, "{}");
    json.end();
  }
  json.end();
}

// One root and what is below it. The stack holds the nodes whose "children" is open.
void write_node(JsonWriter& json, const SpanNode& root) {
  struct Open {
    const SpanNode* node;
    std::size_t next_child;
  };
  std::vector<Open> open;
  const auto begin = [&](const SpanNode& node) {
    json.begin_object().key("span");
    write_span(json, *node.span);
    json.field("orphan", node.is_orphan).key("children").begin_array();
    open.push_back({&node, 0});
  };
  begin(root);
  while (!open.empty()) {
    Open& top = open.back();
    if (top.next_child < top.node->children.size()) {
      begin(top.node->children[top.next_child++]);
    } else {
      json.end().end();
      open.pop_back();
    }
  }
}

}  // namespace

void write_summary(JsonWriter& json, const TraceSummary& summary) {
  json.begin_object();
  write_summary_fields(json, summary);
  json.end();
}

void write_span(JsonWriter& json, const StoredSpan& span) {
  json.begin_object().field("span_id", span.span_id).field("trace_id", span.trace_id);
  text_or_null(json, "parent_span_id", span.parent_span_id);
  json.field("name", span.name)
      .field("kind", span.kind)
      .field("start_time", span.start_time)
      .field("end_time", span.end_time)
      .field("duration_ms", span.duration_ms());
  raw_or(json, "attributes", span.attributes_json, "{}");
  write_events(json, span.events);
  json.key("status").begin_object().field("status_code", span.status_code);
  text_or_null(json, "description", span.status_message);
  json.end();
  raw_or(json, "resource_attributes", span.resource_attributes_json, "{}");
  raw_or(json, "links", span.links_json, "[]");
  json.key("scope").begin_object();
  json.field("name", span.scope_name).field("version", span.scope_version).end();
  json.field("trace_state", span.trace_state).field("flags", span.flags);
  text_or_null(json, "observation_type", span.observation_type);
  text_or_null(json, "model", span.model);
  number_or_null(json, "input_tokens", span.input_tokens);
  number_or_null(json, "output_tokens", span.output_tokens);
  number_or_null(json, "cost_usd", span.cost_usd);
  json.end();
}

void write_trace(JsonWriter& json, const StoredTrace& trace) {
  json.begin_object();
  write_summary_fields(json, trace.summary);
  const auto root = std::ranges::find_if(
      trace.spans, [](const StoredSpan& span) { return span.parent_span_id.empty(); });
  text_or_null(json, "root_span_id", root == trace.spans.end() ? "" : root->span_id);
  json.key("metadata").begin_object().end().key("spans").begin_array();
  for (const StoredSpan& span : trace.spans) write_span(json, span);
  json.end().end();
}

void write_stats(JsonWriter& json, const StoreStats& stats) {
  json.begin_object()
      .field("total_traces", stats.total_traces)
      .field("traces_with_errors", stats.traces_with_errors)
      .field("error_rate", stats.error_rate())
      .field("total_spans", stats.total_spans)
      .field("metric_points", stats.metric_points)
      .field("database_bytes", stats.database_bytes)
      .end();
}

void write_page(JsonWriter& json, const TracePage& page, const TraceQuery& query) {
  json.begin_object().key("traces").begin_array();
  for (const TraceSummary& summary : page.traces) write_summary(json, summary);
  json.end()
      .field("total", page.total)
      .field("limit", query.limit)
      .field("offset", query.offset)
      .end();
}

void write_tree(JsonWriter& json, const StoredTrace& trace) {
  const std::vector<SpanNode> roots = build_span_tree(trace);
  std::string written;  // the roots, between commas
  JsonWriter nodes(written);
  nodes.begin_array();
  for (const SpanNode& root : roots) write_node(nodes, root);
  nodes.end();

  json.begin_object().field("trace_id", trace.summary.trace_id).key("roots").raw(written);
  if (roots.size() == 1) {
    // The same members once more: [{"span":...}] without its brackets and braces.
    std::string_view members = written;
    members.remove_prefix(std::string_view("[{\"span\":").size());
    members.remove_suffix(std::string_view("}]").size());
    json.key("span").raw(members);
  }
  json.end();
}

}  // namespace sotto::collector
