#pragma once

#include <sotto/session.hpp>

#include "runtime/instance.hpp"
#include "tests/support/fake_environment.hpp"

namespace sotto::test {

/// A configuration that sends spans to an OTLP receiver and nothing anywhere else.
inline Config otlp_config(std::string traces_url) {
  Config config;
  config.app_name = "test";
  config.providers = {"otlp"};
  config.otlp_traces_endpoint = std::move(traces_url);
  return config;
}

/// The sum that must hold at every moment.
inline std::uint64_t sum(const Metrics::Tracer& tracer) {
  return tracer.processed + tracer.dropped + tracer.sampled_out + tracer.failed + tracer.pending;
}

}  // namespace sotto::test
