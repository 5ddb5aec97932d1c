#include "tests/support/otlp_text.hpp"

#include "core/json_writer.hpp"
#include "core/version.hpp"
#include "tests/proto/otlp_trace_oracle.pb.h"

namespace sotto::test {
namespace {

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += digits[static_cast<unsigned char>(c) >> 4];
    text += digits[static_cast<unsigned char>(c) & 0xf];
  }
  return text;
}

std::string quoted(std::string_view text) {
  std::string out;
  core::append_json_string(out, text == core::version ? "VERSION" : text);
  return out;
}

std::string value_text(const oracle::AnyValue& value) {
  switch (value.value_case()) {
    case oracle::AnyValue::kStringValue: return quoted(value.string_value());
    case oracle::AnyValue::kBoolValue: return value.bool_value() ? "true" : "false";
    case oracle::AnyValue::kIntValue: return std::to_string(value.int_value());
    case oracle::AnyValue::kDoubleValue: {
      std::string out = "double ";
      core::append_json_number(out, value.double_value());
      return out;
    }
    case oracle::AnyValue::kArrayValue: {
      std::string out = "[";
      for (const auto& item : value.array_value().values()) {
        if (out.size() > 1) out += ", ";
        out += value_text(item);
      }
      return out + "]";
    }
    case oracle::AnyValue::VALUE_NOT_SET: break;
  }
  return "(no value)";
}

template <typename KeyValues>
void append_attributes(std::string& out, std::string_view indent, const KeyValues& attributes) {
  for (const auto& attribute : attributes) {
    out += indent;
    out += attribute.key() + " = " + value_text(attribute.value()) + "\n";
  }
}

void append_span(std::string& out, const oracle::Span& span) {
  out += "span " + quoted(span.name()) + "\n";
  out += "  trace " + hex(span.trace_id()) + " span " + hex(span.span_id());
  out += span.parent_span_id().empty() ? " root" : " parent " + hex(span.parent_span_id());
  out += "\n  kind " + std::to_string(span.kind()) + " flags " + std::to_string(span.flags());
  out += " start " + std::to_string(span.start_time_unix_nano());
  out += " end " + std::to_string(span.end_time_unix_nano()) + "\n";
  if (span.has_status()) {
    out += "  status " + std::to_string(span.status().code()) + " " +
           quoted(span.status().message()) + "\n";
  }
  append_attributes(out, "    ", span.attributes());
  for (const auto& event : span.events()) {
    out += "  event " + quoted(event.name()) + " at " + std::to_string(event.time_unix_nano());
    out += "\n";
    append_attributes(out, "    ", event.attributes());
  }
  for (const auto& link : span.links()) {
    out += "  link to trace " + hex(link.trace_id()) + " span " + hex(link.span_id()) + " flags " +
           std::to_string(link.flags()) + " state " + quoted(link.trace_state()) + "\n";
    append_attributes(out, "    ", link.attributes());
  }
  if (span.dropped_attributes_count() + span.dropped_events_count() + span.dropped_links_count() !=
      0) {
    out += "  dropped attributes " + std::to_string(span.dropped_attributes_count()) + " events " +
           std::to_string(span.dropped_events_count()) + " links " +
           std::to_string(span.dropped_links_count()) + "\n";
  }
}

}  // namespace

std::string otlp_text(std::string_view bytes) {
  oracle::Request request;
  if (!request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return {};
  if (request.SerializeAsString() != bytes) return {};
  std::string out;
  for (const auto& resource_spans : request.resource_spans()) {
    out += "resource\n";
    append_attributes(out, "    ", resource_spans.resource().attributes());
    for (const auto& scope_spans : resource_spans.scope_spans()) {
      out += "scope " + quoted(scope_spans.scope().name()) + " " +
             quoted(scope_spans.scope().version()) + "\n";
      for (const auto& span : scope_spans.spans()) append_span(out, span);
    }
  }
  return out;
}

std::string value_of(std::string_view text, std::string_view key) {
  const std::string start = "\n    " + std::string(key) + " = ";
  const std::size_t at = text.find(start);
  if (at == std::string_view::npos) return "(absent)";
  const std::size_t begin = at + start.size();
  return std::string(text.substr(begin, text.find('\n', begin) - begin));
}

}  // namespace sotto::test
