#include "telemetry/body.hpp"

#include "telemetry/metrics_encoder.hpp"
#include "transport/gzip.hpp"

namespace sotto::telemetry {

Body to_body(const Report& report) {
  const std::string plain = to_protobuf(report);
  Body body;
  // Not kept: it holds much memory for a report a day.
  transport::Gzip gzip(transport::Gzip::Effort::best);
  body.is_gzip = gzip.compress(plain, body.bytes);
  if (!body.is_gzip) body.bytes = plain;
  return body;
}

}  // namespace sotto::telemetry
