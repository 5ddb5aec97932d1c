#pragma once

#include "collector/http/router.hpp"
#include "collector/ingest/ingest.hpp"
#include "collector/store/store.hpp"

namespace sotto::collector {

/// Adds the addresses that exporters post to: OTLP's own, and those that the SDKs of msgtrace,
/// Langfuse and LangWatch use. One handler for all: 200 after the commit, 400/413/415 for what
/// can never be taken, 429 and 503 with Retry-After for what can be sent again.
/// `store` outlives the router.
void add_otlp_routes(Router& router, Store& store, const IngestLimits& limits);

}  // namespace sotto::collector
