#include "observability/otlp_provider.hpp"

#include <utility>

#include "core/version.hpp"
#include "observability/otlp_answer.hpp"
#include "observability/otlp_resource.hpp"

namespace sotto::observability {
namespace {

std::variant<OtlpEncoder, OtlpJsonEncoder> make_encoder(OtlpProtocol protocol,
                                                        std::string_view scope_name,
                                                        const Config& config) {
  const auto resource = otlp_resource(config);
  if (protocol == OtlpProtocol::http_json) {
    return OtlpJsonEncoder(resource, scope_name, core::version);
  }
  return OtlpEncoder(resource, scope_name, core::version);
}

}  // namespace

OtlpProvider::OtlpProvider(Dialect dialect, std::string_view scope_name, const Config& config,
                           ProviderEndpoint endpoint, OtlpProtocol protocol)
    : endpoint_(std::move(endpoint)),
      map_(dialect, config),
      score_spans_(dialect),
      encoder_(make_encoder(protocol, scope_name, config)) {
  if (protocol == OtlpProtocol::http_json) endpoint_.content_type = "application/json";
}

Result<Done> OtlpProvider::encode(std::span<const SpanRecord> batch, std::string& out) {
  const auto spans = map_.map(batch);
  std::visit([&](auto& encoder) { encoder.encode(spans, out); }, encoder_);
  return Done{};
}

Result<Done> OtlpProvider::encode(std::span<const ScoreRecord> batch, std::string& out) {
  return encode(score_spans_.make(batch), out);
}

Answer OtlpProvider::read_answer(int status, std::string_view body) const {
  return read_otlp_answer(status, body);
}

std::string join_url(std::string_view base, std::string_view path) {
  while (base.ends_with('/')) base.remove_suffix(1);
  std::string url(base);
  url += '/';
  url += path;
  return url;
}

}  // namespace sotto::observability
