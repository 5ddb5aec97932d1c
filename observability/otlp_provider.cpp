#include "observability/otlp_provider.hpp"

#include <utility>

#include "core/version.hpp"
#include "observability/otlp_resource.hpp"

namespace sotto::observability {

OtlpProvider::OtlpProvider(Dialect dialect, std::string_view scope_name, const Config& config,
                           ProviderEndpoint endpoint)
    : endpoint_(std::move(endpoint)),
      map_(dialect, config),
      encoder_(otlp_resource(config), scope_name, core::version) {}

Result<Done> OtlpProvider::encode(std::span<const SpanRecord> batch, std::string& out) {
  encoder_.encode(map_.map(batch), out);
  return Done{};
}

std::string join_url(std::string_view base, std::string_view path) {
  while (base.ends_with('/')) base.remove_suffix(1);
  std::string url(base);
  url += '/';
  url += path;
  return url;
}

}  // namespace sotto::observability
