#pragma once

#include <string>
#include <string_view>

namespace sotto::core {

/// `bytes` in the standard alphabet with padding (RFC 4648, section 4), e.g. for HTTP Basic.
std::string to_base64(std::string_view bytes);

}  // namespace sotto::core
