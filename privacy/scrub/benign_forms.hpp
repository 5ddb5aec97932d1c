#pragma once

#include <string_view>

namespace sotto::privacy {

/// Whether a token's bare value is none: a moment, a status, or the name of a type in code.
bool is_no_token(std::string_view value) noexcept;

/// Whether a value is where code takes it from: "process.env.API_KEY".
bool is_lookup(std::string_view value) noexcept;

/// Whether a value is the path of a file: "GOOGLE_APPLICATION_CREDENTIALS=/etc/x.json".
bool is_path_of_file(std::string_view value) noexcept;

}  // namespace sotto::privacy
