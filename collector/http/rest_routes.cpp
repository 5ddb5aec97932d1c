#include "collector/http/rest_routes.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "collector/http/answers.hpp"
#include "collector/http/rest_query.hpp"
#include "collector/query/trace_json.hpp"
#include "core/json_writer.hpp"
#include "core/text.hpp"
#include "core/version.hpp"

namespace sotto::collector {
namespace {

constexpr std::size_t trace_id_digits = 32;

constexpr std::string_view welcome = R"(sotto: an observer for LLM applications.

Send traces (OTLP over HTTP, protobuf or JSON) to
  POST /v1/traces, /v1/metrics
  POST /api/v1/traces/export            msgtrace
  POST /api/public/otel/v1/traces       Langfuse SDKs
  POST /api/otel/v1/traces              LangWatch SDKs

Read them at
  GET  /api/v1/traces                   ?service_name= &workflow_name= &has_errors= &limit= ...
  GET  /api/v1/traces/{id}              the first digits of an id are enough
  GET  /api/v1/traces/{id}/tree
  GET  /api/v1/stats
  GET  /health
or on the command line: sotto list, sotto show ID, sotto stats.
)";

Response no_content() {
  return {204, "", ""};
}

// What the store could not do, as HTTP.
Response store_error(const Request& request, const Error& error) {
  if (error.code == ErrorCode::not_found) return error_answer(request, 404, error.detail);
  return error_answer(request, 503, error.detail);
}

// The id in the path, lowercase; nullopt for what cannot be one.
std::optional<std::string> trace_id(const Request& request) {
  std::string id = request.path_parameters.at(0).second;
  if (id.size() > trace_id_digits) return std::nullopt;
  for (char& c : id) {
    if (core::hex_value(c) < 0) return std::nullopt;
    c = core::to_lower(c);
  }
  return id;
}

Response not_found(const Request& request) {
  return error_answer(request, 404, "Trace not found");
}

template <typename Write>
Response json_of(Write write) {
  std::string body;
  core::JsonWriter json(body);
  write(json);
  return json_answer(std::move(body));
}

Response list_traces(Store& store, const Request& request) {
  const auto query = read_trace_query(request.query);
  if (!query) return error_answer(request, 400, query.error().detail);
  const auto page = store.list(query.value());
  if (!page) return store_error(request, page.error());
  return json_of([&](auto& json) { write_page(json, page.value(), query.value()); });
}

// `write` is write_trace or write_tree.
template <auto write>
Response show_trace(Store& store, const Request& request) {
  const auto id = trace_id(request);
  if (!id) return not_found(request);
  const auto trace = store.get(*id);
  if (!trace) {
    // Whether a part of an id names none or several, the store says; a whole one names none.
    const bool is_none =
        trace.error().code == ErrorCode::not_found && id->size() == trace_id_digits;
    return is_none ? not_found(request) : store_error(request, trace.error());
  }
  return json_of([&](auto& json) { write(json, trace.value()); });
}

Response erase_trace(Store& store, const Request& request) {
  const auto id = trace_id(request);
  if (!id || id->size() != trace_id_digits) return not_found(request);
  const auto erased = store.erase(*id);
  if (erased) return no_content();
  return erased.error().code == ErrorCode::not_found ? not_found(request)
                                                     : store_error(request, erased.error());
}

Response clear_traces(Store& store, const Request& request) {
  const auto cleared = store.clear();
  return cleared ? no_content() : store_error(request, cleared.error());
}

Response show_stats(Store& store, const Request& request) {
  const auto stats = store.stats();
  if (!stats) return store_error(request, stats.error());
  return json_of([&](auto& json) { write_stats(json, stats.value()); });
}

Response health(const Request&) {
  return json_of([](auto& json) {
    json.begin_object().field("status", "healthy").field("version", core::version).end();
  });
}

}  // namespace

void add_rest_routes(Router& router, Store& store) {
  const auto with_store = [&store](Response (*handler)(Store&, const Request&)) -> Handler {
    return [&store, handler](const Request& request) { return handler(store, request); };
  };
  router.add("GET", "/", Handler([](const Request&) -> Response {
               return {200, "text/plain; charset=utf-8", std::string(welcome)};
             }));
  router.add("GET", "/health", Handler(health));
  router.add("GET", "/api/v1/traces", with_store(list_traces));
  router.add("DELETE", "/api/v1/traces", with_store(clear_traces));
  router.add("GET", "/api/v1/traces/{id}", with_store(show_trace<write_trace>));
  router.add("DELETE", "/api/v1/traces/{id}", with_store(erase_trace));
  router.add("GET", "/api/v1/traces/{id}/tree", with_store(show_trace<write_tree>));
  router.add("GET", "/api/v1/stats", with_store(show_stats));
}

}  // namespace sotto::collector
