#pragma once

#include "collector/http/router.hpp"
#include "collector/store/store.hpp"

namespace sotto::collector {

/// Adds what people and programs read: /, /health, and under /api/v1 the traces and the stats.
/// `store` outlives the router.
void add_rest_routes(Router& router, Store& store);

}  // namespace sotto::collector
