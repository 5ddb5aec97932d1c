#include <gtest/gtest.h>

#include "core/utf8.hpp"

namespace sotto::core {
namespace {

TEST(Utf8, AcceptsWellFormedTextOfEveryLength) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("plain ascii text, longer than a word"));
  EXPECT_TRUE(is_utf8("\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"));
}

TEST(Utf8, RefusesOverlongFormsSurrogatesAndTruncatedCharacters) {
  EXPECT_FALSE(is_utf8("\xc0\xaf"));
  EXPECT_FALSE(is_utf8("\xed\xa0\x80"));
  EXPECT_FALSE(is_utf8("\xf4\x90\x80\x80"));
  EXPECT_FALSE(is_utf8("\xe2\x82"));
  EXPECT_FALSE(is_utf8("12345678\xff"));
}

TEST(Utf8, RepairsEachIllFormedPartOnce) {
  std::string out;
  append_utf8(out, "a\xe2\x82z\xff\xf0\x9f\x98\x80");
  EXPECT_EQ(out, "a\xef\xbf\xbdz\xef\xbf\xbd\xf0\x9f\x98\x80");
  EXPECT_TRUE(is_utf8(out));
}

TEST(Utf8, CutsBetweenCharacters) {
  const std::string_view text = "ab\xf0\x9f\x98\x80z";
  EXPECT_EQ(utf8_cut(text, 100), text.size());
  EXPECT_EQ(utf8_cut(text, 6), 6U);
  for (const std::size_t limit : {2U, 3U, 4U, 5U}) EXPECT_EQ(utf8_cut(text, limit), 2U);
}

}  // namespace
}  // namespace sotto::core
