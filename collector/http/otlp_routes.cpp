#include "collector/http/otlp_routes.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

#include "collector/http/answers.hpp"

namespace sotto::collector {
namespace {

bool is_empty(const TraceBatch& batch) {
  return batch.spans.empty();
}
bool is_empty(const MetricsBatch& batch) {
  return batch.points == 0;
}

// `read` is read_traces or read_metrics.
template <auto read>
DeferredHandler export_handler(Store& store, const IngestLimits& limits) {
  return [&store, limits](Request request, const Reply& reply) {
    const IngestHead head{request.content_type, request.content_encoding};
    auto taken_apart = read(head, std::move(request.body), limits);
    if (const auto* error = std::get_if<IngestError>(&taken_apart)) {
      return reply(error_answer(request, error->http_status, error->reason));
    }
    auto& batch = *std::get_if<0>(&taken_apart);
    if (is_empty(batch)) return reply(export_success(request));

    const auto stored = [request, reply](Result<Done> result) {
      reply(result.ok() ? export_success(request)
                        : try_later(request, 503, "not stored: " + result.error().detail));
    };
    if (!store.put(std::move(batch), stored)) {
      reply(try_later(request, 429, "the queue of what is to be stored is full"));
    }
  };
}

}  // namespace

void add_otlp_routes(Router& router, Store& store, const IngestLimits& limits) {
  for (const char* path : {"/v1/traces", "/api/v1/traces/export", "/api/public/otel/v1/traces",
                           "/api/otel/v1/traces"}) {
    router.add("POST", path, export_handler<read_traces>(store, limits));
  }
  router.add("POST", "/v1/metrics", export_handler<read_metrics>(store, limits));
}

}  // namespace sotto::collector
