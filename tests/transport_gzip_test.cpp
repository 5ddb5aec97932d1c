#include <gtest/gtest.h>

#include "tests/support/gunzip.hpp"
#include "transport/gzip.hpp"

namespace sotto::transport {
namespace {

using test::gunzip;

TEST(Gzip, UnpacksToTheInput) {
  const std::string text(100'000, 'a');
  Gzip gzip;
  std::string out;
  ASSERT_TRUE(gzip.compress(text, out));
  EXPECT_LT(out.size(), text.size() / 100);
  EXPECT_EQ(gunzip(out), text);
}

TEST(Gzip, AppendsBehindWhatIsThere) {
  Gzip gzip;
  std::string out = "head";
  ASSERT_TRUE(gzip.compress("body", out));
  ASSERT_EQ(out.substr(0, 4), "head");
  EXPECT_EQ(gunzip(std::string_view(out).substr(4)), "body");
}

TEST(Gzip, PacksNothingIntoAValidStream) {
  Gzip gzip;
  std::string out;
  ASSERT_TRUE(gzip.compress("", out));
  EXPECT_EQ(gunzip(out), "");
}

TEST(Gzip, PacksSeveralTexts) {
  Gzip gzip;
  for (const std::string text : {"one", "two", "three"}) {
    std::string out;
    ASSERT_TRUE(gzip.compress(text, out));
    EXPECT_EQ(gunzip(out), text);
  }
}

}  // namespace
}  // namespace sotto::transport
