// Any bytes: no crash, nothing is written when nothing was found, and scrubbing the result again
// changes nothing.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "privacy/text_scrubber.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  sotto::privacy::TextScrubber scrubber;
  std::string once;
  if (!scrubber.scrub(text, once)) {
    if (!once.empty()) std::abort();
    return 0;
  }
  std::string twice;
  if (scrubber.scrub(once, twice)) std::abort();
  return 0;
}
