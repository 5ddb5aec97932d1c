#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sotto::test {

/// Unpacks one gzip stream. Nothing when it is broken.
std::optional<std::string> gunzip(std::string_view packed);

}  // namespace sotto::test
