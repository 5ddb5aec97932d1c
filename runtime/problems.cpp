#include "runtime/problems.hpp"

#include <algorithm>
#include <utility>

#include <sotto/provider.hpp>

#include "core/settings.hpp"
#include "observability/plugin.hpp"
#include "pipeline/local_sink.hpp"
#include "pipeline/route.hpp"
#include "privacy/gate.hpp"
#include "privacy/scrub/user_rules.hpp"
#include "telemetry/weekly.hpp"
#include "transport/tls_files.hpp"

namespace sotto::runtime {
namespace {

class Problems {
 public:
  explicit Problems(std::vector<std::string> known) : all_(std::move(known)) {}

  void add(std::string sentence) {
    if (std::ranges::find(all_, sentence) == all_.end()) all_.push_back(std::move(sentence));
  }
  /// The error, if there is one, under the name of what it concerns.
  template <typename T>
  void add(const std::string& name, const Result<T>& result) {
    if (!result) add(name + ": " + result.error().detail);
  }

  std::vector<std::string> take() && { return std::move(all_); }

 private:
  std::vector<std::string> all_;
};

void check_provider(const std::string& word, const Config& config, Problems& problems) {
  const auto named = observability::provider_of(word);
  if (!named) return problems.add(named.error().detail);
  const std::string& name = named.value();
  const auto provider = make_provider(name, config);
  if (!provider) return problems.add(name, provider);
  const ProviderEndpoint endpoint = provider.value()->endpoint();
  if (pipeline::make_local_sink(endpoint.url, config.file_max_bytes)) return;
  problems.add(name, pipeline::route_to(endpoint.url, endpoint, transport::proxy_settings(config),
                                        config.export_timeout));
}

}  // namespace

std::vector<std::string> find_problems(Config config, const privacy::Environment& environment) {
  config = core::within_limits(std::move(config));
  Problems problems(config.warnings);
  for (std::string& sentence : core::half_pairs(config)) problems.add(std::move(sentence));
  std::vector<std::string> bad_rules;
  privacy::UserRules(config, bad_rules);
  for (std::string& sentence : bad_rules) problems.add(std::move(sentence));
  if (!config.telemetry_endpoint.empty()) {
    problems.add("SOTTO_TELEMETRY_ENDPOINT",
                 pipeline::route_to(config.telemetry_endpoint, {},
                                    transport::proxy_settings(config), config.export_timeout));
    if (config.local_dp != LocalDp::off) {
      problems.add("SOTTO_LOCAL_DP", telemetry::weekly_plan(config));
    }
  }
  if (!config.ca_file.empty()) {
    problems.add("OTEL_EXPORTER_OTLP_CERTIFICATE",
                 transport::check_tls_files({.ca_file = config.ca_file}));
  }
  if (!config.client_certificate_file.empty() && !config.client_key_file.empty()) {
    problems.add(
        "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE",
        transport::check_tls_files({.client_certificate_file = config.client_certificate_file,
                                    .client_key_file = config.client_key_file}));
  }
  const bool may_load = privacy::judge(environment, config).observability.open();
  core::choose_providers(config);
  for (const std::string& word : config.providers) {
    if (may_load || !observability::is_plugin_path(word)) check_provider(word, config, problems);
  }
  return std::move(problems).take();
}

}  // namespace sotto::runtime
