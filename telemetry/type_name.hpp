#pragma once

#include <typeinfo>

#include "telemetry/series.hpp"

namespace sotto::telemetry {

/// The type's qualified name up to the first character that a label cannot hold, cut to 64 bytes:
/// "std::runtime_error", and "Box" for Box<int>. "other" when there is no such name.
///
/// Types are fixed when the program is compiled, so no content can be in their names.
/// Threads: any. Memory: permanent; each type's name is worked out once, of the first 256 types.
LabelText type_name(const std::type_info& type) noexcept;

}  // namespace sotto::telemetry
