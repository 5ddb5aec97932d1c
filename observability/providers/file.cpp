// file: one line for each batch, an OTLP ExportTraceServiceRequest in JSON, with the attribute
// names of the provider otlp. Any OTLP/HTTP receiver takes a line of it as the body of a request.

#include <memory>
#include <string>

#include <sotto/provider.hpp>

#include "observability/builtin_providers.hpp"
#include "observability/otlp_provider.hpp"

namespace sotto::observability {
namespace {

class File final : public OtlpProvider {
 public:
  File(const Config& config, ProviderEndpoint endpoint)
      : OtlpProvider(Dialect::otlp, "sotto", config, std::move(endpoint), OtlpProtocol::http_json) {
  }

  using OtlpProvider::encode;  // scores become spans, then these lines
  Result<Done> encode(std::span<const SpanRecord> batch, std::string& out) override {
    auto done = OtlpProvider::encode(batch, out);
    if (!out.empty()) out += '\n';
    return done;
  }
};

}  // namespace

Result<std::unique_ptr<Provider>> make_file(const Config& config) {
  if (config.file_path.empty()) {
    return Error{ErrorCode::invalid_config, "file needs SOTTO_FILE"};
  }
  ProviderEndpoint endpoint;
  endpoint.url = "file:" + config.file_path;
  endpoint.gzip = false;
  endpoint.settings = "SOTTO_FILE";
  return std::unique_ptr<Provider>(std::make_unique<File>(config, std::move(endpoint)));
}

}  // namespace sotto::observability
