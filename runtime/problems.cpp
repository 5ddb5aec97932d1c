#include "runtime/problems.hpp"

#include <algorithm>
#include <utility>

#include <sotto/provider.hpp>

#include "core/settings.hpp"
#include "observability/plugin.hpp"
#include "pipeline/local_sink.hpp"
#include "privacy/gate.hpp"
#include "transport/endpoint.hpp"
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
  const std::string url = provider.value()->endpoint().url;
  if (pipeline::make_local_sink(url, config.file_max_bytes)) return;
  problems.add(name, transport::parse_endpoint(url));
}

}  // namespace

std::vector<std::string> find_problems(Config config, const privacy::Environment& environment) {
  Problems problems(config.warnings);
  if (auto missing = core::missing_key(config)) problems.add(*std::move(missing));
  if (!config.telemetry_endpoint.empty()) {
    problems.add("SOTTO_TELEMETRY_ENDPOINT", transport::parse_endpoint(config.telemetry_endpoint));
  }
  if (!config.ca_file.empty()) {
    problems.add("OTEL_EXPORTER_OTLP_CERTIFICATE", transport::check_ca_file(config.ca_file));
  }
  const bool may_load = privacy::judge(environment, config).observability.open();
  core::choose_providers(config);
  for (const std::string& word : config.providers) {
    if (may_load || !observability::is_plugin_path(word)) check_provider(word, config, problems);
  }
  return std::move(problems).take();
}

}  // namespace sotto::runtime
