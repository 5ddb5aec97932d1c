#pragma once

#include <string>
#include <string_view>

#include <sotto/provider.hpp>

#include "observability/attribute_map.hpp"
#include "observability/otlp_encoder.hpp"

namespace sotto::observability {

/// What all providers that speak OTLP/HTTP have in common: one of them is a dialect, an endpoint
/// and, if need be, its own reading of answers.
class OtlpProvider : public Provider {
 public:
  /// `name` is the provider's, for messages; it outlives the provider, as a literal does.
  OtlpProvider(std::string_view name, Dialect dialect, std::string_view scope_name,
               const Config& config, ProviderEndpoint endpoint);

  ProviderEndpoint endpoint() const override { return endpoint_; }
  Result<Done> encode(std::span<const SpanRecord> batch, std::string& out) override;
  Answer read_answer(int status, std::string_view body) const override;

 protected:
  std::string_view name() const noexcept { return name_; }

 private:
  std::string_view name_;
  ProviderEndpoint endpoint_;
  AttributeMap map_;
  OtlpEncoder encoder_;
};

/// `base` and `path` with exactly one slash between them. `path` starts without one.
std::string join_url(std::string_view base, std::string_view path);

}  // namespace sotto::observability
