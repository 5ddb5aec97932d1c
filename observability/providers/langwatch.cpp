// langwatch: LangWatch's OTLP endpoint. It answers with JSON whatever it was sent, and with 402
// when the account's plan is used up; the reading of answers that all OTLP providers share knows
// both.

#include <memory>
#include <string>

#include <sotto/provider.hpp>

#include "core/version.hpp"
#include "observability/builtin_providers.hpp"
#include "observability/otlp_provider.hpp"

namespace sotto::observability {

Result<std::unique_ptr<Provider>> make_langwatch(const Config& config) {
  if (config.langwatch_api_key.empty()) {
    return Error{ErrorCode::invalid_config, "langwatch needs LANGWATCH_API_KEY"};
  }
  if (config.langwatch_endpoint.empty()) {
    return Error{ErrorCode::invalid_config, "langwatch needs LANGWATCH_ENDPOINT"};
  }
  ProviderEndpoint endpoint;
  endpoint.url = join_url(config.langwatch_endpoint, "api/otel/v1/traces");
  // The key twice: servers before LangWatch's OTLP endpoint may take Authorization for themselves.
  endpoint.headers = {
      {"Authorization", "Bearer " + config.langwatch_api_key},
      {"X-Auth-Token", config.langwatch_api_key},
      {"x-langwatch-sdk-name", "sotto"},
      {"x-langwatch-sdk-language", "cpp"},
      {"x-langwatch-sdk-version", std::string(core::version)},
  };
  // Keys of a user, unlike those of a project, do not say which project is meant.
  if (!config.langwatch_project_id.empty()) {
    endpoint.headers.emplace_back("X-Project-Id", config.langwatch_project_id);
  }
  endpoint.ca_file = config.ca_file;
  endpoint.settings = "LANGWATCH_ENDPOINT, LANGWATCH_API_KEY and LANGWATCH_PROJECT_ID";
  return std::unique_ptr<Provider>(
      std::make_unique<OtlpProvider>(Dialect::langwatch, "sotto", config, std::move(endpoint)));
}

}  // namespace sotto::observability
