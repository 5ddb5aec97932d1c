#pragma once

#include <string>

namespace sotto::core {

/// What telemetry may say about the machine: words from short lists, nothing that singles it out.
struct OsInfo {
  std::string name;           // "linux" or "other"
  std::string major_version;  // of the kernel, e.g. "6"; digits only, empty when unknown
  std::string architecture;   // as OpenTelemetry's host.arch: "amd64", "arm64", ...; or "other"

  friend bool operator==(const OsInfo&, const OsInfo&) = default;
};

OsInfo os_info();

}  // namespace sotto::core
