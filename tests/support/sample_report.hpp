#pragma once

#include "telemetry/report.hpp"

namespace sotto::test {

/// Every field that a report can have, with values that stretch the encodings: a false, a negative
/// offset, counts of ten bytes, an empty histogram.
inline telemetry::Report sample_report() {
  using namespace telemetry;
  const Attributes run{{"agent.type", "simple"}, {"agent.framework", "none"}, {"success", false}};
  const Attributes overflow{{"timer", "other"}, {"otel.metric.overflow", true}};
  return {
      .resource = make_resource({"my app", "1.2.3"}, {"linux", "6", "amd64"}, "0001020304050607"),
      .library_version = "9.8.7",
      .start_unix_ns = 1'700'000'000'000'000'000,
      .end_unix_ns = 1'700'000'060'000'000'000,
      .metrics = {
          {"sotto.feature.usage",
           "",
           {{{{"feature", "search"}, {"category", "general"}}, 1},
            {{{"feature", "other"}, {"category", "other"}, {"otel.metric.overflow", true}},
             std::uint64_t{1} << 62}},
           {}},
          {"sotto.errors", "", {{{{"error.type", "E"}, {"component", "c"}}, 300}}, {}},
          {"sotto.agent.runs", "", {{run, 3}}, {}},
          {"sotto.agent.duration", "ms", {}, {{run, 3, 12.5, 5, 1, -3, {1, 0, 1}}}},
          {"sotto.timer.duration",
           "ms",
           {},
           {{{{"timer", "load"}}, ~std::uint64_t{0}, 1e15, 0, 0, 0, {~std::uint64_t{0}}},
            {overflow, 2, 0, 5, 2, 0, {}}}},
      }};
}

}  // namespace sotto::test
