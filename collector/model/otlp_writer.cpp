#include "collector/model/otlp_writer.hpp"

#include <algorithm>
#include <utility>

#include "core/protobuf_writer.hpp"

namespace sotto::collector {
namespace {

void append_field(std::string& out, std::uint8_t tag, std::string_view content) {
  char head[11];
  core::ProtobufWriter writer(head);
  writer.head(tag, content.size());
  out.append(head, writer.position());
  out += content;
}

}  // namespace

// Field numbers of ResourceSpans and ScopeSpans: 1 resource or scope, 2 the list, 3 schema_url.
void RequestBuilder::add(const SpanView& span) {
  if (span.group != group_) {
    close_group();
    group_ = span.group;
    append_field(resource_spans_, 0x0a, span.resource->message);
    append_field(resource_spans_, 0x1a, span.resource->schema_url);
    append_field(scope_spans_, 0x0a, span.scope->message);
    append_field(scope_spans_, 0x1a, span.scope->schema_url);
  }
  append_field(scope_spans_, 0x12, span.message);
  ++span_count_;
  first_ns_ = std::min(first_ns_, span.start_ns);
  last_ns_ = std::max(last_ns_, span.end_ns);
}

void RequestBuilder::close_group() {
  if (group_ == 0) return;
  append_field(resource_spans_, 0x12, scope_spans_);
  append_field(request_, 0x0a, resource_spans_);
  scope_spans_.clear();
  resource_spans_.clear();
  group_ = 0;
}

std::string RequestBuilder::take() {
  close_group();
  return std::exchange(*this, RequestBuilder()).request_;
}

}  // namespace sotto::collector
