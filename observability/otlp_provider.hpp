#pragma once

#include <string>
#include <string_view>
#include <variant>

#include <sotto/provider.hpp>

#include "observability/attribute_map.hpp"
#include "observability/otlp_encoder.hpp"
#include "observability/otlp_json.hpp"
#include "observability/score_spans.hpp"

namespace sotto::observability {

/// What all providers that speak OTLP/HTTP have in common: one of them is a dialect, a scope's
/// name, an endpoint and, if need be, its own reading of answers. Scores are spans to it.
class OtlpProvider : public Provider, public ScoreProvider {
 public:
  OtlpProvider(Dialect dialect, std::string_view scope_name, const Config& config,
               ProviderEndpoint endpoint, OtlpProtocol protocol = OtlpProtocol::http_protobuf);

  ProviderEndpoint endpoint() const override { return endpoint_; }
  Result<Done> encode(std::span<const SpanRecord> batch, std::string& out) override;
  Result<Done> encode(std::span<const ScoreRecord> batch, std::string& out) override;
  Answer read_answer(int status, std::string_view body) const override;
  ScoreProvider* scores() noexcept override { return this; }

 protected:
  const AttributeMap& map() const noexcept { return map_; }

 private:
  ProviderEndpoint endpoint_;
  AttributeMap map_;
  ScoreSpans score_spans_;
  std::variant<OtlpEncoder, OtlpJsonEncoder> encoder_;
};

/// `base` and `path` with exactly one slash between them. `path` starts without one.
std::string join_url(std::string_view base, std::string_view path);

}  // namespace sotto::observability
