#include "observability/auth_check.hpp"

#include <memory>
#include <string>
#include <utility>

#include "observability/plugin.hpp"
#include "pipeline/local_sink.hpp"
#include "pipeline/route.hpp"
#include "privacy/gate.hpp"
#include "transport/exchange.hpp"

namespace sotto {
namespace observability {
namespace {

/// "langfuse: answered 401: it does not accept the key; see LANGFUSE_BASE_URL, ..."
Error failed(ErrorCode code, const std::string& name, const std::string& why,
             const ProviderEndpoint& endpoint) {
  Error error{code, name + ": " + why};
  if (!endpoint.settings.empty()) error.detail += "; see " + endpoint.settings;
  return error;
}

/// The smallest request that the backend judges: its own question, or an export of nothing.
transport::HttpRequest probe_of(const ProviderEndpoint& endpoint) {
  transport::HttpRequest request;
  request.headers = endpoint.headers;
  if (!endpoint.check_url.empty()) {
    request.method = "GET";
    return request;
  }
  const bool is_json = endpoint.content_type == "application/json";
  request.headers.emplace_back("Content-Type", endpoint.content_type);
  request.body = std::make_shared<const std::string>(is_json ? "{}" : "");
  return request;
}

Result<Done> ask(const std::string& name, const Provider& provider, const Config& config,
                 std::chrono::milliseconds timeout) {
  const ProviderEndpoint endpoint = provider.endpoint();
  if (const auto sink = pipeline::make_local_sink(endpoint.url, 0)) {
    const auto written = sink->write("");
    if (written) return Done{};
    return failed(written.error().code, name, written.error().detail, endpoint);
  }
  auto routed = pipeline::route_to(endpoint.check_url.empty() ? endpoint.url : endpoint.check_url,
                                   endpoint, transport::proxy_settings(config), timeout);
  if (!routed) return failed(routed.error().code, name, routed.error().detail, endpoint);
  pipeline::Route route = std::move(routed).value();
  const auto response =
      transport::exchange(std::move(route.endpoint), std::move(route.options), probe_of(endpoint));
  if (!response) return failed(response.error().code, name, response.error().detail, endpoint);
  const Answer answer = provider.read_answer(response.value().status, response.value().body);
  if (answer.outcome == Outcome::accepted) return Done{};
  return failed(ErrorCode::rejected, name, answer.message, endpoint);
}

}  // namespace

Result<Done> check_access(std::string_view provider, const Config& config,
                          std::chrono::milliseconds timeout,
                          const privacy::Environment& environment) {
  const privacy::Verdict gate = privacy::judge(environment, config).observability;
  if (!gate.open()) {
    return Error{ErrorCode::gate_closed,
                 "observability is closed: " + std::string(privacy::to_string(gate.reason)) + " (" +
                     gate.detail + ")"};
  }
  const auto name = provider_of(provider);
  if (!name) return name.error();
  const auto made = make_provider(name.value(), config);
  if (!made) return Error{made.error().code, name.value() + ": " + made.error().detail};
  return ask(name.value(), *made.value(), config, timeout);
}

}  // namespace observability

Result<Done> auth_check(std::string_view provider, const Config& config,
                        std::chrono::milliseconds timeout) {
  return observability::check_access(provider, config, timeout, privacy::process_environment());
}

}  // namespace sotto
