#include "core/protobuf_writer.hpp"
#include "telemetry/metrics_encoder.hpp"

// Each put_ function describes one message once. It runs on a Sizer, which adds up, and on a
// Writer, which writes; tags are those of opentelemetry/proto/metrics/v1/metrics.proto.
//
// Readers of protobuf take the fields of a message in any order. In this one what differs from
// point to point comes first and together, and what is equal follows in one piece: a number, the
// lengths and the text of a label, then its key and the times. Compressed, a report is a thirtieth
// smaller than with its fields by number.

namespace sotto::telemetry {
namespace {

using core::varint_bytes;
using core::zigzag;

constexpr std::uint64_t delta = 1;  // AggregationTemporality

class Sizer {
 public:
  std::size_t bytes() const noexcept { return bytes_; }

  void text(std::uint8_t, std::string_view text) { bytes_ += core::field_bytes(text.size()); }
  void varint(std::uint8_t, std::uint64_t value) { bytes_ += 1 + varint_bytes(value); }
  void fixed64(std::uint8_t, std::uint64_t) { bytes_ += 1 + sizeof(std::uint64_t); }
  void number(std::uint8_t, double) { bytes_ += 1 + sizeof(double); }
  void packed(std::uint8_t tag, const std::vector<std::uint64_t>& values) {
    message(tag, [&](Sizer& inner) {
      for (const std::uint64_t value : values) inner.bytes_ += varint_bytes(value);
    });
  }
  template <typename Put>
  void message(std::uint8_t, Put&& put) {
    Sizer inner;
    put(inner);
    bytes_ += core::field_bytes(inner.bytes_);
  }

 private:
  std::size_t bytes_ = 0;
};

class Writer {
 public:
  explicit Writer(char* at) noexcept : out_(at) {}

  void text(std::uint8_t tag, std::string_view text) { out_.text_field(tag, text); }
  void varint(std::uint8_t tag, std::uint64_t value) { out_.varint_field(tag, value); }
  void fixed64(std::uint8_t tag, std::uint64_t value) { out_.fixed64_field(tag, value); }
  void number(std::uint8_t tag, double value) { out_.double_field(tag, value); }
  void packed(std::uint8_t tag, const std::vector<std::uint64_t>& values) {
    std::size_t bytes = 0;
    for (const std::uint64_t value : values) bytes += varint_bytes(value);
    out_.head(tag, bytes);
    for (const std::uint64_t value : values) out_.varint(value);
  }
  template <typename Put>
  void message(std::uint8_t tag, Put&& put) {
    Sizer inner;
    put(inner);
    out_.head(tag, inner.bytes());
    put(*this);
  }

 private:
  core::ProtobufWriter out_;
};

void put_attributes(auto& out, std::uint8_t tag, const Attributes& attributes) {
  for (const Attribute& attribute : attributes) {
    out.message(tag, [&](auto& key_value) {
      key_value.message(0x12, [&](auto& value) {
        if (const auto* text = std::get_if<std::string>(&attribute.value)) {
          value.text(0x0A, *text);
        } else {
          value.varint(0x10, std::get<bool>(attribute.value) ? 1 : 0);
        }
      });
      key_value.text(0x0A, attribute.key);
    });
  }
}

void put_times(auto& out, const Report& report) {
  out.fixed64(0x11, report.start_unix_ns);
  out.fixed64(0x19, report.end_unix_ns);
}

void put_count(auto& out, const Report& report, const CountPoint& point) {
  out.fixed64(0x31, point.count);
  put_attributes(out, 0x3A, point.attributes);
  put_times(out, report);
}

void put_duration(auto& out, const Report& report, const DurationPoint& point) {
  put_attributes(out, 0x0A, point.attributes);
  put_times(out, report);
  out.fixed64(0x21, point.count);
  out.number(0x29, point.sum_ms);
  if (point.scale != 0) out.varint(0x30, zigzag(point.scale));
  if (point.zeros != 0) out.fixed64(0x39, point.zeros);
  if (!point.buckets.empty()) {
    out.message(0x42, [&](auto& positive) {
      if (point.offset != 0) positive.varint(0x08, zigzag(point.offset));
      positive.packed(0x12, point.buckets);
    });
  }
}

void put_metric(auto& out, const Report& report, const Metric& metric) {
  out.text(0x0A, metric.name);
  if (!metric.unit.empty()) out.text(0x1A, metric.unit);
  if (!metric.counts.empty()) {
    out.message(0x3A, [&](auto& sum) {
      for (const CountPoint& point : metric.counts) {
        sum.message(0x0A, [&](auto& inner) { put_count(inner, report, point); });
      }
      sum.varint(0x10, delta);
      sum.varint(0x18, 1);  // monotonic
    });
  } else {
    out.message(0x52, [&](auto& histogram) {
      for (const DurationPoint& point : metric.durations) {
        histogram.message(0x0A, [&](auto& inner) { put_duration(inner, report, point); });
      }
      histogram.varint(0x10, delta);
    });
  }
}

void put_report(auto& out, const Report& report) {
  out.message(0x0A, [&](auto& resource_metrics) {
    resource_metrics.message(
        0x0A, [&](auto& resource) { put_attributes(resource, 0x0A, report.resource); });
    resource_metrics.message(0x12, [&](auto& scope_metrics) {
      scope_metrics.message(0x0A, [&](auto& scope) {
        scope.text(0x0A, "sotto");
        scope.text(0x12, report.library_version);
      });
      for (const Metric& metric : report.metrics) {
        scope_metrics.message(0x12, [&](auto& inner) { put_metric(inner, report, metric); });
      }
    });
  });
}

}  // namespace

std::string to_protobuf(const Report& report) {
  Sizer size;
  put_report(size, report);
  std::string bytes(size.bytes(), '\0');
  Writer writer(bytes.data());
  put_report(writer, report);
  return bytes;
}

}  // namespace sotto::telemetry
