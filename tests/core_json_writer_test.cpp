#include <gtest/gtest.h>

#include <limits>

#include "core/json_writer.hpp"

namespace sotto::core {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(JsonString, EscapesAByteWhereverItStands) {
  for (std::size_t size = 1; size <= 24; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      for (int byte = 0; byte < 0x80; ++byte) {
        std::string text(size, 'x');
        text[at] = static_cast<char>(byte);
        const std::string alone = quoted(std::string_view(&text[at], 1));
        const std::string escaped = alone.substr(1, alone.size() - 2);
        EXPECT_EQ(escaped.size() > 1, byte < 0x20 || byte == '"' || byte == '\\');
        const std::string before(at, 'x');
        const std::string behind(size - at - 1, 'x');
        EXPECT_EQ(quoted(std::string_view(text)), '"' + before + escaped + behind + '"');
      }
    }
  }
}

TEST(JsonString, EscapesWhatRfc8259Requires) {
  EXPECT_EQ(quoted("a\"b\\c\n\r\t\x01"), R"("a\"b\\c\n\r\t\u0001")");
}

TEST(JsonString, KeepsUtf8AndReplacesWhatIsNot) {
  EXPECT_EQ(quoted("\xc3\xa9"), "\"\xc3\xa9\"");
  EXPECT_EQ(quoted("a\xff"), "\"a\xef\xbf\xbd\"");
}

TEST(JsonWriter, SeparatesValuesAtEveryDepth) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().field("a", 1).key("b").begin_array().value(true).value("x").null().end();
  json.key("c").begin_object().end().field("d", 1.5).end();
  EXPECT_EQ(out, R"({"a":1,"b":[true,"x",null],"c":{},"d":1.5})");
}

TEST(JsonWriter, WritesTheWholeRangeOfNumbers) {
  std::string out;
  JsonWriter(out)
      .begin_array()
      .value(std::numeric_limits<std::int64_t>::min())
      .value(std::numeric_limits<std::uint64_t>::max())
      .value(std::numeric_limits<double>::infinity())
      .end();
  EXPECT_EQ(out, "[-9223372036854775808,18446744073709551615,null]");
}

}  // namespace
}  // namespace sotto::core
