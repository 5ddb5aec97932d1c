#pragma once

#include <span>
#include <string>
#include <string_view>

#include <sotto/attribute.hpp>

#include "observability/otlp_encoder.hpp"

namespace sotto::observability {

/// Writes batches of spans as an OTLP ExportTraceServiceRequest, in OTLP's JSON: what OtlpEncoder
/// writes, for receivers and files that want text.
///
/// Lists and dropped counts stand there even when they are empty: some receivers refuse a span
/// without them.
///
/// Threads: any.
class OtlpJsonEncoder {
 public:
  OtlpJsonEncoder(std::span<const Attribute> resource, std::string_view scope_name,
                  std::string_view scope_version);

  /// Appends one request, in one line. Nothing for an empty batch.
  void encode(std::span<const WireSpan> spans, std::string& out) const;

 private:
  std::string resource_;  // as JSON, encoded once
  std::string scope_;
};

}  // namespace sotto::observability
