#include "collector/ingest/otlp_schema.hpp"

namespace sotto::collector {
namespace {

using enum FieldKind;

constexpr bool repeated = true;

constexpr EnumName span_kinds[] = {
    {"SPAN_KIND_UNSPECIFIED", 0}, {"SPAN_KIND_INTERNAL", 1}, {"SPAN_KIND_SERVER", 2},
    {"SPAN_KIND_CLIENT", 3},      {"SPAN_KIND_PRODUCER", 4}, {"SPAN_KIND_CONSUMER", 5},
};
constexpr EnumName status_codes[] = {
    {"STATUS_CODE_UNSET", 0}, {"STATUS_CODE_OK", 1}, {"STATUS_CODE_ERROR", 2}};
constexpr EnumName temporalities[] = {
    {"AGGREGATION_TEMPORALITY_UNSPECIFIED", 0},
    {"AGGREGATION_TEMPORALITY_DELTA", 1},
    {"AGGREGATION_TEMPORALITY_CUMULATIVE", 2},
};

// common/v1/common.proto
extern const MessageSchema any_value;
constexpr FieldSchema key_value_fields[] = {
    {"key", 1, text},
    {"value", 2, message, !repeated, &any_value},
};
constexpr MessageSchema key_value = {key_value_fields};
constexpr FieldSchema array_value_fields[] = {{"values", 1, message, repeated, &any_value}};
constexpr MessageSchema array_value = {array_value_fields};
constexpr FieldSchema key_value_list_fields[] = {{"values", 1, message, repeated, &key_value}};
constexpr MessageSchema key_value_list = {key_value_list_fields};
constexpr FieldSchema any_value_fields[] = {
    {"stringValue", 1, text},
    {"boolValue", 2, boolean},
    {"intValue", 3, int64},
    {"doubleValue", 4, real},
    {"arrayValue", 5, message, !repeated, &array_value},
    {"kvlistValue", 6, message, !repeated, &key_value_list},
    {"bytesValue", 7, bytes},
};
constinit const MessageSchema any_value = {any_value_fields, true};

constexpr FieldSchema scope_fields[] = {
    {"name", 1, text},
    {"version", 2, text},
    {"attributes", 3, message, repeated, &key_value},
    {"droppedAttributesCount", 4, uint32},
};
constexpr MessageSchema scope = {scope_fields};

// resource/v1/resource.proto
constexpr FieldSchema entity_fields[] = {
    {"schemaUrl", 1, text},
    {"type", 2, text},
    {"idKeys", 3, text, repeated},
    {"descriptionKeys", 4, text, repeated},
};
constexpr MessageSchema entity = {entity_fields};
constexpr FieldSchema resource_fields[] = {
    {"attributes", 1, message, repeated, &key_value},
    {"droppedAttributesCount", 2, uint32},
    {"entityRefs", 3, message, repeated, &entity},
};
constexpr MessageSchema resource = {resource_fields};

// trace/v1/trace.proto
constexpr FieldSchema event_fields[] = {
    {"timeUnixNano", 1, fixed64},
    {"name", 2, text},
    {"attributes", 3, message, repeated, &key_value},
    {"droppedAttributesCount", 4, uint32},
};
constexpr MessageSchema event = {event_fields};
constexpr FieldSchema link_fields[] = {
    {"traceId", 1, trace_id},
    {"spanId", 2, span_id},
    {"traceState", 3, text},
    {"attributes", 4, message, repeated, &key_value},
    {"droppedAttributesCount", 5, uint32},
    {"flags", 6, fixed32},
};
constexpr MessageSchema link = {link_fields};
constexpr FieldSchema status_fields[] = {
    {"message", 2, text},
    {"code", 3, enumeration, !repeated, nullptr, status_codes},
};
constexpr MessageSchema status = {status_fields};
constexpr FieldSchema span_fields[] = {
    {"traceId", 1, trace_id},
    {"spanId", 2, span_id},
    {"traceState", 3, text},
    {"parentSpanId", 4, span_id},
    {"name", 5, text},
    {"kind", 6, enumeration, !repeated, nullptr, span_kinds},
    {"startTimeUnixNano", 7, fixed64},
    {"endTimeUnixNano", 8, fixed64},
    {"attributes", 9, message, repeated, &key_value},
    {"droppedAttributesCount", 10, uint32},
    {"events", 11, message, repeated, &event},
    {"droppedEventsCount", 12, uint32},
    {"links", 13, message, repeated, &link},
    {"droppedLinksCount", 14, uint32},
    {"status", 15, message, !repeated, &status},
    {"flags", 16, fixed32},
};
constexpr MessageSchema span = {span_fields};
constexpr FieldSchema scope_spans_fields[] = {
    {"scope", 1, message, !repeated, &scope},
    {"spans", 2, message, repeated, &span},
    {"schemaUrl", 3, text},
};
constexpr MessageSchema scope_spans = {scope_spans_fields};
constexpr FieldSchema resource_spans_fields[] = {
    {"resource", 1, message, !repeated, &resource},
    {"scopeSpans", 2, message, repeated, &scope_spans},
    {"schemaUrl", 3, text},
};
constexpr MessageSchema resource_spans = {resource_spans_fields};
constexpr FieldSchema trace_request_fields[] = {
    {"resourceSpans", 1, message, repeated, &resource_spans}};

// metrics/v1/metrics.proto
constexpr FieldSchema exemplar_fields[] = {
    {"filteredAttributes", 7, message, repeated, &key_value},
    {"timeUnixNano", 2, fixed64},
    {"asDouble", 3, real},
    {"asInt", 6, sfixed64},
    {"spanId", 4, span_id},
    {"traceId", 5, trace_id},
};
constexpr MessageSchema exemplar = {exemplar_fields};
constexpr FieldSchema number_point_fields[] = {
    {"attributes", 7, message, repeated, &key_value},
    {"startTimeUnixNano", 2, fixed64},
    {"timeUnixNano", 3, fixed64},
    {"asDouble", 4, real},
    {"asInt", 6, sfixed64},
    {"exemplars", 5, message, repeated, &exemplar},
    {"flags", 8, uint32},
};
constexpr MessageSchema number_point = {number_point_fields, false, true};
constexpr FieldSchema histogram_point_fields[] = {
    {"attributes", 9, message, repeated, &key_value},
    {"startTimeUnixNano", 2, fixed64},
    {"timeUnixNano", 3, fixed64},
    {"count", 4, fixed64},
    {"sum", 5, real},
    {"bucketCounts", 6, fixed64, repeated},
    {"explicitBounds", 7, real, repeated},
    {"exemplars", 8, message, repeated, &exemplar},
    {"flags", 10, uint32},
    {"min", 11, real},
    {"max", 12, real},
};
constexpr MessageSchema histogram_point = {histogram_point_fields, false, true};
constexpr FieldSchema buckets_fields[] = {
    {"offset", 1, sint32},
    {"bucketCounts", 2, uint64, repeated},
};
constexpr MessageSchema buckets = {buckets_fields};
constexpr FieldSchema exponential_point_fields[] = {
    {"attributes", 1, message, repeated, &key_value},
    {"startTimeUnixNano", 2, fixed64},
    {"timeUnixNano", 3, fixed64},
    {"count", 4, fixed64},
    {"sum", 5, real},
    {"scale", 6, sint32},
    {"zeroCount", 7, fixed64},
    {"positive", 8, message, !repeated, &buckets},
    {"negative", 9, message, !repeated, &buckets},
    {"flags", 10, uint32},
    {"exemplars", 11, message, repeated, &exemplar},
    {"min", 12, real},
    {"max", 13, real},
    {"zeroThreshold", 14, real},
};
constexpr MessageSchema exponential_point = {exponential_point_fields, false, true};
constexpr FieldSchema quantile_fields[] = {{"quantile", 1, real}, {"value", 2, real}};
constexpr MessageSchema quantile = {quantile_fields};
constexpr FieldSchema summary_point_fields[] = {
    {"attributes", 7, message, repeated, &key_value},
    {"startTimeUnixNano", 2, fixed64},
    {"timeUnixNano", 3, fixed64},
    {"count", 4, fixed64},
    {"sum", 5, real},
    {"quantileValues", 6, message, repeated, &quantile},
    {"flags", 8, uint32},
};
constexpr MessageSchema summary_point = {summary_point_fields, false, true};

constexpr FieldSchema gauge_fields[] = {{"dataPoints", 1, message, repeated, &number_point}};
constexpr MessageSchema gauge = {gauge_fields};
constexpr FieldSchema sum_fields[] = {
    {"dataPoints", 1, message, repeated, &number_point},
    {"aggregationTemporality", 2, enumeration, !repeated, nullptr, temporalities},
    {"isMonotonic", 3, boolean},
};
constexpr MessageSchema sum = {sum_fields};
constexpr FieldSchema histogram_fields[] = {
    {"dataPoints", 1, message, repeated, &histogram_point},
    {"aggregationTemporality", 2, enumeration, !repeated, nullptr, temporalities},
};
constexpr MessageSchema histogram = {histogram_fields};
constexpr FieldSchema exponential_fields[] = {
    {"dataPoints", 1, message, repeated, &exponential_point},
    {"aggregationTemporality", 2, enumeration, !repeated, nullptr, temporalities},
};
constexpr MessageSchema exponential_histogram = {exponential_fields};
constexpr FieldSchema summary_fields[] = {{"dataPoints", 1, message, repeated, &summary_point}};
constexpr MessageSchema summary = {summary_fields};
constexpr FieldSchema metric_fields[] = {
    {"name", 1, text},
    {"description", 2, text},
    {"unit", 3, text},
    {"gauge", 5, message, !repeated, &gauge},
    {"sum", 7, message, !repeated, &sum},
    {"histogram", 9, message, !repeated, &histogram},
    {"exponentialHistogram", 10, message, !repeated, &exponential_histogram},
    {"summary", 11, message, !repeated, &summary},
    {"metadata", 12, message, repeated, &key_value},
};
constexpr MessageSchema metric = {metric_fields};
constexpr FieldSchema scope_metrics_fields[] = {
    {"scope", 1, message, !repeated, &scope},
    {"metrics", 2, message, repeated, &metric},
    {"schemaUrl", 3, text},
};
constexpr MessageSchema scope_metrics = {scope_metrics_fields};
constexpr FieldSchema resource_metrics_fields[] = {
    {"resource", 1, message, !repeated, &resource},
    {"scopeMetrics", 2, message, repeated, &scope_metrics},
    {"schemaUrl", 3, text},
};
constexpr MessageSchema resource_metrics = {resource_metrics_fields};
constexpr FieldSchema metrics_request_fields[] = {
    {"resourceMetrics", 1, message, repeated, &resource_metrics}};

}  // namespace

constinit const MessageSchema export_trace_request = {trace_request_fields};
constinit const MessageSchema export_metrics_request = {metrics_request_fields};

}  // namespace sotto::collector
