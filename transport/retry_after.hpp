#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace sotto::transport {

/// The Retry-After header, RFC 9110 section 10.2.3: "120" or "Sun, 06 Nov 1994 08:49:37 GMT". From
/// 0 (a date gone by) to one day (anything longer). Nothing when it is neither.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view value,
                                                      std::chrono::sys_seconds now);

}  // namespace sotto::transport
