#include "observability/otlp_resource.hpp"

#include "core/version.hpp"

namespace sotto::observability {

std::vector<Attribute> otlp_resource(const Config& config) {
  std::vector<Attribute> resource;
  // The name that the OpenTelemetry specification asks for when there is none.
  resource.push_back({"service.name", config.app_name.empty() ? AttributeValue("unknown_service")
                                                              : config.app_name});
  if (!config.app_version.empty()) resource.push_back({"service.version", config.app_version});
  if (!config.environment.empty()) {
    resource.push_back({"deployment.environment.name", config.environment});
  }
  for (const auto& [name, value] : config.resource_attributes) resource.push_back({name, value});
  resource.push_back({"telemetry.sdk.name", "sotto"});
  resource.push_back({"telemetry.sdk.language", "cpp"});
  resource.push_back({"telemetry.sdk.version", core::version});
  return resource;
}

}  // namespace sotto::observability
