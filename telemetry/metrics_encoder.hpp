#pragma once

#include <string>

#include "telemetry/report.hpp"

namespace sotto::telemetry {

/// The report as OTLP's ExportMetricsServiceRequest, delta temporality, in protobuf's canonical
/// form: fields by number, zeros left out.
std::string to_protobuf(const Report& report);

/// The same content as OTLP/JSON. "{}" for a report without metrics.
std::string to_json(const Report& report);

}  // namespace sotto::telemetry
