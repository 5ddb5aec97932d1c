#include <gtest/gtest.h>
#include <sys/utsname.h>

#include <algorithm>

#include "core/os_info.hpp"
#include "core/text.hpp"

namespace sotto::core {
namespace {

TEST(OsInfo, TellsTheMajorVersionAndNothingFiner) {
  const std::string version = os_info().major_version;
  EXPECT_TRUE(std::ranges::all_of(version, is_digit)) << version;
  utsname system{};
  ASSERT_EQ(uname(&system), 0);
  EXPECT_TRUE(std::string(system.release).starts_with(version + "."));
}

TEST(OsInfo, IsMadeOfShortWords) {
  const OsInfo info = os_info();
  EXPECT_TRUE(info.name == "linux" || info.name == "other");
  EXPECT_FALSE(info.architecture.empty());
  EXPECT_LE(info.architecture.size(), 7U);
}

}  // namespace
}  // namespace sotto::core
