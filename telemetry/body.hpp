#pragma once

#include <string>

#include "telemetry/report.hpp"

namespace sotto::telemetry {

/// The body of the request that carries a report, as it goes over the wire.
struct Body {
  std::string bytes;
  bool is_gzip = false;  // sent with Content-Encoding: gzip

  friend bool operator==(const Body&, const Body&) = default;
};

/// OTLP's protobuf, compressed where memory allows it. Of the same report always the same.
Body to_body(const Report& report);

}  // namespace sotto::telemetry
