#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sotto::core {

/// `bytes` in the standard alphabet with padding (RFC 4648, section 4), e.g. for HTTP Basic.
std::string to_base64(std::string_view bytes);

/// The bytes of such a text; none when it is not what to_base64() makes of them.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace sotto::core
