// What the scrubber does not find, as PRIVACY.md admits. A rule that finds one of these is welcome:
// it moves the sample to tests/support/scrub_samples.cpp and takes the line out of PRIVACY.md.

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "privacy/text_scrubber.hpp"

namespace sotto::privacy {
namespace {

constexpr std::string_view misses[] = {
    "Ada Lovelace lives at 12 St James's Square",    // people and where they live
    "she was treated for a heart condition",         // what is said about them
    "the word to open the vault is correcthorse7",   // a secret without a form or a name
};

TEST(KnownMisses, PassTheScrubber) {
  for (const std::string_view text : misses) {
    TextScrubber scrubber;
    std::string out;
    EXPECT_FALSE(scrubber.scrub(text, out)) << text << " became " << out;
  }
}

}  // namespace
}  // namespace sotto::privacy
