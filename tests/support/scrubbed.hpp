#pragma once

#include <string>
#include <string_view>

#include "privacy/text_scrubber.hpp"

namespace sotto::test {

/// What a scrubber without rules or learned secrets makes of a text.
inline std::string scrubbed(std::string_view text) {
  privacy::TextScrubber scrubber;
  std::string out;
  return scrubber.scrub(text, out) ? out : std::string(text);
}

}  // namespace sotto::test
