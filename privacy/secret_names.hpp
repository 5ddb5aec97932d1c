#pragma once

#include <optional>
#include <string_view>

#include "privacy/text_scrubber.hpp"

namespace sotto::privacy {

/// What a value is by the name that it stands under: "db_password", "X-Api-Key",
/// "http.request.header.authorization", "clientSecret". None for names that only sound alike:
/// "max_tokens", "token_count", "password_policy". Never allocates.
std::optional<SecretKind> kind_of_name(std::string_view name) noexcept;

/// The same for names that stand for other things as well, "stripe_key" and "pass": there the value
/// has to look like a secret too.
std::optional<SecretKind> weak_kind_of_name(std::string_view name) noexcept;

/// Whether a part of a text of at most 96 bytes may be such a name; says no to most others.
bool may_name_secret(std::string_view text) noexcept;

}  // namespace sotto::privacy
