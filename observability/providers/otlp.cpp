// otlp: any receiver of OTLP/HTTP, with OpenTelemetry's and OpenInference's attribute names.

#include <memory>

#include <sotto/provider.hpp>

#include "observability/builtin_providers.hpp"
#include "observability/otlp_provider.hpp"

namespace sotto::observability {

Result<std::unique_ptr<Provider>> make_otlp(const Config& config) {
  ProviderEndpoint endpoint;
  if (!config.otlp_traces_endpoint.empty()) {
    endpoint.url = config.otlp_traces_endpoint;
  } else if (!config.otlp_endpoint.empty()) {
    endpoint.url = join_url(config.otlp_endpoint, "v1/traces");
  } else {
    return Error{ErrorCode::invalid_config,
                 "otlp needs OTEL_EXPORTER_OTLP_ENDPOINT or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"};
  }
  endpoint.headers = config.otlp_headers;
  endpoint.gzip = config.otlp_gzip;
  endpoint.ca_file = config.ca_file;
  endpoint.settings = "OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_HEADERS";
  endpoint.client_certificate_file = config.client_certificate_file;
  endpoint.client_key_file = config.client_key_file;
  return std::unique_ptr<Provider>(std::make_unique<OtlpProvider>(
      Dialect::otlp, "sotto", config, std::move(endpoint), config.otlp_protocol));
}

}  // namespace sotto::observability
