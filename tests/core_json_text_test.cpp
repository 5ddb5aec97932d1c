// Constant pieces of JSON with values between them: every text as the slower writer has it.

#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "core/json_text.hpp"
#include "core/json_writer.hpp"

namespace sotto::core {
namespace {

std::string as_string(std::string_view text) {
  std::string out;
  JsonText(out).string(text);
  return out;
}

TEST(JsonText, EscapesWhereverASpecialByteStands) {
  const std::array<std::string, 9> specials = {
      "\"",   "\\",   "\n",       std::string(1, '\0'), "\x1f",
      "\x7f", "\xff", "\xc3\xa9", "\xf0\x9f\x98\x80"};
  for (std::size_t length = 0; length < 40; ++length) {
    const std::string plain(length, 'a');
    for (std::size_t at = 0; at <= length; ++at) {
      for (const std::string& special : specials) {
        std::string text = plain;
        text.insert(at, special);
        std::string expected;
        append_json_string(expected, text);
        EXPECT_EQ(as_string(text), expected) << length << " bytes, special at " << at;
      }
    }
  }
}

TEST(JsonText, KnowsEveryByteThatStandsForItself) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text(9, static_cast<char>(byte));
    std::string expected;
    append_json_string(expected, text);
    EXPECT_EQ(as_string(text), expected) << byte;
  }
}

TEST(JsonText, PutsPiecesBehindWhatStandsThere) {
  std::string out = "[";
  const std::array<std::uint8_t, 3> bytes = {0x00, 0xa7, 0xff};
  {
    JsonText json(out);
    json.literal("{\"a\":").number(-7).literal(",\"b\":").number(0.5).literal(",\"c\":");
    json.number(std::numeric_limits<std::uint64_t>::max(), true).literal(",\"d\":");
    json.hex(bytes.data(), bytes.size()).literal(",\"e\":").raw("[1]").literal("}]");
  }
  EXPECT_EQ(out, R"([{"a":-7,"b":0.5,"c":"18446744073709551615","d":"00a7ff","e":[1]}])");
}

TEST(JsonText, GrowsWithWhatIsWritten) {
  std::string out;
  std::string expected;
  {
    JsonText json(out);
    for (int i = 0; i < 10'000; ++i) {
      const std::string text(static_cast<std::size_t>(i % 100), i % 7 == 0 ? '"' : 'x');
      json.string(text).literal(",").number(-std::numeric_limits<double>::max());
      append_json_string(expected, text);
      expected += ",";
      append_json_number(expected, -std::numeric_limits<double>::max());
    }
  }
  EXPECT_EQ(out, expected);
}

}  // namespace
}  // namespace sotto::core
