#include "tests/support/temporary_folder.hpp"

#include <cstdlib>
#include <filesystem>

namespace sotto::test {

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "sotto-test-XXXXXX").string();
  folder_ = mkdtemp(pattern.data());
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;  // a folder that stays behind fails no test
  std::filesystem::remove_all(folder_, ignored);
}

}  // namespace sotto::test
