#pragma once

namespace sotto::core {

/// Of the notice that tells a person what telemetry holds. A new field in telemetry/catalogue.toml
/// is a new version: consent that was given to an earlier one no longer counts.
inline constexpr int notice_version = 2;

}  // namespace sotto::core
