#pragma once

#include <sotto/detail/gate_word.hpp>

#include "telemetry/totals.hpp"

namespace sotto::test {

/// Opens the telemetry gate for a test and counts from that moment: the cells themselves belong
/// to the process.
class TelemetrySession {
 public:
  TelemetrySession() : before_(telemetry::read_totals()) { set(detail::telemetry_bit); }
  TelemetrySession(const TelemetrySession&) = delete;
  TelemetrySession& operator=(const TelemetrySession&) = delete;
  ~TelemetrySession() { close(); }

  void close() { set(0); }

  telemetry::Totals totals() const { return telemetry::read_totals().since(before_); }

  Metrics::Telemetry metrics() const {
    Metrics::Telemetry metrics;
    telemetry::fill(metrics, totals());
    return metrics;
  }

 private:
  static void set(std::uint32_t bits) { detail::gate_word.store(bits, std::memory_order_relaxed); }

  telemetry::Totals before_;
};

}  // namespace sotto::test
