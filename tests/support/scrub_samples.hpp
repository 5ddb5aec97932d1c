#pragma once

#include <string_view>
#include <vector>

#include "privacy/text_scrubber.hpp"

namespace sotto::test {

/// A text with a secret in it. All are made up; check digits and formats are right.
struct SecretSample {
  const char* name;
  std::string_view text;
  std::string_view secret;  // must not survive
  std::string_view scrubbed;
};
const std::vector<SecretSample>& secret_samples();

/// Texts that look like secrets and are none: they must not change.
const std::vector<std::string_view>& benign_samples();

}  // namespace sotto::test
