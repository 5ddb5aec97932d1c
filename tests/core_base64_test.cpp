#include <gtest/gtest.h>

#include "core/base64.hpp"

namespace sotto::core {
namespace {

TEST(Base64, FollowsTheVectorsOfRfc4648) {
  EXPECT_EQ(to_base64(""), "");
  EXPECT_EQ(to_base64("f"), "Zg==");
  EXPECT_EQ(to_base64("fo"), "Zm8=");
  EXPECT_EQ(to_base64("foo"), "Zm9v");
  EXPECT_EQ(to_base64("foob"), "Zm9vYg==");
  EXPECT_EQ(to_base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");
}

TEST(Base64, TakesEveryByte) {
  EXPECT_EQ(to_base64(std::string_view("\x00\xff\xfe", 3)), "AP/+");
}

}  // namespace
}  // namespace sotto::core
