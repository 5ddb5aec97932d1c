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

TEST(Base64, IsReadBack) {
  std::string bytes;
  for (int i = 0; i < 260; ++i) {
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
    bytes += static_cast<char>(i);
  }
}

TEST(Base64, IsNotReadFromAnyOtherText) {
  for (const char* text :
       {"Z", "Zg", "Zg=", "Zh==", "Zg===", "Zg==Zg==", "Zm9v\n", "Zm 9v", "====", "Zm9vYm-y"}) {
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
  }
}

TEST(Base64, TakesEveryByte) {
  EXPECT_EQ(to_base64(std::string_view("\x00\xff\xfe", 3)), "AP/+");
}

}  // namespace
}  // namespace sotto::core
