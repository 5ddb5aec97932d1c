#pragma once

#include <string_view>

#include "core/text.hpp"

namespace sotto::privacy {

/// The two truth rules of the gates. Both read doubt as "closed".

/// For variables that close (DO_NOT_TRACK, ..._DISABLE_...): anything but empty, 0, false, no and
/// off closes, so that a typo such as "ture" keeps the user's wish.
inline bool closes(std::string_view value) noexcept {
  return !core::is_no(value);
}

/// For variables that open (..._ENABLED): only 1, true, yes and on open.
inline bool opens(std::string_view value) noexcept {
  return core::is_yes(value);
}

}  // namespace sotto::privacy
