#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sotto/result.hpp>

#include "privacy/environment.hpp"
#include "privacy/gate.hpp"
#include "telemetry/store.hpp"

namespace sotto::cli {

/// What one program counted, and where it stands.
struct TelemetryStore {
  std::string app;  // the folder's name
  std::string folder;
  privacy::Verdict gate;  // for a program of that name in these surroundings
  std::optional<telemetry::StoredReport> stored = {};
  std::vector<telemetry::SentReport> history = {};
  bool is_damaged = false;  // there is a file of counts, and it cannot be read
};

/// The stores of all programs, by name; or of `app` alone, when it is not empty.
std::vector<TelemetryStore> find_telemetry_stores(const privacy::Environment& environment,
                                                  const std::string& app);

/// The one store there is, or that of `app`; else an error that says what to do.
Result<TelemetryStore> only_telemetry_store(const privacy::Environment& environment,
                                            const std::string& app);

/// The programs to which a person said no, by name.
std::vector<std::string> refused_apps(const privacy::Environment& environment);

/// The gate of a program of that name; of any program when `app` is empty.
privacy::Verdict telemetry_gate(const privacy::Environment& environment, const std::string& app);

}  // namespace sotto::cli
