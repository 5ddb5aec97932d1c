#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace sotto::test {

/// Whether `text` is that of the file `path`, below tests/golden. When it is not, the new text is
/// left beside the test's other temporary files, to be reviewed and copied if it is meant.
inline testing::AssertionResult is_golden(std::string_view text, const std::string& path) {
  std::ifstream file(path);
  if (std::string(std::istreambuf_iterator<char>(file), {}) == text) {
    return testing::AssertionSuccess();
  }
  const std::string now = testing::TempDir() + path.substr(path.rfind('/') + 1);
  std::ofstream(now) << text;
  return testing::AssertionFailure() << "compare " << path << " with " << now;
}

}  // namespace sotto::test
